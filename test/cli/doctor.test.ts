import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createSealer } from '../../src/keys/sealer.ts';
import { GrantVault } from '../../src/stores/grant-vault.ts';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { makeCertificate } from '../support/certificate.ts';
import { newFolder, production, run } from '../support/command.ts';
import { doctor, drawnSecret } from './doctor-support.ts';

const secret = { MINTMARK_SECRET: drawnSecret };
const day = 86_400;
const nowSeconds = () => Math.floor(Date.now() / 1000);
const dayAt = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

/** A folder with a configuration and a database that has its keys. */
async function installed(more: object = {}) {
  const folder = newFolder();
  const config = production(folder, {
    storage: { kind: 'sqlite', path: join(folder, 'store.db') },
    signing: { algorithms: ['ES256'] },
    ...more,
  });
  const { code, stderr } = await run(folder, ['keys', 'list', '--config', config], '', secret);
  if (code !== 0) throw new Error(stderr);
  return folder;
}

function change(folder: string, statement: string): void {
  const database = new DatabaseSync(join(folder, 'store.db'));
  database.exec(statement);
  database.close();
}

describe.concurrent('the doctor', () => {
  it('ends with 2 and every problem where the configuration has some, and looks at nothing', async () => {
    const folder = newFolder();
    const config = production(folder, { issuer: 'http://id.example.com', clientz: [] });
    const { code, stdout, stderr } = await run(folder, ['doctor', '--config', config]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('clientz: is not known (did you mean "clients"?)');
    expect(stderr).toContain('issuer: must use https: unless the host is loopback');
    expect((await run(folder, ['doctor', '--config', config, '--url', 'ftp://x'])).code).toBe(2);
  });

  it('writes nothing: a database that nobody has open stays as it is, and none is made', async () => {
    const folder = await installed();
    const files = () =>
      readdirSync(folder).map((name) => [
        name,
        statSync(join(folder, name)).mtimeMs,
        readFileSync(join(folder, name), 'base64'),
      ]);
    const before = files();
    const { facts } = await doctor(folder);
    expect(facts('keys')).toHaveLength(1);
    expect(files()).toEqual(before);
    const empty = newFolder();
    production(empty, { storage: { kind: 'sqlite', path: join(empty, 'store.db') } });
    expect((await doctor(empty)).facts('store')).toEqual([
      `note there is no database yet at ${join(empty, 'store.db')}: the server makes it when it first starts`,
    ]);
    expect(readdirSync(empty)).toEqual(['mintmark.config.json']);
  });

  it('tells each cure to people, and what the secret is to nobody', async () => {
    const folder = await installed();
    const { code, stdout } = await run(
      folder,
      ['doctor', '--config', join(folder, 'mintmark.config.json')],
      '',
      secret,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error {4}outside: http:\/\/localhost:9400 .* \[issuer\]\n {9}is the server running/m);
    expect(stdout).toMatch(/\n1 error, 1 warning\n$/);
    expect(stdout).not.toContain(drawnSecret);
  });

  it('passes the warnings of the configuration on, with their settings', async () => {
    const { wrong } = await doctor(await installed());
    expect(wrong('configuration')).toEqual([
      'warning is short enough to be guessed; make one with: openssl rand -hex 32 [clients[0].clientSecrets[0].value]',
    ]);
  });

  it.each([
    ['that repeats', '0123456789abcdef'.repeat(4), 'hex', 'its bytes repeat, and were hardly drawn by chance'],
    [
      'that is text',
      'the-secret-of-our-company-is-long!',
      'utf8',
      'its bytes are text, as if somebody had thought it up',
    ],
  ] as const)('warns of a master secret %s', async (_, text, encoding, told) => {
    const weak = Buffer.from(text, encoding);
    const folder = newFolder();
    production(folder, { storage: { kind: 'sqlite', path: join(folder, 'store.db') } });
    const { wrong } = await doctor(folder, [], { MINTMARK_SECRET: weak.toString('base64url') });
    expect(wrong('secret')).toEqual([
      `warning ${weak.length * 8} bits, from the variable MINTMARK_SECRET: ${told} [secret]`,
    ]);
  });

  it('tells the strength of a secret, and how old what it seals is', async () => {
    const folder = await installed();
    change(folder, `UPDATE signing_keys SET created_at = created_at - ${800 * day}`);
    const { facts, wrong } = await doctor(folder);
    expect(facts('secret')).toEqual(['ok 256 bits, from the variable MINTMARK_SECRET']);
    expect(wrong('secret')).toEqual([
      'warning the oldest key sealed under the present secret is 800 days old [secret]',
    ]);
  });

  it('looks at the file that `mintmark dev` keeps its secret in', async () => {
    const folder = newFolder();
    production(folder, { secret: undefined, storage: { kind: 'sqlite', path: join(folder, 'store.db') } });
    const file = join(folder, 'store.db.secret');
    writeFileSync(file, `${drawnSecret}\n`, { mode: 0o600 });
    const { facts } = await doctor(folder, ['--dev']);
    expect(facts('secret')).toEqual([`ok 256 bits, in ${file}`, `ok made ${dayAt(nowSeconds())}`]);
    chmodSync(file, 0o644);
    expect((await doctor(folder, ['--dev'])).wrong('machine')).toEqual([
      `error ${file} (the master secret, mode 0644) may be read by every user of this machine [secret]`,
    ]);
  });

  it('warns of files that others may read or change', async () => {
    const folder = await installed({ secret: drawnSecret });
    const database = join(folder, 'store.db');
    const unset = { MINTMARK_SECRET: '' };
    chmodSync(database, 0o662);
    expect((await doctor(folder, [], unset)).wrong('machine')).toEqual([
      `error ${join(folder, 'mintmark.config.json')} (the master secret, mode 0644) may be read by every user of this machine [secret]`,
      `error ${database} (the database, mode 0662) may be changed by every user of this machine [storage.path]`,
    ]);
    chmodSync(database, 0o660);
    chmodSync(join(folder, 'mintmark.config.json'), 0o600);
    expect((await doctor(folder, [], unset)).wrong('machine')).toEqual([
      `warning ${database} (the database, mode 0660) may be changed by its group [storage.path]`,
    ]);
    chmodSync(database, 0o600);
    chmodSync(folder, 0o777);
    const exposed = await doctor(folder, [], unset);
    chmodSync(folder, 0o700);
    expect(exposed.wrong('machine')).toHaveLength(2);
    expect(exposed.wrong('machine')[1]).toBe(
      `error the folder of ${database} (the database, mode 0600) may be changed by every user of this machine [storage.path]`,
    );
  });

  it('tells of a database that is none, one behind and one ahead', async () => {
    const folder = newFolder();
    const path = join(folder, 'store.db');
    production(folder, { storage: { kind: 'sqlite', path } });
    writeFileSync(path, 'no database at all, but long enough to be looked at'.repeat(20), { mode: 0o600 });
    expect((await doctor(folder)).wrong('store')).toEqual([
      `error ${path} cannot be read: file is not a database (ERR_SQLITE_ERROR) [storage.path]`,
    ]);
    writeFileSync(path, '');
    expect((await doctor(folder)).facts('store')[1]).toBe(
      'note the database is empty: the server, or `mintmark migrate`, makes the schema',
    );
    const other = await installed();
    change(other, 'DELETE FROM schema_version WHERE version > 1');
    expect((await doctor(other)).wrong('store')).toEqual([
      expect.stringMatching(/^warning the schema is at version 1, this release needs \d+$/),
    ]);
    change(other, 'INSERT INTO schema_version VALUES (9000, 1)');
    expect((await doctor(other)).wrong('store')).toEqual([
      expect.stringMatching(/^warning the schema is at version 9000, made by a newer release; this one knows \d+$/),
    ]);
  });

  it('tells of signing keys under another secret', async () => {
    const folder = await installed();
    const other = 'Zk3vP0cW8sQy1nXhT5uJ6bRmA2dLgE9oKiFfVwC7tNs';
    const foreign = await doctor(folder, [], { MINTMARK_SECRET: other });
    expect(foreign.wrong('keys')).toEqual([
      'error every signing key is sealed under another master secret: `mintmark start` refuses this one [secret]',
    ]);
    production(folder, {
      storage: { kind: 'sqlite', path: join(folder, 'store.db') },
      signing: { algorithms: ['ES256'] },
      secret: ['env:OTHER', 'env:MINTMARK_SECRET'],
    });
    const rotating = await doctor(folder, [], { OTHER: other });
    expect(rotating.wrong('keys')).toEqual([]);
    expect(rotating.facts('keys')[0]).toBe(
      'note 1 keys are still sealed under an older secret: the next start seals them anew',
    );
    const told = async () =>
      (await doctor(folder, [], { OTHER: other })).facts('secret').filter((line) => line.includes(' it seal'));
    expect(await told()).toEqual([]);
    // The command seals the keys anew.
    await run(folder, ['keys', 'list', '--config', join(folder, 'mintmark.config.json')], '', {
      OTHER: other,
      ...secret,
    });
    expect(await told()).toEqual(['note it seals nothing any more that lives: it can be removed']);
    const store = createSqliteStore({ path: join(folder, 'store.db') });
    const until = nowSeconds() + 40 * day;
    const vault = new GrantVault(store.grants, createSealer([drawnSecret]));
    const columns = { clientId: 'm2m', family: 'f', createdAt: nowSeconds(), expiresAt: until };
    await vault.insert(vault.record('device_code', 'd'.repeat(43), columns as never, columns));
    await store.close();
    expect(await told()).toEqual([`note it sealed grants that live until ${dayAt(until)} at the most`]);
  });

  it('tells of keys that sign no more, have no successor in time, or come from the future', async () => {
    const folder = await installed();
    const now = nowSeconds();
    change(folder, `UPDATE signing_keys SET active_at = ${now - 80 * day}, retiring_at = ${now + day}`);
    expect((await doctor(folder)).wrong('keys')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^warning ES256: \\S+ signs since 80 days, until ${dayAt(now + day)}, and no successor is announced: it should have been by now \\[signing.propagationTime\\]$`,
        ),
      ),
    ]);
    change(
      folder,
      `UPDATE signing_keys SET active_at = ${now + day}, created_at = ${now + day}, retiring_at = ${now + 90 * day}`,
    );
    expect((await doctor(folder)).wrong('keys')).toContainEqual(
      expect.stringMatching(/^error the key \S+ was made in the future/),
    );
  });

  it('tells of client secrets and certificates that end, in configuration and store', async () => {
    const now = nowSeconds();
    const certificate = (until: number) => makeCertificate({ subject: [['CN', 'worker']], until }).jwk;
    const value = 'c2VjcmV0LXRoYXQtaXMtbG9uZy1lbm91Z2gK';
    const client = (clientId: string, more: object) => ({
      clientId,
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['read'],
      ...more,
    });
    const folder = await installed({
      clients: [
        client('ends', { clientSecrets: [{ value, expiresAt: now + 5 * day }] }),
        client('two', { clientSecrets: [{ value, expiresAt: now - day }, { value: `${value}2` }] }),
        client('lasts', { clientSecrets: [{ value }] }),
        client('signs', { jwks: { keys: [{ ...certificate(now + 9 * day), use: 'sig' }] } }),
      ],
      clientCertificateAuthorities: [
        makeCertificate({ subject: [['CN', 'old']], isAuthority: true, until: now - day }).pem,
      ],
    });
    const config = ['--config', join(folder, 'mintmark.config.json')];
    await run(folder, ['clients', 'add', 'stored', '--grant', 'client_credentials', ...config], '', secret);
    change(folder, `UPDATE clients SET data = json_set(data, '$.clientSecrets[0].expiresAt', ${now + 3 * day})`);
    const { wrong, facts } = await doctor(folder);
    expect(wrong('clients')).toEqual([
      `warning client ends: its last secret ends on ${dayAt(now + 5 * day)} [clients[0].clientSecrets]`,
      `warning client signs: its certificate ends on ${dayAt(now + 9 * day)} [clients[3].jwks.keys[0].x5c]`,
      `warning client stored: its last secret ends on ${dayAt(now + 3 * day)}`,
      `error an authority of client certificates ended on ${dayAt(now - day)} [clientCertificateAuthorities[0]]`,
    ]);
    expect(facts('clients')).toEqual(['note client two: 1 of its secrets have ended and can go']);
  });

  it('tells of a store in code that does not answer', async () => {
    const folder = newFolder();
    const file = join(folder, 'mintmark.config.ts');
    writeFileSync(
      file,
      `import { openStore } from 'mintmark';
       const store = await openStore({ kind: 'memory' });
       export default { issuer: 'http://localhost:9400', secret: 'env:MINTMARK_SECRET', listen: { port: 0 }, store: { ...store, ping: async () => { throw new Error('the cable is out'); } } };`,
    );
    const { code, stdout } = await run(folder, ['doctor', '--json'], '', secret);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).findings).toContainEqual({
      about: 'store',
      severity: 'error',
      message: 'your own store does not answer: the cable is out',
      cure: 'look at the store that the configuration makes in code',
    });
  });
});
