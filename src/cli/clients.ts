import type { Command } from 'commander';
import { clientSettlingSeconds } from '../clients/remove-client.ts';
import type { Client, ClientOrigin } from '../model/client.ts';
import { systemClock } from '../model/clock.ts';
import { clientMatches } from '../stores/client-search.ts';
import { endEverything } from '../stores/end-everything.ts';
import { clientAddCommand } from './client-add.ts';
import { clientChangeCommands, requireStored } from './client-changes.ts';
import { clientOrigin, inviteCommand } from './client-invitations.ts';
import { tellSecret } from './client-secret.ts';
import { CommandFailure, UsageError } from './failure.ts';
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
  const { randomHandle, sha256 } = await import('../keys/digest.ts');
  const keep = flags.keep === undefined ? 0 : /^\d{1,9}$/.test(flags.keep) ? Number(flags.keep) : Number.NaN;
  if (Number.isNaN(keep)) throw new UsageError('--keep must be a number of seconds');
  const secret = randomHandle();
  const now = Math.floor(Date.now() / 1000);
  await offline(flags, async (open) => {
    await requireStored(open, clientId);
    await open.store.clients.change(clientId, (client) => {
      if (!client.requireClientSecret) throw new CommandFailure(`${clientId} is a public client: it has no secret`);
      const kept = client.clientSecrets
        .filter(({ expiresAt }) => keep > 0 && (expiresAt === undefined || expiresAt > now))
        .map((old) => ({ ...old, expiresAt: Math.min(old.expiresAt ?? now + keep, now + keep) }));
      return { ...client, clientSecrets: [{ sha256: sha256(secret) }, ...kept] };
    });
  });
  tellSecret(clientId, secret, flags.json);
}

async function disable(clientId: string, flags: OfflineFlags & { readonly enable: boolean }): Promise<void> {
  await offline(flags, async (open) => {
    await requireStored(open, clientId);
    await open.store.clients.change(clientId, (client) => ({ ...client, enabled: flags.enable }));
    if (!flags.enable) {
      await endEverything(open.store.grants, { clientId }, systemClock.now() + clientSettlingSeconds);
    }
  });
  const sentence = flags.enable
    ? 'The client is accepted again.'
    : 'The client is disabled. Its refresh and reference tokens are ended.';
  process.stdout.write(
    `${flags.json ? JSON.stringify({ clientId, enabled: flags.enable }) : `${sentence} Running servers notice within 5 seconds.`}\n`,
  );
}
