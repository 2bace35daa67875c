import type { Session } from '../model/grants.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { GrantVault } from '../stores/grant-vault.ts';

/** Tells the applications of sessions that these have ended (OpenID Connect Back-Channel Logout 1.0). */
export interface LogoutTeller {
  notify(sessions: readonly Session[], context: RequestContext): void;
}

export interface EndingServices {
  /** Absent: a command without the master secret, which reads nothing that is sealed. */
  readonly vault?: Pick<GrantVault, 'page' | 'list'> | undefined;
  /** Absent: nobody is told. */
  readonly logoutNotifier?: LogoutTeller | undefined;
}

const pageSize = 200;
/** Of one user; more have no browser. Those beyond end as well, but their applications are not told. */
const mostTold = 1000;

/**
 * Ends sign-ins of a user by `end`, and tells the applications of the sessions that there were. They are read before: what has ended cannot be.
 */
export async function endAndTell<Ended>(
  { vault, logoutNotifier }: EndingServices,
  of: { readonly subjectId: string; readonly sessionId?: string | undefined },
  context: RequestContext,
  end: () => Promise<Ended>,
): Promise<Ended> {
  const sessions = vault === undefined || logoutNotifier === undefined ? [] : await liveSessions(vault, of, context);
  const ended = await end();
  logoutNotifier?.notify(sessions, context);
  return ended;
}

async function liveSessions(
  vault: Pick<GrantVault, 'page' | 'list'>,
  { subjectId, sessionId }: { readonly subjectId: string; readonly sessionId?: string | undefined },
  context: RequestContext,
): Promise<readonly Session[]> {
  const found: Session[] = [];
  for (let after: string | undefined; found.length < mostTold; ) {
    const filter = sessionId === undefined ? { subjectId } : { subjectId, sessionId };
    const page = await vault.page('session', filter, context.now, { limit: pageSize, after });
    found.push(...page.map(({ content }) => content));
    if (page.length < pageSize) break;
    after = page.at(-1)?.handleHash;
  }
  return found;
}
