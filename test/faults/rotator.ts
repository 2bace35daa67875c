/** A process of its own: rotates grants without end and prints each successor once the store has acknowledged it. */
import { writeSync } from 'node:fs';
import { grant, unique } from '../../src/stores/contract/samples.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';

const store = createSqliteStore({ path: process.argv[2]! });
await store.migrate();

async function rotate(): Promise<never> {
  let current = grant({ family: unique('family') });
  await store.grants.insert([current]);
  for (;;) {
    const next = grant({ family: current.family });
    const { outcome } = await store.grants.consume(current.handleHash, { at: 1, alongside: [next] });
    if (outcome !== 'consumed') throw new Error(outcome);
    // Written to the pipe before anything else happens: what is printed was acknowledged.
    writeSync(1, `${current.handleHash} ${next.handleHash}\n`);
    current = next;
  }
}

await Promise.all(Array.from({ length: 16 }, rotate));
