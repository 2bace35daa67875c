/** A process of its own: keeps the whole store contract on a store that others use too, and prints what it did not keep at each latency. */

import { storeContract } from '../../src/stores/contract-suite.ts';
import { withLatency } from '../../src/stores/latency.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';

const [kind, place, ...latencies] = process.argv.slice(2) as [string, string, ...string[]];
// How fast the machine is, is not what is asked here.
const patient = { connectTimeoutMs: 60_000, statementTimeoutMs: 60_000 };
const store =
  kind === 'SQLite'
    ? createSqliteStore({ path: place, busyTimeoutMs: 60_000 })
    : createPostgresStore({ url: place, ...patient });
await store.migrate();
// A sweep is everybody's, and so is a count: these alone would see what the others leave behind.
const independent = storeContract.filter(
  ({ title }) => !/^(sweeps|keeps the later|tallies|counts users|counts all)/.test(title),
);
const reports: Record<string, { readonly kept: number; readonly broken: readonly string[] }> = {};
for (const ms of latencies) {
  const slow = withLatency(store, Number(ms), { jitter: 0.5 });
  const broken: string[] = [];
  await Promise.all(
    independent.map(({ title, run }) => run(slow).catch((error) => broken.push(`${title}: ${error.message}`))),
  );
  reports[ms] = { kept: independent.length - broken.length, broken };
}
await store.close();
process.stdout.write(JSON.stringify(reports));
