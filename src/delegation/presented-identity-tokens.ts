import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import { readActor } from '../model/actor.ts';
import type { ExchangedToken } from '../model/exchanged-token.ts';
import { wholeSeconds } from '../model/numeric-date.ts';
import type { GrantRequest } from '../model/token-grant.ts';
import { tokenTypes } from '../model/token-type.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { isAccessTokenPayload } from '../tokens/access-token-payload.ts';
import type { CoordinatedSessions } from '../tokens/coordinated-sessions.ts';
import type { EndedSessions } from '../tokens/ended-sessions.ts';
import { exchangedTokenClaim } from '../tokens/exchanged-token-claim.ts';
import { subjectOfToken } from '../tokens/subject-of-token.ts';
import type { ProfileService } from '../users/profile-service.ts';
import { PresentedTokenError } from './presented-token-error.ts';

export interface PresentedIdentityTokenServices {
  readonly jwtVerifier: JwtVerifier;
  readonly vault: Pick<GrantVault, 'isRevoked'>;
  readonly endedSessions: Pick<EndedSessions, 'include'>;
  readonly coordinatedSessions: Pick<CoordinatedSessions, 'find'>;
  readonly profileService: Pick<ProfileService, 'isActive'>;
}

/** ID tokens of this server, brought by the client that they were issued to. */
export class PresentedIdentityTokens {
  readonly #services: PresentedIdentityTokenServices;

  constructor(services: PresentedIdentityTokenServices) {
    this.#services = services;
  }

  /** @throws {PresentedTokenError} */
  async read(token: string, { client, context }: GrantRequest): Promise<ExchangedToken> {
    const claims = await this.#services.jwtVerifier.verify(token, { typ: 'JWT' });
    if (claims === undefined || claims.iss !== context.issuer || isAccessTokenPayload(claims)) {
      throw new PresentedTokenError('no ID token of this server');
    }
    const { aud, sub, sid, exp, iat, act } = claims;
    const [expiresAt, issuedAt] = [wholeSeconds(exp), wholeSeconds(iat)];
    if (aud !== client.clientId) throw new PresentedTokenError('an ID token of another client');
    if (typeof sub !== 'string' || expiresAt === undefined || issuedAt === undefined) {
      throw new PresentedTokenError('no ID token');
    }
    if (expiresAt <= context.now) throw new PresentedTokenError('expired');
    if (claims[exchangedTokenClaim] !== undefined) throw new PresentedTokenError('came of an exchange itself');
    // Whose name it is cannot be read from it; a refresh token tells.
    if (client.pairwiseSubjectSalt !== undefined) throw new PresentedTokenError('sub is pairwise');
    const sessionId = typeof sid === 'string' ? sid : undefined;
    const subject = subjectOfToken({ subjectId: sub, claims, issuedAt })!;
    await this.#requireLive({ subject, sessionId, issuedAt }, { client, context });
    const actor = act === undefined ? undefined : readActor(act);
    if (actor === null) throw new PresentedTokenError('act is no chain of actors');
    return {
      type: tokenTypes.identityToken,
      issuer: context.issuer,
      subjectId: sub,
      subject,
      clientId: client.clientId,
      expiresAt,
      claims,
      actor,
      sessionId,
    };
  }

  async #requireLive(
    token: Required<Pick<ExchangedToken, 'subject'>> & {
      readonly sessionId: string | undefined;
      readonly issuedAt: number;
    },
    { client, context }: Pick<GrantRequest, 'client' | 'context'>,
  ): Promise<void> {
    const { subject, sessionId, issuedAt } = token;
    const { vault, endedSessions, coordinatedSessions, profileService } = this.#services;
    if (subject === undefined) return;
    const { subjectId } = subject;
    const { clientId } = client;
    const isCoordinated = client.coordinateLifetimeWithUserSession && sessionId !== undefined;
    const [isRevoked, hasEnded, session, isActive] = await Promise.all([
      vault.isRevoked({ subjectId, clientId, issuedAt }),
      endedSessions.include({ sessionId, subjectId, clientId, issuedAt }, context),
      isCoordinated ? coordinatedSessions.find(subjectId, sessionId, context) : undefined,
      profileService.isActive({ subject, client, caller: 'token' }),
    ]);
    if (isRevoked || hasEnded || (isCoordinated && session === undefined)) {
      throw new PresentedTokenError('signed out, or ended');
    }
    if (!isActive) throw new PresentedTokenError('the user is not active');
  }
}
