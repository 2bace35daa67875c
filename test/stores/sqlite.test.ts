import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeStoreContract } from '../../src/stores/contract-suite.ts';
import { StoreUnavailableError } from '../../src/stores/contracts.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-sqlite-'));
const runner = { describe, it, beforeAll, afterAll };
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describeStoreContract('the SQLite store', async () => createSqliteStore({ path: join(directory, 'a.db') }), runner);

describe('a SQLite file', () => {
  it('is made so that only its owner can read it', async () => {
    const path = join(directory, 'mode.db');
    const store = createSqliteStore({ path });
    await store.migrate();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('may be reached through a link', async () => {
    mkdirSync(join(directory, 'elsewhere'));
    writeFileSync(join(directory, 'elsewhere', 'real.db'), '');
    symlinkSync(join(directory, 'elsewhere', 'real.db'), join(directory, 'link.db'));
    const store = createSqliteStore({ path: join(directory, 'link.db') });
    await store.migrate();
    expect(await store.marks.insertOnce('a', 2, 1)).toBe(true);
    expect(existsSync(join(directory, 'elsewhere', 'real.db-wal'))).toBe(true);
    await store.close();
  });

  it('refuses calls after it was closed, as unavailable', async () => {
    const store = createSqliteStore({ path: join(directory, 'closed.db') });
    await store.migrate();
    await store.close();
    await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
    await expect(store.grants.find('x')).rejects.toThrow(StoreUnavailableError);
    await expect(store.marks.clear('x')).rejects.toThrow(StoreUnavailableError);
    await store.close();
  });

  it('says that it is not migrated before it was', async () => {
    const store = createSqliteStore({ path: join(directory, 'new.db') });
    expect(await store.isMigrated()).toBe(false);
    await store.migrate();
    expect(await store.isMigrated()).toBe(true);
    await store.close();
  });
});
