import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';
import { newFolder, production, run } from '../support/command.ts';

it('commands write what they change into the audit log of the store, where the configuration has one', async ({
  onTestFinished,
}) => {
  const folder = newFolder();
  const path = join(folder, 'store.db');
  const storage = { kind: 'sqlite', path };
  const listen = { adminPort: 9401 };
  const config = production(folder, { storage, listen });
  const command = (...args: readonly string[]) => run(folder, [...args, '--config', config]);
  const added = await command('users', 'add', 'dave', '--subject', '7', '--no-password', '--name', 'Dave');
  expect(added).toMatchObject({ code: 0, stderr: '' });
  await command('users', 'disable', 'dave');
  await command('users', 'unlock', 'dave');
  await command('users', 'remove', '--subject', '7');
  expect(await command('users', 'remove', '--subject', '7')).toMatchObject({ code: 1 });

  const store = createSqliteStore({ path });
  onTestFinished(() => store.close());
  const entries = (await store.audit.list({}, { limit: 100 })).toReversed();
  expect(entries.map(({ type, facts }) => facts['action'] ?? type)).toEqual([
    'user.create',
    'user.change',
    'AccountUnlocked',
    'user.unlock',
    'user.delete',
    'UserRemoved',
  ]);
  expect(entries[1]).toMatchObject({
    type: 'AdminChange',
    subjectId: '7',
    actor: null,
    facts: { caller: { via: 'command' }, before: { enabled: true }, after: { enabled: false }, outcome: 'success' },
  });
  await command('users', 'add', 'erin', '--no-password', '--subject', '8');
  const off = production(folder, { storage, listen, admin: { audit: { store: 'off' } } });
  await run(folder, ['users', 'disable', 'erin', '--config', off]);
  expect(await store.audit.list({ subjectId: '8' }, { limit: 100 })).toHaveLength(1);
}, 60_000);

it('clients that are imported stand in the audit log, new and replaced ones, without their secrets', async ({
  onTestFinished,
}) => {
  const folder = newFolder();
  const path = join(folder, 'store.db');
  const config = production(folder, {
    storage: { kind: 'sqlite', path },
    listen: { adminPort: 9401 },
    apiScopes: [{ name: 'read' }],
  });
  const file = join(folder, 'clients.json');
  const client = {
    client_id: 'machine',
    client_secret: 'a secret that is long enough',
    grant_types: ['client_credentials'],
  };
  const importWith = async (scope: string, ...flags: readonly string[]) => {
    writeFileSync(file, JSON.stringify([{ ...client, redirect_uris: [], response_types: [], scope }]));
    return run(folder, ['import', 'oidc-provider', file, '--config', config, ...flags]);
  };
  await importWith('read', '--dry-run');
  await importWith('read');
  await importWith('read');
  await importWith('', '--replace');
  const store = createSqliteStore({ path });
  onTestFinished(() => store.close());
  const entries = (await store.audit.list({ clientId: 'machine' }, { limit: 100 })).toReversed();
  expect(entries.map(({ facts }) => facts['action'])).toEqual(['client.create', 'client.change']);
  expect(entries[1]!.facts).toMatchObject({ before: { allowedScopes: ['read'] }, after: { allowedScopes: [] } });
  expect(JSON.stringify(entries)).not.toContain('a secret that is long enough');
}, 60_000);
