import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grant } from '../../src/stores/contract/samples.ts';
import { describeStoreContract } from '../../src/stores/contract-suite.ts';
import { type GrantRecord, StoreUnavailableError } from '../../src/stores/contracts.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { turnsWhile } from '../support/event-loop.ts';

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

describe('a user with very many rows', () => {
  const subjectId = 'u';
  const now = 1_800_000_000;
  const rows = (count: number, change: (index: number) => Partial<GrantRecord>) =>
    Array.from({ length: count }, (_, index) => grant({ subjectId, clientId: 'app', ...change(index) }));

  it('keeps nobody waiting: they are listed and ended in pieces', async () => {
    const store = createSqliteStore({ path: join(directory, 'many.db'), synchronous: 'NORMAL' });
    await store.migrate();
    const { grants } = store;
    for (let batch = 0; batch < 40; batch += 1) {
      const createdAt = now + batch;
      await grants.insert(
        rows(500, (index) => ({ createdAt, consumedAt: index === 0 ? null : now, family: `${batch}-${index}` })),
      );
    }
    await grants.insert([
      ...rows(2, () => ({ clientId: 'b', createdAt: now + 100 })),
      ...rows(2, () => ({ clientId: null, kind: 'session', createdAt: now + 50 })),
      ...rows(2, () => ({ kind: 'consent', createdAt: now + 200 })),
    ]);
    let listed: readonly GrantRecord[] = [];
    const turns = await turnsWhile(async () => {
      listed = await grants.list({ subjectId }, now, 7);
    });
    expect(turns).toBeGreaterThan(20);
    expect(listed.map(({ createdAt }) => createdAt - now)).toEqual([200, 200, 100, 100, 50, 50, 39]);
    const tokens = await grants.list({ subjectId, kinds: ['refresh_token'] }, now, 1000);
    expect(tokens).toHaveLength(42);
    let ended = 0;
    const endTurns = await turnsWhile(async () => {
      ended = await grants.revoke({ subjectId, clientId: 'app', kinds: ['refresh_token'] }, now + 1000);
    });
    expect(ended).toBe(20_000);
    expect(endTurns).toBeGreaterThan(20);
    expect(await grants.list({ subjectId }, now, 100)).toHaveLength(6);
    expect(await grants.isRevoked({ family: '0-0', issuedAt: 1 })).toBe(true);
    await store.close();
  });
});
