import type { Command } from 'commander';
import { clientSettlingSeconds } from '../clients/remove-client.ts';
import type { Client, ClientOrigin } from '../model/client.ts';
import { systemClock } from '../model/clock.ts';
import { clientMatches } from '../stores/client-search.ts';
import { endEverything } from '../stores/end-everything.ts';
import { clientChangeCommands, requireStored, surroundingsOf } from './client-changes.ts';
import { clientOrigin, inviteCommand } from './client-invitations.ts';
import { CommandFailure, UsageError } from './failure.ts';
import { underFreeName } from './free-names.ts';
import { allPages, type OfflineFlags, offline, printRows, withOfflineFlags } from './offline.ts';

export function clientsCommand(program: Command): void {
  const clients = program.command('clients').description('stored clients; configured ones are listed, read-only');
  withOfflineFlags(clients.command('list').description('list the clients'))
    .option('--search <text>', 'only those that have it in their id or name')
    .option('--origin <origin>', 'only those that came so: registered, document', clientOrigin)
    .action(list);
  clientChangeCommands(clients);
  inviteCommand(clients);
  withOfflineFlags(clients.command('add').description('store a client; a new secret is printed once'))
    .argument('<client-id>', 'its identifier')
    .option('--name <name>', 'name that users see')
    .option('--grant <type...>', 'grant types it may use')
    .option('--scope <name...>', 'scopes it may ask for')
    .option('--redirect-uri <uri...>', 'addresses that codes are sent to')
    .option('--offline-access', 'allow refresh tokens')
    .option('--public', 'a public client, without a secret')
    .action(add);
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

interface AddFlags extends OfflineFlags {
  readonly name?: string;
  readonly grant?: readonly string[];
  readonly scope?: readonly string[];
  readonly redirectUri?: readonly string[];
  readonly offlineAccess?: boolean;
  readonly public?: boolean;
}

async function add(clientId: string, flags: AddFlags): Promise<void> {
  if (flags.grant === undefined) throw new UsageError('--grant is needed: a client without a grant type gets no token');
  const { resolveClient } = await import('../config/resolve-client.ts');
  const { randomHandle } = await import('../keys/digest.ts');
  const secret = flags.public === true ? undefined : randomHandle();
  await offline(flags, async (open) => {
    const { settings, store } = open;
    if (settings.clients.some((client) => client.clientId === clientId)) {
      throw new CommandFailure(`${clientId} is a client of the configuration already`);
    }
    const input = {
      clientId,
      ...(flags.name === undefined ? {} : { clientName: flags.name }),
      ...(secret === undefined ? { requireClientSecret: false } : { clientSecrets: [{ value: secret }] }),
      allowedGrantTypes: flags.grant ?? [],
      allowedScopes: flags.scope ?? [],
      redirectUris: flags.redirectUri ?? [],
      allowOfflineAccess: flags.offlineAccess === true,
    };
    const client = resolveClient(input, settings.catalogue, surroundingsOf(settings));
    const insert = async () => {
      if (!(await store.clients.insert(client))) throw new CommandFailure(`there is a client ${clientId} already`);
    };
    await underFreeName(open, { clientId }, insert, () => store.clients.remove(clientId));
  });
  tellSecret(clientId, secret, flags.json);
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

/** The only time that it is seen: only its hash is stored. */
function tellSecret(clientId: string, secret: string | undefined, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ clientId, clientSecret: secret })}\n`);
  else
    process.stdout.write(
      secret === undefined ? `client ${clientId}\n` : `client ${clientId}\nsecret ${secret} (shown this once)\n`,
    );
}
