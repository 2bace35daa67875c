import type { Command } from 'commander';
import type { UserRecord } from '../stores/contracts.ts';
import { CommandFailure, UsageError } from './failure.ts';
import type { Offline, OfflineFlags } from './offline.ts';

export interface UserFlags extends OfflineFlags {
  readonly subject?: string;
}

/** The argument and the flag of commands that are about what was issued to one user. */
export function withUser(command: Command): Command {
  return command
    .argument('[username]', 'whose')
    .option('--subject <id>', 'by `sub` in the place of the user name, also one that the directory does not know');
}

export interface NamedUser {
  readonly subjectId: string;
  /** Absent: the directory does not know the subject. */
  readonly user?: UserRecord | undefined;
}

/** @throws {UsageError} unless there is a name or a subject. @throws {CommandFailure} where nobody has the name. */
export async function namedUser(
  open: Offline,
  username: string | undefined,
  { subject }: UserFlags,
): Promise<NamedUser> {
  if ((username === undefined) === (subject === undefined)) throw new UsageError('name the user, or its --subject');
  if (subject !== undefined) return { subjectId: subject, user: await open.users.findBySubject(subject) };
  const user = await userOfName(open, username!);
  return { subjectId: user.subjectId, user };
}

/**
 * Names are compared without letter case, subjects with it: what is the name of one user and the subject of another may mean either.
 *
 * @throws {CommandFailure} where nobody has the name, or it may mean two users.
 */
export async function userOfName({ users }: Offline, username: string): Promise<UserRecord> {
  const [user, bySubject] = await Promise.all([users.findByUsername(username), users.findBySubject(username)]);
  if (user === undefined) throw new CommandFailure(`there is no user ${JSON.stringify(username)}`);
  if (bySubject !== undefined && bySubject.subjectId !== user.subjectId) {
    const names = `${JSON.stringify(user.username)} and ${JSON.stringify(bySubject.username)}`;
    throw new CommandFailure(`${JSON.stringify(username)} may mean ${names}: the first by name, the second by subject`);
  }
  return user;
}

/** The configured users are there too, also before a server has seen them. */
export function seeded<Result>(work: (open: Offline) => Promise<Result>): (open: Offline) => Promise<Result> {
  return async (open) => {
    await open.users.seed(open.settings.users);
    return work(open);
  };
}
