/** A process of its own: consumes the handles it is told to, in order, and prints the outcomes as JSON. */

import { grant } from '../../src/stores/contract/samples.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';

const [kind, place, name] = process.argv.slice(2) as [string, string, string];
const store = kind === 'sqlite' ? createSqliteStore({ path: place }) : createPostgresStore({ url: place });
await store.ping();
process.stdout.write('ready\n');

process.stdin.setEncoding('utf8');
let input = '';
for await (const chunk of process.stdin) input += chunk;
const handles: string[] = JSON.parse(input);
const outcomes = await Promise.all(
  handles.map(async (handle) => {
    const alongside = [grant({ handleHash: `${handle}-next-${name}`, family: handle, subjectId: handle })];
    const { outcome } = await store.grants.consume(handle, { at: 1, alongside });
    return outcome;
  }),
);
await store.close();
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
