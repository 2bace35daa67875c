import type { Command } from 'commander';
import type { ShownUser } from '../admin/shown-user.ts';
import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import { isShownText } from '../model/shown-text.ts';
import { isSubjectIdentifier } from '../model/subject-identifier.ts';
import { commandCaller, usersOf } from './administer.ts';
import { CommandFailure, UsageError } from './failure.ts';
import { namedUser, seeded, type UserFlags, userOfName, withUser } from './named-user.ts';
import { everyItem, type Offline, type OfflineFlags, offline, printRows, withOfflineFlags } from './offline.ts';
import { readNewPassword } from './read-password.ts';
import { userSessionCommands } from './user-sessions.ts';

interface PasswordFlags extends OfflineFlags {
  readonly passwordStdin: boolean;
}

export function usersCommand(program: Command): void {
  const users = program.command('users').description('users of the built-in directory');
  withOfflineFlags(users.command('list').description('list the users'))
    .option('--search <text>', 'only those that have it in their name, or whose subject it is')
    .action(list);
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
  withUser(
    withOfflineFlags(users.command('remove').description('delete a user, with all that was issued to them, for good')),
  ).action(remove);
  withOfflineFlags(users.command('unlock').description('forget the wrong passwords that locked a user name'))
    .argument('<username>', 'which')
    .action(unlock);
  userSessionCommands(users);
}

function withPassword(command: Command): Command {
  return withOfflineFlags(command).option('--password-stdin', 'read the password from the first line of stdin', false);
}

async function list(flags: OfflineFlags & { readonly search?: string }): Promise<void> {
  const rows = await onDirectory(flags, async (open) => {
    const users = await usersOf(open);
    return everyItem((after) => users.list({ limit: 200, after, search: flags.search }));
  });
  printRows(
    rows.map(({ subject, username, enabled, hasPassword, claims }) => ({
      username,
      subject,
      enabled,
      password: hasPassword ? 'yes' : 'no',
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
  if (!isShownText(username)) throw new UsageError('the user name must be characters that can be seen');
  if (flags.subject !== undefined && !isSubjectIdentifier(flags.subject)) {
    throw new UsageError(
      `--subject must be 1 to ${limits.subject.most} characters of printable ASCII (OpenID Connect Core 1.0 §2)`,
    );
  }
  const password = flags.password ? await readNewPassword(flags.passwordStdin) : undefined;
  const claims: Claims = {
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.email === undefined ? {} : { email: flags.email, email_verified: false }),
  };
  const { subject } = await onDirectory(flags, async (open) => {
    const input = { subject: flags.subject, username, password, claims, enabled: true };
    const { user, isNew } = await (await usersOf(open)).create(input, commandCaller(open.settings));
    if (!isNew) throw new CommandFailure('a user of this name or subject is there already');
    return user;
  });
  printRows([{ username, subject, enabled: true }], flags.json);
}

async function setPassword(username: string, flags: PasswordFlags): Promise<void> {
  const password = await readNewPassword(flags.passwordStdin);
  const user = await onDirectory(flags, async (open) => {
    const { subjectId } = await userOfName(open, username);
    return (await usersOf(open)).setPassword(subjectId, password, commandCaller(open.settings));
  });
  tell(user, flags, 'The password is set. Sign-ins and tokens of before are ended.');
}

async function disable(username: string, flags: OfflineFlags & { readonly enable: boolean }): Promise<void> {
  const user = await onDirectory(flags, async (open) => {
    const { subjectId } = await userOfName(open, username);
    return (await usersOf(open)).change(subjectId, { enabled: flags.enable }, commandCaller(open.settings));
  });
  tell(user, flags, flags.enable ? 'The user may sign in again.' : 'The user is disabled.');
}

async function remove(username: string | undefined, flags: UserFlags): Promise<void> {
  const user = await onDirectory(flags, async (open) => {
    const { subjectId } = await namedUser(open, username, flags);
    return (await usersOf(open)).remove(subjectId, commandCaller(open.settings));
  });
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ username: user.username, subject: user.subject, removed: true })}\n`
      : 'The user is removed, with all that was issued to them.\n',
  );
}

async function unlock(username: string, flags: OfflineFlags): Promise<void> {
  await offline(flags, async (open) => (await usersOf(open)).unlockName(username, commandCaller(open.settings)));
  process.stdout.write(
    flags.json ? `${JSON.stringify({ username, unlocked: true })}\n` : 'The user name can be used again at once.\n',
  );
}

function onDirectory<Result>(flags: OfflineFlags, work: (open: Offline) => Promise<Result>): Promise<Result> {
  return offline(flags, seeded(work));
}

function tell({ username, subject, enabled }: ShownUser, { json }: OfflineFlags, sentence: string): void {
  process.stdout.write(json ? `${JSON.stringify({ username, subject, enabled })}\n` : `${sentence}\n`);
}
