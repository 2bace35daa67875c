import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeStoreContract, storeContract } from '../../src/stores/contract-suite.ts';
import { type Store, StoreUnavailableError } from '../../src/stores/contracts.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { createTestDatabase } from '../support/postgres-database.ts';

const guide = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
/** As printed in the guide. */
const partitionedGrants = /```sql\n(CREATE TABLE grants [\s\S]*?)```/.exec(guide)![1]!;

const runner = { describe, it, beforeAll, afterAll };

describeStoreContract(
  'the PostgreSQL store',
  async () => createPostgresStore({ url: await createTestDatabase() }),
  runner,
);

describeStoreContract(
  'the PostgreSQL store, on grants that the operator partitioned by hash (docs/scaling.md)',
  async () => {
    const url = await createTestDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(partitionedGrants);
    await client.end();
    return createPostgresStore({ url });
  },
  runner,
);

describe('a database that cannot change a table twice in one statement', () => {
  // As CockroachDB by default; PostgreSQL refuses in the same way where a table has a rewrite rule.
  const consuming = storeContract.filter(({ title }) => /consume|races|in flight/.test(title));
  let store: Store;
  beforeAll(async () => {
    const url = await createTestDatabase();
    store = createPostgresStore({ url });
    await store.migrate();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('CREATE TABLE seen (handle_hash TEXT)');
    await client.query(
      'CREATE RULE also AS ON INSERT TO grants DO ALSO INSERT INTO seen (handle_hash) VALUES (NEW.handle_hash)',
    );
    const twice = 'WITH copied AS (INSERT INTO grants SELECT * FROM grants RETURNING 1) SELECT * FROM copied';
    await expect(client.query(twice)).rejects.toMatchObject({ code: '0A000' });
    await client.end();
  });
  afterAll(() => store.close());

  for (const { title, run } of consuming) it(title, () => run(store));
});

describe('a PostgreSQL store', () => {
  it('is migrated by many nodes at once without a failure', async () => {
    const url = await createTestDatabase();
    const nodes = Array.from({ length: 6 }, () => createPostgresStore({ url, maximumConnections: 1 }));
    expect(await nodes[0]!.isMigrated()).toBe(false);
    await Promise.all(nodes.map((node) => node.migrate()));
    expect(await Promise.all(nodes.map((node) => node.isMigrated()))).toEqual([true, true, true, true, true, true]);
    await Promise.all(nodes.map((node) => node.close()));
  });

  it('says that it is unavailable when nobody answers', async () => {
    const store = createPostgresStore({ url: 'postgres://nobody:x@127.0.0.1:1/none', connectTimeoutMs: 500 });
    await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
    await expect(store.grants.find('x')).rejects.toThrow(StoreUnavailableError);
    await store.close();
  });

  it('finds the database again after its connections were cut', async () => {
    const url = await createTestDatabase();
    const store = createPostgresStore({ url });
    await store.migrate();
    await Promise.all([store.ping(), store.ping(), store.ping()]);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const cut =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> $1';
    await client.query(cut, [(await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid]);
    await client.end();
    // A request that meets a dead connection is refused; each such connection leaves the pool.
    const first = await Promise.allSettled([store.ping(), store.ping(), store.ping()]);
    for (const result of first) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StoreUnavailableError);
    }
    await store.ping();
    await store.grants.find('x');
    await store.close();
  });

  it('tries again when the database rolls it back for the sake of another transaction (40001)', async () => {
    const url = await createTestDatabase();
    const serializable = `${url}?options=-c%20default_transaction_isolation%3Dserializable`;
    const store = createPostgresStore({ url: serializable });
    await store.migrate();
    const counts = await Promise.all(Array.from({ length: 8 }, () => store.marks.increment('counter', 2, 1)));
    expect([...counts].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await store.close();
  });

  it('refuses at once when too many requests wait for a connection', async () => {
    const url = await createTestDatabase();
    const store = createPostgresStore({ url, maximumConnections: 1, maximumWaiting: 2 });
    await store.ping();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => store.ping()));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBe(7);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(StoreUnavailableError);
    await store.ping();
    await store.close();
  });
});
