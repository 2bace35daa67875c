import type { Command } from 'commander';
import { administeringUsers, withAdminFlags } from './administration/administering.ts';
import { namedSubject, type UserFlags, withUser } from './named-user.ts';
import { everyItem, printRows } from './offline.ts';

export function userSessionCommands(users: Command): void {
  withUser(withAdminFlags(users.command('sessions').description('list where a user is signed in'))).action(list);
  withUser(
    withAdminFlags(
      users.command('sign-out').description('end the sessions, codes and tokens of a user; consents stay'),
    ),
  )
    .option('--session <id>', 'this session alone, as `users sessions` shows it')
    .action(signOut);
}

async function list(username: string | undefined, flags: UserFlags): Promise<void> {
  const found = await administeringUsers(flags, async (admin) => {
    const subject = await namedSubject(admin, username, flags);
    return everyItem((after) => admin.users.sessions(subject, { limit: 200, after }));
  });
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
  const { subject, tellsApplications } = await administeringUsers(flags, async (admin) => {
    const named = await namedSubject(admin, username, flags);
    if (session === undefined) await admin.users.signOut(named);
    else await admin.users.endSession(named, session);
    return { subject: named, tellsApplications: admin.tellsApplications };
  });
  const what = session === undefined ? 'The user is signed out everywhere' : 'The session is ended';
  process.stdout.write(
    json
      ? `${JSON.stringify({ subject, ...(session === undefined ? {} : { session }), signedOut: true })}\n`
      : `${what}, with codes and tokens. Applications that keep sessions of their own are ${tellsApplications ? 'told, where they can be' : 'not told'}.\n`,
  );
}
