import type { ClientDirectory } from '../clients/client-directory.ts';
import type { Session } from '../model/grants.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Store } from '../stores/contracts.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { revocationHorizon } from './family-revocation.ts';
import type { ValidatedAccessToken } from './token-validator.ts';

export interface EndedSessionServices {
  readonly vault: GrantVault;
  readonly store: { readonly grants: Pick<Store['grants'], 'end'> };
  readonly clients: Pick<ClientDirectory, 'find'>;
}

/** For tokens that a hook of one's own gave a longer life than their client says, and for clients that are gone. */
const marginSeconds = 7 * 86_400;

/**
 * Sessions that somebody signed out of, remembered for as long as their JWTs could live: this server's own endpoints take these no longer. Those of a
 * family with a live refresh token stay good, since `offline_access` means access while the user is away (OpenID Connect Core 1.0 §11).
 */
export class EndedSessions {
  readonly #services: EndedSessionServices;

  constructor(services: EndedSessionServices) {
    this.#services = services;
  }

  /** @param named the session, and those that it replaced, each with its clients. */
  async add(named: readonly Pick<Session, 'sessionId' | 'clientIds'>[], context: RequestContext): Promise<void> {
    const { vault, clients } = this.#services;
    await Promise.all(
      named.map(async ({ sessionId, clientIds }) => {
        const found = await Promise.all(clientIds.map((clientId) => clients.find(clientId)));
        const longest = Math.max(0, ...found.map((client) => client?.accessTokenLifetime ?? 0));
        await vault.revoke({ family: markOfSession(sessionId) }, context.now + longest + marginSeconds);
      }),
    );
  }

  /** Every session that a user had until the second before, however many there were. */
  async addAllOf(subjectId: string, context: RequestContext): Promise<void> {
    const until = revocationHorizon(undefined, context.now);
    await this.#services.store.grants.end({ subjectId: ownerOf(subjectId) }, context.now - 1, until);
  }

  /** Whether a JWT ended with the session that it was issued in. One look-up for tokens of sessions, none for others. */
  async include(
    token: Pick<ValidatedAccessToken, 'sessionId' | 'subjectId' | 'clientId' | 'family' | 'issuedAt'>,
    context: RequestContext,
  ): Promise<boolean> {
    const mark = this.markOf(token);
    if (mark === undefined) return false;
    const hasEnded = await this.#services.vault.isRevoked({ ...mark, issuedAt: token.issuedAt });
    return hasEnded && this.endWithSession(token, context);
  }

  /** Under what the end of a token's session is remembered; `undefined`: it has none. */
  markOf({
    sessionId,
    subjectId,
  }: Pick<ValidatedAccessToken, 'sessionId' | 'subjectId'>): { family: string; subjectId: string } | undefined {
    if (sessionId === undefined || subjectId === undefined) return undefined;
    return { family: markOfSession(sessionId), subjectId: ownerOf(subjectId) };
  }

  /** Whether a token whose session has ended is over with it. */
  async endWithSession(
    {
      sessionId,
      subjectId,
      clientId,
      family,
    }: Pick<ValidatedAccessToken, 'sessionId' | 'subjectId' | 'clientId' | 'family'>,
    context: RequestContext,
  ): Promise<boolean> {
    const { vault } = this.#services;
    if (sessionId === undefined || subjectId === undefined) return false;
    const ofToken = family === undefined ? { subjectId, clientId, sessionId } : { subjectId, family };
    return (await vault.list('refresh_token', ofToken, context.now, 1)).length === 0;
  }
}

/** Under what a session's end is remembered. Families are 22 characters of base64url: this is none. */
export function markOfSession(sessionId: string): string {
  return `session:${sessionId}`;
}

/** No user's subject: nothing but sessions ends with it. */
function ownerOf(subjectId: string): string {
  return `sessions of ${subjectId}`;
}
