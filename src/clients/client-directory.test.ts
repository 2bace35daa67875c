import { expect, it } from 'vitest';
import { clientDefaults, resolveClient } from '../config/resolve-client.ts';
import type { Client } from '../model/client.ts';
import { createMemoryStore } from '../stores/memory/memory-store.ts';
import { settableClock } from '../testing/settable-clock.ts';
import { ClientDirectory } from './client-directory.ts';

const catalogue = { identityResources: [], apiScopes: [], apiResources: [] };
const client = (clientId: string, more = {}) =>
  resolveClient({ clientId, clientSecrets: [{ value: 'x' }], ...more }, catalogue);

it('finds configured clients at once, before stored ones of the same name', async () => {
  const store = createMemoryStore();
  await store.clients.insert(client('same', { clientName: 'stored' }));
  const directory = new ClientDirectory(
    [client('same', { clientName: 'configured' })],
    store.clients,
    settableClock(0),
  );
  expect(await directory.find('same')).toMatchObject({ clientName: 'configured' });
});

it('remembers stored clients, and their absence, for five seconds', async () => {
  const store = createMemoryStore();
  const clock = settableClock(0);
  const directory = new ClientDirectory([], store.clients, clock);
  expect(await directory.find('late')).toBeUndefined();
  await store.clients.insert(client('late'));
  clock.advance(4);
  expect(await directory.find('late')).toBeUndefined();
  clock.advance(1);
  expect(await directory.find('late')).toMatchObject({ clientId: 'late' });
});

it('calls a disabled client absent where only enabled ones count', async () => {
  const directory = new ClientDirectory(
    [client('off', { enabled: false })],
    createMemoryStore().clients,
    settableClock(0),
  );
  expect(await directory.find('off')).toMatchObject({ enabled: false });
  expect(await directory.findEnabled('off')).toBeUndefined();
});

it('asks again after the store failed', async () => {
  const store = createMemoryStore();
  await store.clients.insert(client('there'));
  let away = true;
  const find = async (clientId: string) => {
    if (away) throw new Error('away');
    return store.clients.find(clientId);
  };
  const directory = new ClientDirectory([], { ...store.clients, find }, settableClock(0));
  await expect(directory.find('there')).rejects.toThrow('away');
  away = false;
  expect(await directory.find('there')).toMatchObject({ clientId: 'there' });
});

it('gives a client that an earlier version stored the defaults of what that did not know', async () => {
  const store = createMemoryStore();
  const { requirePkce: _, pollingInterval: __, ...old } = client('old', { refreshTokenRetryWindow: 3 });
  await store.clients.insert(old as Client);
  const directory = new ClientDirectory([], store.clients, settableClock(0), clientDefaults());
  expect(await directory.find('old')).toMatchObject({
    requirePkce: true,
    pollingInterval: 5,
    refreshTokenRetryWindow: 3,
  });
});
