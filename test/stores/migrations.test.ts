import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { describe, expect, it, type TestContext } from 'vitest';
import type { Store } from '../../src/stores/contracts.ts';
import { migrationsFor, type SqlDialect, versionTable } from '../../src/stores/sql/migrations.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { createTestDatabase } from '../support/postgres-database.ts';

/** SHA-256 of every version's statements: what has been run somewhere never changes. */
const published: Record<SqlDialect, readonly string[]> = {
  sqlite: [
    'sI3L9NzMYdxEzU_WKKpQMDJiipiqygOgZsq71JVnww0',
    '9TWnaeyVoT9PeiTjvcW51beHT1FcweUdq0fKSUixhrc',
    'Ob6GmPaIc_9Sy4hf1Aao-Ki1BUZoBQRIJn0l6IJBZx0',
    'r-NuvXcIDMu9t_UbQC5_pMwJnxB8kGNxDTtNazPtpOg',
  ],
  postgres: [
    '4S4oEwvD7o7EHxJzRIG0VlXeDkK1VV-H1_DZjnjMLsY',
    '9TWnaeyVoT9PeiTjvcW51beHT1FcweUdq0fKSUixhrc',
    'Ob6GmPaIc_9Sy4hf1Aao-Ki1BUZoBQRIJn0l6IJBZx0',
    'r-NuvXcIDMu9t_UbQC5_pMwJnxB8kGNxDTtNazPtpOg',
  ],
};

it.each(['sqlite', 'postgres'] as const)('no version that was published has changed since: %s', (dialect) => {
  const digests = migrationsFor(dialect).map(({ statements }) =>
    createHash('sha256').update(statements.join(';')).digest('base64url'),
  );
  expect(digests).toEqual(published[dialect]);
});

interface OldDatabase {
  /** As a node of version 1 would run it. */
  run(statement: string): Promise<readonly Record<string, unknown>[]>;
  open(): Store;
}

/** A database as version 1 left it. */
async function oldDatabase(dialect: SqlDialect, { onTestFinished }: TestContext): Promise<OldDatabase> {
  const database = await (dialect === 'sqlite' ? sqliteFile(onTestFinished) : postgresDatabase(onTestFinished));
  const [first] = migrationsFor(dialect);
  for (const statement of [versionTable, ...first!.statements]) await database.run(statement);
  await database.run('INSERT INTO schema_version (version, applied_at) VALUES (1, 1)');
  return database;
}

function sqliteFile(finished: TestContext['onTestFinished']): OldDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-old-'));
  const path = join(folder, 'old.db');
  const database = new DatabaseSync(path);
  finished(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    run: async (statement) => database.prepare(statement).all() as Record<string, unknown>[],
    open: () => createSqliteStore({ path }),
  };
}

async function postgresDatabase(finished: TestContext['onTestFinished']): Promise<OldDatabase> {
  const url = await createTestDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  finished(() => client.end());
  return {
    run: async (statement) => (await client.query(statement)).rows,
    open: () => createPostgresStore({ url }),
  };
}

const columns =
  'handle_hash, kind, family, subject_id, session_id, client_id, created_at, expires_at, consumed_at, payload, successor, version';
const row = (name: string, at: number) =>
  `INSERT INTO grants (${columns}) VALUES ('${name}', 'refresh_token', 'f-${name}', 'alice', NULL, 'web', ${at}, 4000000000, NULL, 'x', NULL, 0)`;
const live =
  'SELECT handle_hash FROM grants WHERE consumed_at IS NULL AND NOT EXISTS (SELECT 1 FROM revocations r WHERE r.family = grants.family) ORDER BY handle_hash';

describe.each(['sqlite', 'postgres'] as const)('a database of version 1, %s', (dialect) => {
  it('is brought up to date as it is used, with what is in it, while nodes of that version go on', async (context) => {
    const old = await oldDatabase(dialect, context);
    await old.run(row('before', 1000));
    await old.run(
      `INSERT INTO users (subject_id, username, username_key, password_hash, enabled, claims, created_at) VALUES ('alice', 'Alice', 'alice', NULL, 1, '{"name":"A"}', 1)`,
    );
    await old.run(`INSERT INTO clients (client_id, data) VALUES ('web', '{"clientId":"web","clientName":"Web"}')`);

    const nodes = [old.open(), old.open(), old.open()];
    context.onTestFinished(async () => {
      await Promise.all(nodes.map((node) => node.close()));
    });
    const [store] = nodes as [Store];
    expect(await store.isMigrated()).toBe(false);
    await Promise.all(nodes.map((node) => node.migrate()));
    expect(await store.isMigrated()).toBe(true);

    expect(await store.users.findByUsername('ALICE')).toMatchObject({ subjectId: 'alice', claims: { name: 'A' } });
    expect(await store.clients.find('web')).toEqual({ clientId: 'web', clientName: 'Web' });
    expect(await store.grants.find('before')).toMatchObject({ revoked: false, user: { username: 'Alice' } });

    // A node of before writes, and the new one reads; the other way round too.
    await old.run(row('beside', 2000));
    expect(await store.grants.find('beside')).toMatchObject({ revoked: false });
    const found = (await store.grants.find('beside'))!.grant;
    await store.grants.insert([{ ...found, handleHash: 'new', family: 'f-new' }]);
    expect(await old.run(live)).toEqual([{ handle_hash: 'before' }, { handle_hash: 'beside' }, { handle_hash: 'new' }]);

    // What ends on the new one is over on the old one as well.
    await store.grants.end({ subjectId: 'alice' }, 2000, 4_000_000_000);
    await store.grants.revoke({ subjectId: 'alice' }, 4_000_000_000);
    expect(await old.run(live)).toEqual([]);
    await old.run(row('late', 2000));
    expect(await store.grants.find('late')).toMatchObject({ revoked: true });
  });

  it('is finished by the next one where a migration was cut off', async (context) => {
    const old = await oldDatabase(dialect, context);
    for (const { version, statements } of migrationsFor(dialect)) {
      if (version > 1) await old.run(statements[0]!);
    }
    const store = old.open();
    context.onTestFinished(() => store.close());
    await store.migrate();
    await store.migrate();
    expect(await store.isMigrated()).toBe(true);
    await store.grants.end({ clientId: 'web' }, 1, 2);
    expect(await store.sweep(2, 10)).toBe(1);
  });
});

it('a node whose role may not change the schema starts where it is up to date, and says so where it is not', async ({
  onTestFinished,
}) => {
  const url = await createTestDatabase();
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const role = `role_${new URL(url).pathname.slice(1)}`;
  await owner.query(`CREATE ROLE ${role}`);
  const node = createPostgresStore({ url: `${url}?options=${encodeURIComponent(`-c role=${role}`)}` });
  onTestFinished(async () => {
    await node.close();
    await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await owner.end();
  });
  await expect(node.migrate()).rejects.toThrow(/permission denied for schema public/);

  const migrating = createPostgresStore({ url });
  await migrating.migrate();
  await migrating.close();
  await owner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
  await node.migrate();
  expect(await node.isMigrated()).toBe(true);
  expect(await node.marks.insertOnce('once', 4_000_000_000, 1000)).toBe(true);
});
