import { createServer } from 'node:net';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createSealer } from '../../src/keys/sealer.ts';
import { GrantVault } from '../../src/stores/grant-vault.ts';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { newFolder, production, run } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { createTestDatabase } from '../support/postgres-database.ts';
import { doctor, drawnSecret } from './doctor-support.ts';

const secret = { MINTMARK_SECRET: drawnSecret };

function onDatabase(url: string, more: object = {}) {
  const folder = newFolder();
  const config = production(folder, {
    storage: { kind: 'postgres', url, ...more },
    signing: { algorithms: ['ES256'] },
  });
  return { folder, command: (...args: readonly string[]) => run(folder, [...args, '--config', config], '', secret) };
}

async function query(url: string, ...statements: readonly string[]): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** The PostgreSQL of the tests does not wait for the disk. */
const isNoTestSetting = (line: string) => !line.startsWith('error fsync is off: ');

describe('the doctor, on PostgreSQL', () => {
  it('tells version, round trip, clock, schema and keys, and writes nothing', async () => {
    const url = await createTestDatabase();
    const { folder, command } = onDatabase(url);
    const empty = await doctor(folder);
    expect(empty.wrong('store').filter(isNoTestSetting)).toEqual([]);
    expect(empty.facts('store')).toContain(
      'note the database is empty: the server, or `mintmark migrate`, makes the schema',
    );
    expect(await query(url, "SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'")).toEqual([
      { tables: 0 },
    ]);
    expect((await command('keys', 'list')).code).toBe(0);
    const { wrong, facts } = await doctor(folder);
    expect([wrong('store').filter(isNoTestSetting), wrong('keys'), wrong('clock')]).toEqual([[], [], []]);
    expect(facts('store')).toEqual([
      expect.stringMatching(/^ok PostgreSQL 18\./),
      expect.stringMatching(/^(?:ok|note) a round trip to the database takes [\d.]+ ms$/),
      expect.stringMatching(/^ok the schema is at version \d+, the one that is needed$/),
    ]);
    expect(facts('keys')).toEqual([expect.stringMatching(/^ok ES256: \S+ signs since 0 days/)]);
    expect(facts('clock')).toEqual(["ok the database's clock agrees with this machine's"]);
    await query(url, 'DELETE FROM schema_version WHERE version > 1');
    expect((await doctor(folder)).wrong('store').filter(isNoTestSetting)).toEqual([
      expect.stringMatching(/^warning the schema is at version 1, this release needs \d+$/),
    ]);
  });

  it('tells of rights that its user lacks, with the statement that grants them', async () => {
    const url = await createTestDatabase();
    const { folder: all, command } = onDatabase(url);
    expect((await command('migrate')).code).toBe(0);
    const role = `role_${new URL(url).pathname.slice(1)}`;
    await query(
      url,
      `CREATE ROLE ${role} LOGIN PASSWORD 'p'`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
      `GRANT INSERT, UPDATE, DELETE ON users TO ${role}`,
    );
    const weak = new URL(url);
    weak.username = role;
    weak.password = 'p';
    const reading = await doctor(onDatabase(weak.href).folder);
    expect(reading.wrong('store').filter(isNoTestSetting)).toEqual([
      expect.stringMatching(
        /^error the user of the database lacks rights: .*INSERT, UPDATE, DELETE on grants; .*INSERT on schema_version; INSERT, UPDATE, DELETE on signing_keys \[storage.url\]$/,
      ),
    ]);
    expect(reading.findings.find(({ message }) => message.includes('lacks rights'))?.cure).toMatch(
      /^GRANT SELECT, INSERT, UPDATE, DELETE ON .*grants, .* TO/,
    );
    await query(url, `REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM ${role}`, 'DELETE FROM schema_version');
    const blind = await doctor(onDatabase(weak.href).folder);
    expect(blind.wrong('store').filter(isNoTestSetting)).toEqual([
      expect.stringMatching(/lacks rights: .*SELECT, INSERT on schema_version/),
    ]);
    expect(blind.wrong('keys')).toEqual([]);
    await query(
      url,
      `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
      'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    );
    expect((await doctor(onDatabase(weak.href).folder)).wrong('store').filter(isNoTestSetting)).toContain(
      'error the schema is to be made or upgraded, and the user of the database may not create tables [storage.url]',
    );
    expect((await doctor(all)).wrong('store').filter(isNoTestSetting)).toEqual([
      expect.stringMatching(/^warning the schema is at version 0/),
    ]);
  });

  it('tells until when an older secret is needed', async () => {
    const url = await createTestDatabase();
    const { folder, command } = onDatabase(url);
    expect((await command('keys', 'list')).code).toBe(0);
    const both = { OTHER: 'Zk3vP0cW8sQy1nXhT5uJ6bRmA2dLgE9oKiFfVwC7tNs' };
    const secrets = ['env:OTHER', 'env:MINTMARK_SECRET'];
    const config = production(folder, {
      storage: { kind: 'postgres', url },
      signing: { algorithms: ['ES256'] },
      secret: secrets,
    });
    expect((await run(folder, ['keys', 'list', '--config', config], '', { ...secret, ...both })).code).toBe(0);
    const told = async () => (await doctor(folder, [], both)).findings.filter(({ setting }) => setting === 'secret[1]');
    expect(await told()).toContainEqual({
      about: 'secret',
      severity: 'note',
      message: 'it seals nothing any more that lives: it can be removed',
      setting: 'secret[1]',
    });
    const store = createPostgresStore({ url });
    const now = Math.floor(Date.now() / 1000);
    const vault = new GrantVault(store.grants, createSealer([drawnSecret]));
    const columns = { clientId: 'm2m', family: 'f', createdAt: now, expiresAt: now + 40 * 86_400 };
    await vault.insert(vault.record('device_code', 'd'.repeat(43), columns as never, columns));
    await store.close();
    expect((await told()).map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^it sealed grants that live until \d{4}-\d{2}-\d{2} at the most$/),
    );
  });

  it('tells of more connections than the database takes, and of writes that it confirms too early', async () => {
    const url = await createTestDatabase();
    await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
    const { wrong } = await doctor(onDatabase(url, { maximumConnections: 1000 }).folder);
    expect(wrong('store').filter(isNoTestSetting)).toContainEqual(
      'error synchronous_commit is off: it confirms writes before they are on disk: a power cut loses tokens that were given out',
    );
    expect(wrong('store').filter(isNoTestSetting)).toContainEqual(
      expect.stringMatching(
        /^error one process may open 1000 connections, the database takes \d+, three of them for its superuser \[storage.maximumConnections\]$/,
      ),
    );
  });

  it('never waits for a host that is silent, and tells nobody the password', async ({ onTestFinished }) => {
    const silent = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const { wrong, seconds, findings } = await doctor(
      onDatabase(`postgres://mint:hush-hush@127.0.0.1:${port}/x`).folder,
    );
    expect(wrong('store').filter(isNoTestSetting)).toEqual([
      expect.stringMatching(/^error PostgreSQL cannot be asked: .*timeout.* \[storage.url\]$/),
    ]);
    expect(seconds).toBeLessThan(20);
    expect(JSON.stringify(findings)).not.toContain('hush-hush');
    const closed = await doctor(onDatabase(`postgres://mint:hush-hush@127.0.0.1:${await freePort()}/x`).folder);
    expect(closed.wrong('store').filter(isNoTestSetting)).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
  });
});
