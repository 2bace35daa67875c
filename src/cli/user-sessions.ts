import type { Command } from 'commander';
import { commandCaller, sessionsOf, usersOf } from './administer.ts';
import { namedUser, seeded, type UserFlags, withUser } from './named-user.ts';
import { everyItem, offline, printRows, withOfflineFlags } from './offline.ts';

export function userSessionCommands(users: Command): void {
  withUser(withOfflineFlags(users.command('sessions').description('list where a user is signed in'))).action(list);
  withUser(
    withOfflineFlags(
      users.command('sign-out').description('end the sessions, codes and tokens of a user; consents stay'),
    ),
  )
    .option('--session <id>', 'this session alone, as `users sessions` shows it')
    .action(signOut);
}

async function list(username: string | undefined, flags: UserFlags): Promise<void> {
  const found = await offline(
    flags,
    seeded(async (open) => {
      const { subjectId } = await namedUser(open, username, flags);
      const sessions = await sessionsOf(open);
      return everyItem((after) => sessions.list(subjectId, { limit: 200, after }));
    }),
  );
  const rows = [...found]
    .sort((a, b) => b.signedInAt - a.signedInAt)
    .map(({ id, signedInAt, expiresAt, clients }) => ({ session: id, signedInAt, expiresAt, clients }));
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19);
  printRows(
    flags.json
      ? rows
      : rows.map(({ session, signedInAt, expiresAt, clients }) => ({
          session,
          signedIn: day(signedInAt),
          until: day(expiresAt),
          clients: clients.join(' '),
        })),
    flags.json,
  );
}

async function signOut(username: string | undefined, flags: UserFlags & { readonly session?: string }): Promise<void> {
  const { session, json } = flags;
  const subjectId = await offline(
    flags,
    seeded(async (open) => {
      const named = await namedUser(open, username, flags);
      const caller = commandCaller(open.settings);
      if (session === undefined) await (await usersOf(open)).signOut(named.subjectId, caller);
      else await (await sessionsOf(open)).end(named.subjectId, session, caller);
      return named.subjectId;
    }),
  );
  const what = session === undefined ? 'The user is signed out everywhere' : 'The session is ended';
  process.stdout.write(
    json
      ? `${JSON.stringify({ subject: subjectId, ...(session === undefined ? {} : { session }), signedOut: true })}\n`
      : `${what}, with codes and tokens. Applications that keep sessions of their own are not told.\n`,
  );
}
