import type { Command } from 'commander';
import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { UserRecord } from '../stores/contracts.ts';
import { CommandFailure, UsageError } from './failure.ts';
import {
  allPages,
  endGrants,
  type Offline,
  type OfflineFlags,
  offline,
  printRows,
  withOfflineFlags,
} from './offline.ts';
import { readNewPassword } from './read-password.ts';

interface PasswordFlags extends OfflineFlags {
  readonly passwordStdin: boolean;
}

export function usersCommand(program: Command): void {
  const users = program.command('users').description('users of the built-in directory');
  withOfflineFlags(users.command('list').description('list the users')).action(list);
  withPassword(users.command('add').description('add a user; the password is asked for'))
    .argument('<username>', 'name to sign in with')
    .option('--subject <id>', 'the `sub` of the user; made up if absent')
    .option('--name <name>', 'claim `name`')
    .option('--email <address>', 'claim `email`')
    .option('--no-password', 'without a password: the user cannot sign in with one')
    .action(add);
  withPassword(users.command('password').description('set a password'))
    .argument('<username>', 'whose')
    .action(setPassword);
  withOfflineFlags(users.command('disable').description('keep a user from signing in and refreshing'))
    .argument('<username>', 'whom')
    .option('--enable', 'let the user in again', false)
    .action(disable);
}

function withPassword(command: Command): Command {
  return withOfflineFlags(command).option('--password-stdin', 'read the password from the first line of stdin', false);
}

async function list(flags: OfflineFlags): Promise<void> {
  const rows = await onDirectory(flags, ({ users }) =>
    allPages(
      (after) => users.list({ limit: 500, ...(after === undefined ? {} : { after }) }),
      ({ username }) => username,
    ),
  );
  printRows(
    rows.map(({ subjectId, username, enabled, passwordHash, claims }) => ({
      username,
      subject: subjectId,
      enabled,
      password: passwordHash === null ? 'no' : 'yes',
      ...(flags.json ? { claims } : {}),
    })),
    flags.json,
  );
}

interface AddFlags extends PasswordFlags {
  readonly subject?: string;
  readonly name?: string;
  readonly email?: string;
  /** `false` by `--no-password`. */
  readonly password: boolean;
}

async function add(username: string, flags: AddFlags): Promise<void> {
  if (username === '' || username.length > limits.username.most) {
    throw new UsageError(`the user name must have 1 to ${limits.username.most} characters`);
  }
  const password = flags.password ? await readNewPassword(flags.passwordStdin) : undefined;
  const claims: Claims = {
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.email === undefined ? {} : { email: flags.email, email_verified: false }),
  };
  const user = await onDirectory(flags, async ({ users, settings, store }) => {
    const { subject } = flags;
    const isClient = async (id: string) =>
      settings.clients.some(({ clientId }) => clientId === id) || (await store.clients.find(id)) !== undefined;
    if (subject !== undefined && (await isClient(subject))) {
      throw new CommandFailure(`${subject} is the id of a client: an API could take the client for the user`);
    }
    return users.add({ subjectId: subject, username, password, claims });
  });
  if (user === undefined) throw new CommandFailure('a user of this name or subject is there already');
  printRows([{ username: user.username, subject: user.subjectId, enabled: user.enabled }], flags.json);
}

async function setPassword(username: string, flags: PasswordFlags): Promise<void> {
  const password = await readNewPassword(flags.passwordStdin);
  const user = await onDirectory(flags, async (open) => {
    const found = await find(open, username);
    await open.users.setPassword(found.subjectId, password);
    // Whoever took the account over is out too.
    await endGrants(open.store, { subjectId: found.subjectId });
    return found;
  });
  tell(user, flags, 'The password is set. Sign-ins and tokens of before are ended.');
}

async function disable(username: string, flags: OfflineFlags & { readonly enable: boolean }): Promise<void> {
  const user = await onDirectory(flags, async (open) => {
    const found = await find(open, username);
    await open.users.setEnabled(found.subjectId, flags.enable);
    if (!flags.enable) await endGrants(open.store, { subjectId: found.subjectId });
    return { ...found, enabled: flags.enable };
  });
  tell(user, flags, flags.enable ? 'The user may sign in again.' : 'The user is disabled.');
}

/** The configured users are there too, also before a server has seen them. */
function onDirectory<Result>(flags: OfflineFlags, work: (open: Offline) => Promise<Result>): Promise<Result> {
  return offline(flags, async (open) => {
    await open.users.seed(open.settings.users);
    return work(open);
  });
}

function tell({ username, subjectId, enabled }: UserRecord, { json }: OfflineFlags, sentence: string): void {
  process.stdout.write(json ? `${JSON.stringify({ username, subject: subjectId, enabled })}\n` : `${sentence}\n`);
}

async function find({ users }: Offline, username: string): Promise<UserRecord> {
  const user = await users.findByUsername(username);
  if (user === undefined) throw new CommandFailure(`there is no user ${JSON.stringify(username)}`);
  return user;
}
