import type { Command } from 'commander';
import { randomId } from '../keys/digest.ts';
import { systemClock } from '../model/clock.ts';
import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import { isShownText } from '../model/shown-text.ts';
import { isSubjectIdentifier } from '../model/subject-identifier.ts';
import type { UserRecord } from '../stores/contracts.ts';
import { clockSkew, endEverything } from '../stores/end-everything.ts';
import { removeUser } from '../users/remove-user.ts';
import { SignInAttempts, signInLimitsOf } from '../users/sign-in-attempts.ts';
import { CommandFailure, UsageError } from './failure.ts';
import { underFreeName } from './free-names.ts';
import { namedUser, seeded, type UserFlags, userOfName, withUser } from './named-user.ts';
import { allPages, type Offline, type OfflineFlags, offline, printRows, withOfflineFlags } from './offline.ts';
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
  const rows = await onDirectory(flags, ({ users }) =>
    allPages(
      (after) => users.list({ limit: 500, after, search: flags.search }),
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
  const user = await onDirectory(flags, async (open) => {
    const { subject: subjectId = randomId() } = flags;
    const add = async () => {
      const added = await open.users.add({ subjectId, username, password, claims });
      if (added === undefined) throw new CommandFailure('a user of this name or subject is there already');
      return added;
    };
    return underFreeName(open, { subjectId }, add, () => open.store.users.remove(subjectId));
  });
  printRows([{ username: user.username, subject: user.subjectId, enabled: user.enabled }], flags.json);
}

async function setPassword(username: string, flags: PasswordFlags): Promise<void> {
  const password = await readNewPassword(flags.passwordStdin);
  const user = await onDirectory(flags, async (open) => {
    const found = await userOfName(open, username);
    await open.users.setPassword(found.subjectId, password);
    // Whoever took the account over is out too.
    await endAll(open, found);
    return found;
  });
  tell(user, flags, 'The password is set. Sign-ins and tokens of before are ended.');
}

async function disable(username: string, flags: OfflineFlags & { readonly enable: boolean }): Promise<void> {
  const user = await onDirectory(flags, async (open) => {
    const found = await userOfName(open, username);
    await open.users.setEnabled(found.subjectId, flags.enable);
    if (!flags.enable) await endAll(open, found);
    return { ...found, enabled: flags.enable };
  });
  tell(user, flags, flags.enable ? 'The user may sign in again.' : 'The user is disabled.');
}

async function remove(username: string | undefined, flags: UserFlags): Promise<void> {
  const { subjectId, user } = await onDirectory(flags, async (open) => {
    const named = await namedUser(open, username, flags);
    if (open.settings.users.some(({ subject }) => subject === named.subjectId)) {
      throw new CommandFailure('the user stands in the configuration: take it out there first, or it comes back');
    }
    const removed = await removeUser(open.store, named.subjectId, systemClock);
    if (removed) open.events.raise({ type: 'UserRemoved', subjectId: named.subjectId, by: 'operator' }, undefined);
    return { ...named, user: removed ? named.user : undefined };
  });
  if (user === undefined) {
    throw new CommandFailure(`the directory knows no subject ${subjectId}; whatever it was issued is ended`);
  }
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ username: user.username, subject: subjectId, removed: true })}\n`
      : 'The user is removed, with all that was issued to them.\n',
  );
}

async function unlock(username: string, flags: OfflineFlags): Promise<void> {
  await offline(flags, async ({ settings: { limits: bounds }, store: { marks }, events }) => {
    await new SignInAttempts({ marks, events }, signInLimitsOf(bounds)).unlock(username, systemClock.now());
  });
  process.stdout.write(
    flags.json ? `${JSON.stringify({ username, unlocked: true })}\n` : 'The user name can be used again at once.\n',
  );
}

/** Sign-ins, tokens and consents of before. */
async function endAll({ store, events }: Offline, { subjectId }: UserRecord): Promise<void> {
  const ended = await endEverything(store.grants, { subjectId }, systemClock.now() + clockSkew);
  if (ended > 0) events.raise({ type: 'GrantsRevoked', subjectId, by: 'operator' }, undefined);
}

function onDirectory<Result>(flags: OfflineFlags, work: (open: Offline) => Promise<Result>): Promise<Result> {
  return offline(flags, seeded(work));
}

function tell({ username, subjectId, enabled }: UserRecord, { json }: OfflineFlags, sentence: string): void {
  process.stdout.write(json ? `${JSON.stringify({ username, subject: subjectId, enabled })}\n` : `${sentence}\n`);
}
