import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { storeContract } from '../../src/stores/contract-suite.ts';
import type { Store } from '../../src/stores/contracts.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { withLatency } from '../../src/stores/latency.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { createTestDatabase } from '../support/postgres-database.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-latency-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const opened: Store[] = [];
async function open(name: string): Promise<Store> {
  const store =
    name === 'memory'
      ? createMemoryStore()
      : name === 'SQLite'
        ? createSqliteStore({ path: join(directory, `${opened.length}.db`) })
        : createPostgresStore({ url: await createTestDatabase() });
  opened.push(store);
  await store.migrate();
  return store;
}
afterAll(async () => {
  await Promise.all(opened.map((store) => store.close()));
});

// A sweep is everybody's, and so is what there is in all: these alone would see what the others leave behind.
const independent = storeContract.filter(
  ({ title }) => !/^(sweeps|keeps the later|tallies live|counts users|counts all)/.test(title),
);

describe('a store whose answers take their time', () => {
  // Requirements share the store on purpose, and run at once: they must not disturb each other.
  it.concurrent.each([
    ['memory', 5],
    ['memory', 50],
    ['SQLite', 5],
    ['SQLite', 50],
    ['PostgreSQL', 5],
    ['PostgreSQL', 50],
  ] as const)('keeps the contract: %s, %i ms', async (name, ms) => {
    const slow = withLatency(await open(name), ms, { jitter: 0.5 });
    const broken: string[] = [];
    await Promise.all(
      independent.map(({ title, run }) => run(slow).catch((error) => broken.push(`${title}: ${error.message}`))),
    );
    expect(broken).toEqual([]);
  });
});

describe('a counted store', () => {
  it('counts each call by its name, until it is reset', async () => {
    const { store, calls } = withCounting(createMemoryStore());
    await Promise.all([store.grants.find('a'), store.grants.find('b'), store.marks.clear('c')]);
    expect([...calls.byName]).toEqual([
      ['grants.find', 2],
      ['marks.clear', 1],
    ]);
    expect(calls.total).toBe(3);
    calls.reset();
    expect(calls.total).toBe(0);
  });
});
