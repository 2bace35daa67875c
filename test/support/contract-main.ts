/** A process of its own: keeps the whole store contract on a store that others use too, and prints what it did not keep. */

import { storeContract } from '../../src/stores/contract-suite.ts';
import { withLatency } from '../../src/stores/latency.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';

const [kind, place, ms] = process.argv.slice(2) as [string, string, string];
const store = kind === 'SQLite' ? createSqliteStore({ path: place }) : createPostgresStore({ url: place });
await store.migrate();
const slow = withLatency(store, Number(ms), { jitter: 0.5 });
// A sweep is everybody's: these two alone would see what the others leave behind.
const independent = storeContract.filter(({ title }) => !/^(sweeps|keeps the later)/.test(title));
const broken: string[] = [];
await Promise.all(
  independent.map(({ title, run }) => run(slow).catch((error) => broken.push(`${title}: ${error.message}`))),
);
await store.close();
process.stdout.write(JSON.stringify({ kept: independent.length - broken.length, broken }));
