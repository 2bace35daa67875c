import type { Command } from 'commander';
import type { AdminClient } from '../../admin-client/create-admin-client.ts';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { type OfflineFlags, offline, withOfflineFlags } from '../offline.ts';
import type { AdminWork, KeyWork } from './work.ts';

/** The flags of commands that work on the store, or through a running server. */
export interface AdminFlags extends OfflineFlags {
  readonly server?: string;
  readonly token?: string;
  readonly allowPlainHttp?: boolean;
}

export function withAdminFlags(command: Command): Command {
  return withOfflineFlags(command)
    .option('--server <url>', 'work through the admin API of a running server, at the address of its admin port')
    .option(
      '--token <token>',
      'access token for it; absent: the variable MINTMARK_ADMIN_TOKEN, which no list of processes shows',
    )
    .option('--allow-plain-http', 'send the token over plain http to another machine, for everybody on the way to see');
}

/**
 * Does the work on the configured store, or through the server that is named. Errors are the same either way.
 *
 * @param options `needsUsers`: those of the configuration are there too, also before a server has seen them.
 */
export async function administering<Result>(
  flags: AdminFlags,
  work: (admin: AdminWork) => Promise<Result>,
  { needsUsers = false }: { readonly needsUsers?: boolean } = {},
): Promise<Result> {
  if (flags.server === undefined) {
    requireNoServerFlags(flags);
    const { workOnStore } = await import('./on-store.ts');
    return offline(flags, async (open) => {
      if (needsUsers) await open.users.seed(open.settings.users);
      return work(await workOnStore(open));
    });
  }
  const { workOnServer } = await import('./on-server.ts');
  return throughServer(flags, flags.server, (admin) => work(workOnServer(admin)));
}

/** The same with signing keys. */
export async function administeringKeys<Result>(
  flags: AdminFlags,
  work: (keys: KeyWork) => Promise<Result>,
): Promise<Result> {
  if (flags.server === undefined) {
    requireNoServerFlags(flags);
    const [{ withKeyRing }, { keyWorkOnStore }] = await Promise.all([
      import('../with-key-ring.ts'),
      import('./on-store.ts'),
    ]);
    return withKeyRing(flags, async (ring, open) => work(await keyWorkOnStore(ring, open)));
  }
  const { keyWorkOnServer } = await import('./on-server.ts');
  return throughServer(flags, flags.server, (admin) => work(keyWorkOnServer(admin)));
}

function requireNoServerFlags({ token, allowPlainHttp }: AdminFlags): void {
  if (token === undefined && allowPlainHttp !== true) return;
  throw new UsageError('--token and --allow-plain-http go with --server');
}

async function throughServer<Result>(
  { token, config, allowPlainHttp = false }: AdminFlags,
  server: string,
  work: (admin: AdminClient) => Promise<Result>,
): Promise<Result> {
  if (config !== undefined) throw new UsageError('--config names a store and --server a server: name one of them');
  const given = token ?? process.env['MINTMARK_ADMIN_TOKEN'] ?? '';
  if (given === '') {
    throw new UsageError(
      'no token: set MINTMARK_ADMIN_TOKEN, or --token; `mintmark admin token` makes one on the machine of the server',
    );
  }
  const [{ createAdminClient }, { AdminError }] = await Promise.all([
    import('../../admin-client/create-admin-client.ts'),
    import('../../admin-client/admin-error.ts'),
  ]);
  const admin = clientFor(() => createAdminClient({ url: server, token: given, allowPlainHttp }));
  try {
    return await work(admin);
  } catch (error) {
    throw error instanceof AdminError ? told(error, server) : error;
  }
}

function clientFor<Client>(create: () => Client): Client {
  try {
    return create();
  } catch (error) {
    const why =
      error instanceof Error
        ? error.message.replace(/^url: |allowPlainHttp/g, (found) => (found === 'url: ' ? '' : '--allow-plain-http'))
        : '';
    throw new UsageError(`--server: ${why}`);
  }
}

function told(error: import('../../admin-client/admin-error.ts').AdminError, server: string): Error {
  switch (error.problem) {
    case 'invalid':
      return error.errors.length > 0 ? new ConfigurationError(error.errors) : new CommandFailure(error.message);
    case 'no-token':
    case 'invalid-token':
      return new CommandFailure(
        `${server} does not accept the token: it is over, revoked, or not one for the admin API of this server; \`mintmark admin token\` makes one on its machine`,
      );
    case 'insufficient-scope':
      return new CommandFailure('the token only reads: this takes one with the scope mintmark.admin');
    case 'not-an-administrator':
      return new CommandFailure(
        'the user of the token is no administrator: admin.console of the configuration names them',
      );
    case undefined:
      return new CommandFailure(`${server} cannot be asked: ${error.message}`);
    default:
      return new CommandFailure(error.message);
  }
}

/** The same, where it is about users. */
export function administeringUsers<Result>(
  flags: AdminFlags,
  work: (admin: AdminWork) => Promise<Result>,
): Promise<Result> {
  return administering(flags, work, { needsUsers: true });
}
