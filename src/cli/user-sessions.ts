import type { Command } from 'commander';
import { systemClock } from '../model/clock.ts';
import type { GrantRecord, GrantStore } from '../stores/contracts.ts';
import { clockSkew, endSignIns } from '../stores/end-everything.ts';
import { endSession } from '../tokens/end-session.ts';
import { CommandFailure } from './failure.ts';
import { namedUser, seeded, type UserFlags, withUser } from './named-user.ts';
import { allPages, offline, printRows, withOfflineFlags } from './offline.ts';

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
  const rows = await offline(
    flags,
    seeded(async (open) => {
      const { subjectId } = await namedUser(open, username, flags);
      return sessionsOf(open.store.grants, subjectId);
    }),
  );
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

/** What the columns tell, without the master secret. */
async function sessionsOf(grants: GrantStore, subjectId: string) {
  const now = systemClock.now();
  const live = await allPages(
    (after) => grants.page({ subjectId }, now, { limit: 500, after }),
    ({ handleHash }) => handleHash,
  );
  const clientsOf = (row: GrantRecord) =>
    new Set(live.filter(({ sessionId }) => sessionId === row.sessionId).flatMap(({ clientId }) => clientId ?? []));
  return live
    .filter(({ kind }) => kind === 'session')
    .sort((a, b) => b.createdAt - a.createdAt)
    .map((row) => ({
      session: row.sessionId,
      signedInAt: row.createdAt,
      expiresAt: row.expiresAt,
      clients: [...clientsOf(row)].sort(),
    }));
}

async function signOut(username: string | undefined, flags: UserFlags & { readonly session?: string }): Promise<void> {
  const { session, json } = flags;
  const subjectId = await offline(
    flags,
    seeded(async (open) => {
      const named = await namedUser(open, username, flags);
      const { grants } = open.store;
      const { subjectId } = named;
      const at = systemClock.now() + clockSkew;
      if (session === undefined) {
        const ended = await endSignIns(grants, subjectId, at);
        if (ended > 0) open.events.raise({ type: 'GrantsRevoked', subjectId, by: 'operator' }, undefined);
      } else {
        const ended = await endSession(grants, subjectId, session, at);
        if (ended === 0) throw new CommandFailure(`the user has no session ${session}`);
        open.events.raise({ type: 'UserSignedOut', subjectId, sessionId: session }, undefined);
      }
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
