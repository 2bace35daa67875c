import type { Command } from 'commander';
import type { ShownUser } from '../admin/shown-user.ts';
import type { AdminFlags } from './administration/administering.ts';
import type { AdminWork } from './administration/work.ts';
import { CommandFailure, UsageError } from './failure.ts';

export interface UserFlags extends AdminFlags {
  readonly subject?: string;
}

/** The argument and the flag of commands that are about what was issued to one user. */
export function withUser(command: Command): Command {
  return command
    .argument('[username]', 'whose')
    .option('--subject <id>', 'by `sub` in the place of the user name, also one that the directory does not know');
}

/** The subject that is meant. @throws {UsageError} unless there is a name or a subject. @throws {CommandFailure} where nobody has the name. */
export async function namedSubject(
  admin: AdminWork,
  username: string | undefined,
  { subject }: UserFlags,
): Promise<string> {
  if (username !== undefined && subject === undefined) return (await userOfName(admin, username)).subject;
  if (username !== undefined || subject === undefined) throw new UsageError('name the user, or its --subject');
  return subject;
}

/**
 * Names are compared without letter case, subjects with it: what is the name of one user and the subject of another may mean either.
 *
 * @throws {CommandFailure} where nobody has the name, or it may mean two users.
 */
export async function userOfName({ users }: AdminWork, username: string): Promise<ShownUser> {
  const [user, bySubject] = await Promise.all([users.findByName(username), users.findBySubject(username)]);
  if (user === undefined) throw new CommandFailure(`there is no user ${JSON.stringify(username)}`);
  if (bySubject !== undefined && bySubject.subject !== user.subject) {
    const names = `${JSON.stringify(user.username)} and ${JSON.stringify(bySubject.username)}`;
    throw new CommandFailure(`${JSON.stringify(username)} may mean ${names}: the first by name, the second by subject`);
  }
  return user;
}
