import type { Command } from 'commander';
import type { Client, ClientOrigin } from '../model/client.ts';
import { clientMatches } from '../stores/client-search.ts';
import { clientsOf, commandCaller } from './administer.ts';
import { clientAddCommand } from './client-add.ts';
import { clientChangeCommands } from './client-changes.ts';
import { clientOrigin, inviteCommand } from './client-invitations.ts';
import { tellSecret } from './client-secret.ts';
import { UsageError } from './failure.ts';
import { allPages, type OfflineFlags, offline, printRows, withOfflineFlags } from './offline.ts';

export function clientsCommand(program: Command): void {
  const clients = program.command('clients').description('stored clients; configured ones are listed, read-only');
  withOfflineFlags(clients.command('list').description('list the clients'))
    .option('--search <text>', 'only those that have it in their id or name')
    .option('--origin <origin>', 'only those that came so: registered, document', clientOrigin)
    .action(list);
  clientChangeCommands(clients);
  inviteCommand(clients);
  clientAddCommand(clients);
  withOfflineFlags(clients.command('secret').description('give a stored client a new secret; it is printed once'))
    .argument('<client-id>', 'whose')
    .option('--keep <seconds>', 'seconds that the old secrets stay good; absent: they end now')
    .action(newSecret);
  withOfflineFlags(clients.command('disable').description('refuse a stored client everywhere; its tokens end'))
    .argument('<client-id>', 'which')
    .option('--enable', 'accept it again', false)
    .action(disable);
}

async function list(flags: OfflineFlags & { readonly search?: string; readonly origin?: ClientOrigin }): Promise<void> {
  const { search, origin } = flags;
  const { configured, stored } = await offline(flags, async ({ settings, store }) => ({
    configured: settings.clients.filter((client) => clientMatches(client, { search, origin })),
    stored: await allPages(
      (after) => store.clients.list({ limit: 500, after, search, origin }),
      ({ clientId }) => clientId,
    ),
  }));
  const row = (client: Client, from: string) => ({
    clientId: client.clientId,
    from,
    enabled: client.enabled,
    type: client.requireClientSecret ? 'confidential' : 'public',
    grantTypes: flags.json ? client.allowedGrantTypes : client.allowedGrantTypes.join(' '),
    scopes: flags.json ? client.allowedScopes : client.allowedScopes.join(' '),
  });
  printRows(
    [
      ...configured.map((client) => row(client, 'configuration')),
      ...stored.map((client) => row(client, client.origin ?? 'store')),
    ],
    flags.json,
  );
}

async function newSecret(clientId: string, flags: OfflineFlags & { readonly keep?: string }): Promise<void> {
  const keep = flags.keep === undefined ? 0 : /^\d{1,9}$/.test(flags.keep) ? Number(flags.keep) : Number.NaN;
  if (Number.isNaN(keep)) throw new UsageError('--keep must be a number of seconds');
  const secret = await offline(flags, async (open) =>
    (await clientsOf(open)).renewSecret(clientId, keep, commandCaller(open.settings)),
  );
  tellSecret(clientId, secret, flags.json);
}

async function disable(clientId: string, flags: OfflineFlags & { readonly enable: boolean }): Promise<void> {
  await offline(flags, async (open) => {
    const clients = await clientsOf(open);
    const caller = commandCaller(open.settings);
    await (flags.enable ? clients.enable(clientId, caller) : clients.disable(clientId, caller));
  });
  const sentence = flags.enable
    ? 'The client is accepted again.'
    : 'The client is disabled. Its refresh and reference tokens are ended.';
  process.stdout.write(
    `${flags.json ? JSON.stringify({ clientId, enabled: flags.enable }) : `${sentence} Running servers notice within 5 seconds.`}\n`,
  );
}
