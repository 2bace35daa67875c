import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../src/stores/contracts.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { createTestDatabase } from './postgres-database.ts';

export const storeKinds = ['memory', 'SQLite', 'PostgreSQL'] as const;

/** A new store that is migrated; it ends with the test. */
export async function newStore(
  kind: (typeof storeKinds)[number],
  { onTestFinished }: { onTestFinished(end: () => Promise<void>): void },
): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-store-'));
  const store =
    kind === 'memory'
      ? createMemoryStore()
      : kind === 'SQLite'
        ? createSqliteStore({ path: join(folder, 'store.db') })
        : createPostgresStore({ url: await createTestDatabase() });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await store.migrate();
  return store;
}
