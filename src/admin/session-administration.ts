import type { Clock } from '../model/clock.ts';
import type { Events } from '../operations/events.ts';
import { sessionParticipants } from '../sessions/session-service.ts';
import type { GrantRecord, Store } from '../stores/contracts.ts';
import { clockSkew } from '../stores/end-everything.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { endSession } from '../tokens/end-session.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import { endAndTell, type LogoutTeller } from './ending-sign-ins.ts';
import { type AdminPage, pageFrom } from './lists.ts';
import { AdminProblem } from './problem.ts';
import { recordChange } from './record-change.ts';
import { type ShownSession, shownSession } from './shown-session.ts';

export interface SessionAdministrationServices {
  readonly store: Pick<Store, 'grants'>;
  /** Absent: a command without the master secret. What is sealed is not shown then. */
  readonly vault?: GrantVault | undefined;
  /** Absent: applications are not told. */
  readonly logoutNotifier?: LogoutTeller | undefined;
  readonly events: Events;
  readonly clock: Clock;
}

export interface PageSelection {
  readonly after?: string | undefined;
  readonly limit: number;
}

const rowsAtOnce = 500;

/** Where users are signed in, and the end of that: for the API, the console and commands alike. */
export class SessionAdministration {
  readonly #services: SessionAdministrationServices;

  constructor(services: SessionAdministrationServices) {
    this.#services = services;
  }

  /** The live sessions of a user, also of one whom the directory does not know. In an order of the store's own. */
  async list(subject: string, { after, limit }: PageSelection): Promise<AdminPage<ShownSession>> {
    const { store, vault, clock } = this.#services;
    const filter = { subjectId: subject, kinds: ['session'] } as const;
    const rows = await store.grants.page(filter, clock.now(), { after, limit: limit + 1 });
    const clients = vault === undefined ? await this.#clientsOf(subject) : undefined;
    return pageFrom(
      rows,
      limit,
      ({ handleHash }) => handleHash,
      (row) => shownSession(row, vault, clients?.(row)),
    );
  }

  /**
   * Ends a session, and all codes and tokens that were issued in it, refresh tokens too; applications are told by the back channel.
   * @throws {AdminProblem} `not-found`
   */
  async end(subject: string, sessionId: string, caller: AdminCaller): Promise<void> {
    const { store, vault, clock, events } = this.#services;
    const filter = { subjectId: subject, sessionId, kinds: ['session'] } as const;
    const [row] = await store.grants.list(filter, clock.now(), 1);
    const at = clock.now() + clockSkew;
    const ended = await endAndTell(this.#services, { subjectId: subject, sessionId }, caller.context, async () => {
      let count = 0;
      // Sign-ins of the same browser that this one replaced have tokens under a `sid` of their own.
      for (const one of participants(row, vault, sessionId)) {
        count += await endSession(store.grants, subject, one, at);
      }
      return count;
    });
    if (ended === 0) throw new AdminProblem('not-found', { detail: `the user has no session ${sessionId}` });
    const before = row === undefined ? { subject, id: sessionId } : shownSession(row, vault);
    recordChange(events, caller, 'session.end', { kind: 'session', id: sessionId }, { before });
    events.raise({ type: 'UserSignedOut', subjectId: subject, sessionId }, caller.context);
  }

  /** By what the columns tell. */
  async #clientsOf(subject: string): Promise<(session: GrantRecord) => readonly string[]> {
    const { store, clock } = this.#services;
    const bySession = new Map<string, Set<string>>();
    for (let after: string | undefined; ; ) {
      const rows = await store.grants.page({ subjectId: subject }, clock.now(), { limit: rowsAtOnce, after });
      for (const { sessionId, clientId } of rows) {
        if (sessionId === null || clientId === null) continue;
        const clients = bySession.get(sessionId) ?? new Set();
        bySession.set(sessionId, clients.add(clientId));
      }
      if (rows.length < rowsAtOnce) break;
      after = rows.at(-1)?.handleHash;
    }
    return ({ sessionId }) => [...(bySession.get(sessionId ?? '') ?? [])].sort();
  }
}

function participants(
  row: GrantRecord | undefined,
  vault: GrantVault | undefined,
  sessionId: string,
): readonly string[] {
  if (row === undefined || vault === undefined) return [sessionId];
  try {
    const session = vault.opened('session', row)?.content;
    return session === undefined ? [sessionId] : sessionParticipants(session).map((one) => one.sessionId);
  } catch {
    return [sessionId];
  }
}
