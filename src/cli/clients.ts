import type { Command } from 'commander';
import type { ClientOrigin } from '../model/client.ts';
import { type AdminFlags, administering, withAdminFlags } from './administration/administering.ts';
import { clientAddCommand } from './client-add.ts';
import { clientChangeCommands } from './client-changes.ts';
import { clientOrigin, inviteCommand } from './client-invitations.ts';
import { tellSecret } from './client-secret.ts';
import { UsageError } from './failure.ts';
import { everyItem, printRows } from './offline.ts';

export function clientsCommand(program: Command): void {
  const clients = program.command('clients').description('stored clients; configured ones are listed, read-only');
  withAdminFlags(clients.command('list').description('list the clients'))
    .option('--search <text>', 'only those that have it in their id or name')
    .option('--origin <origin>', 'only those that came so: registered, document', clientOrigin)
    .action(list);
  clientChangeCommands(clients);
  inviteCommand(clients);
  clientAddCommand(clients);
  withAdminFlags(clients.command('secret').description('give a stored client a new secret; it is printed once'))
    .argument('<client-id>', 'whose')
    .option('--keep <seconds>', 'seconds that the old secrets stay good; absent: they end now')
    .action(newSecret);
  withAdminFlags(clients.command('disable').description('refuse a stored client everywhere; its tokens end'))
    .argument('<client-id>', 'which')
    .option('--enable', 'accept it again', false)
    .action(disable);
}

async function list(flags: AdminFlags & { readonly search?: string; readonly origin?: ClientOrigin }): Promise<void> {
  const { search, origin } = flags;
  const found = await administering(flags, ({ clients }) =>
    everyItem((after) => clients.list({ search, from: origin, after, limit: 200 })),
  );
  printRows(
    found.map(({ clientId, from, enabled, type, allowedGrantTypes, allowedScopes }) => ({
      clientId,
      from,
      enabled,
      type,
      grantTypes: flags.json ? allowedGrantTypes : allowedGrantTypes.join(' '),
      scopes: flags.json ? allowedScopes : allowedScopes.join(' '),
    })),
    flags.json,
  );
}

async function newSecret(clientId: string, flags: AdminFlags & { readonly keep?: string }): Promise<void> {
  const keep = flags.keep === undefined ? 0 : /^\d{1,9}$/.test(flags.keep) ? Number(flags.keep) : Number.NaN;
  if (Number.isNaN(keep)) throw new UsageError('--keep must be a number of seconds');
  const secret = await administering(flags, ({ clients }) => clients.renewSecret(clientId, keep));
  tellSecret(clientId, secret, flags.json);
}

async function disable(clientId: string, flags: AdminFlags & { readonly enable: boolean }): Promise<void> {
  await administering(flags, ({ clients }) => (flags.enable ? clients.enable(clientId) : clients.disable(clientId)));
  const sentence = flags.enable
    ? 'The client is accepted again.'
    : 'The client is disabled. Its refresh and reference tokens are ended.';
  process.stdout.write(
    `${flags.json ? JSON.stringify({ clientId, enabled: flags.enable }) : `${sentence} Running servers notice within 5 seconds.`}\n`,
  );
}
