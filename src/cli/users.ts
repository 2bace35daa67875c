import type { Command } from 'commander';
import type { ShownUser } from '../admin/shown-user.ts';
import { limits } from '../model/limits.ts';
import { isShownText } from '../model/shown-text.ts';
import { isSubjectIdentifier } from '../model/subject-identifier.ts';
import { type AdminFlags, administering, administeringUsers, withAdminFlags } from './administration/administering.ts';
import { UsageError } from './failure.ts';
import { namedSubject, type UserFlags, userOfName, withUser } from './named-user.ts';
import { everyItem, printRows } from './offline.ts';
import { readNewPassword } from './read-password.ts';
import { userSessionCommands } from './user-sessions.ts';

interface PasswordFlags extends AdminFlags {
  readonly passwordStdin: boolean;
}

export function usersCommand(program: Command): void {
  const users = program.command('users').description('users of the built-in directory');
  withAdminFlags(users.command('list').description('list the users'))
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
  withAdminFlags(users.command('disable').description('keep a user from signing in and refreshing'))
    .argument('<username>', 'whom')
    .option('--enable', 'let the user in again', false)
    .action(disable);
  withUser(
    withAdminFlags(users.command('remove').description('delete a user, with all that was issued to them, for good')),
  ).action(remove);
  withAdminFlags(users.command('unlock').description('forget the wrong passwords that locked a user name'))
    .argument('<username>', 'which')
    .action(unlock);
  userSessionCommands(users);
}

function withPassword(command: Command): Command {
  return withAdminFlags(command).option('--password-stdin', 'read the password from the first line of stdin', false);
}

async function list(flags: AdminFlags & { readonly search?: string }): Promise<void> {
  const rows = await administeringUsers(flags, ({ users }) =>
    everyItem((after) => users.list({ limit: 200, after, search: flags.search })),
  );
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
  const claims = {
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.email === undefined ? {} : { email: flags.email, email_verified: false }),
  };
  const { subject } = await administeringUsers(flags, ({ users }) =>
    users.create({ subject: flags.subject, username, password, claims }),
  );
  printRows([{ username, subject, enabled: true }], flags.json);
}

async function setPassword(username: string, flags: PasswordFlags): Promise<void> {
  const password = await readNewPassword(flags.passwordStdin);
  const user = await administeringUsers(flags, async (admin) => {
    const { subject } = await userOfName(admin, username);
    return admin.users.setPassword(subject, password);
  });
  tell(user, flags, 'The password is set. Sign-ins and tokens of before are ended.');
}

async function disable(username: string, flags: AdminFlags & { readonly enable: boolean }): Promise<void> {
  const user = await administeringUsers(flags, async (admin) => {
    const { subject } = await userOfName(admin, username);
    return admin.users.setEnabled(subject, flags.enable);
  });
  tell(user, flags, flags.enable ? 'The user may sign in again.' : 'The user is disabled.');
}

async function remove(username: string | undefined, flags: UserFlags): Promise<void> {
  const user = await administeringUsers(flags, async (admin) =>
    admin.users.remove(await namedSubject(admin, username, flags)),
  );
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ username: user.username, subject: user.subject, removed: true })}\n`
      : 'The user is removed, with all that was issued to them.\n',
  );
}

async function unlock(username: string, flags: AdminFlags): Promise<void> {
  await administering(flags, ({ users }) => users.unlock(username));
  process.stdout.write(
    flags.json ? `${JSON.stringify({ username, unlocked: true })}\n` : 'The user name can be used again at once.\n',
  );
}

function tell({ username, subject, enabled }: ShownUser, { json }: AdminFlags, sentence: string): void {
  process.stdout.write(json ? `${JSON.stringify({ username, subject, enabled })}\n` : `${sentence}\n`);
}
