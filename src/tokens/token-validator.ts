import type { ClientDirectory } from '../clients/client-directory.ts';
import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import type { Client } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { Claims } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import { wholeSeconds } from '../model/numeric-date.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestedClaim } from '../model/requested-claims.ts';
import type { Settings } from '../model/settings.ts';
import type { UserRecord } from '../stores/contracts.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { isAccessTokenPayload } from './access-token-payload.ts';
import type { CoordinatedSessions } from './coordinated-sessions.ts';
import type { IReferenceTokenService } from './reference-token-service.ts';
import { type SealedSubjects, sealedSubjectClaim } from './subject-identifiers.ts';
import { type ITokenCreationService, requestedClaimsClaim } from './token-creation-service.ts';
import { familyOfTokenId } from './token-id.ts';

/** A live access token of this server. */
export interface ValidatedAccessToken {
  readonly kind: 'jwt' | 'reference';
  readonly client: Client;
  readonly clientId: string;
  /** The user's own id; `undefined` for a token without a user. */
  readonly subjectId?: string | undefined;
  /** The user, if the store read it along with the token (`null`: there is none); `undefined`: ask. */
  readonly user?: UserRecord | null | undefined;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  /** As a verifier sees them, without what only this server understands. */
  readonly claims: Claims;
  readonly family?: string | undefined;
  readonly tokenId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly confirmation?: Confirmation | undefined;
  readonly requestedUserInfoClaims: Readonly<Record<string, RequestedClaim>>;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface TokenValidatorServices {
  readonly jwtVerifier: JwtVerifier;
  readonly vault: GrantVault;
  readonly clients: ClientDirectory;
  readonly referenceTokenService: IReferenceTokenService;
  readonly tokenCreationService: Pick<ITokenCreationService, 'accessTokenPayload'>;
  readonly sealedSubjects: SealedSubjects;
  /** Absent: only JWTs of RFC 9068 are taken. */
  readonly settings?: Pick<Settings, 'accessTokenJwtType' | 'catalogue'> | undefined;
  /** Absent: no token depends on its session. */
  readonly coordinatedSessions?: Pick<CoordinatedSessions, 'find'> | undefined;
  /** `EndedSessions`. */
  readonly endedSessions: {
    markOf(token: ValidatedAccessToken): { readonly family: string; readonly subjectId: string } | undefined;
    endWithSession(token: ValidatedAccessToken, context: RequestContext): Promise<boolean>;
  };
}

/** Recognises access tokens of this server: for introspection, revocation and userinfo. */
export class TokenValidator {
  readonly #services: TokenValidatorServices;
  readonly #takesPlainJwts: boolean;

  constructor(services: TokenValidatorServices) {
    this.#services = services;
    const { accessTokenJwtType, catalogue } = services.settings ?? {};
    this.#takesPlainJwts = [
      accessTokenJwtType,
      ...(catalogue?.apiResources ?? []).map((api) => api.accessTokenJwtType),
    ].includes('JWT');
  }

  /** `undefined` for anything but a live token of an enabled client: unknown, expired, revoked, of another issuer, not a token at all. */
  async validateAccessToken(token: string, context: RequestContext): Promise<ValidatedAccessToken | undefined> {
    return token.includes('.') ? this.#jwt(token, context) : this.#reference(token, context);
  }

  async #jwt(token: string, context: RequestContext): Promise<ValidatedAccessToken | undefined> {
    const payload = await this.#verified(token);
    if (payload === undefined) return undefined;
    const subjectId = this.#services.sealedSubjects.subjectOf(payload);
    if (subjectId === undefined) return undefined;
    const validated = await this.#validated('jwt', payload, subjectId, context);
    if (validated === undefined) return undefined;
    const { vault, endedSessions } = this.#services;
    const { revoked, sessionEnded, user } = await vault.standing(validated, endedSessions.markOf(validated));
    if (revoked || (sessionEnded && (await endedSessions.endWithSession(validated, context)))) return undefined;
    return { ...validated, user };
  }

  async #verified(token: string): Promise<Claims | undefined> {
    const { jwtVerifier } = this.#services;
    const payload = await jwtVerifier.verify(token, { typ: 'at+jwt' });
    if (payload !== undefined || !this.#takesPlainJwts) return payload;
    // This `typ` says nothing, the members must (RFC 8725 §3.12).
    const plain = await jwtVerifier.verify(token, { typ: 'JWT' });
    return plain !== undefined && isAccessTokenPayload(plain) ? plain : undefined;
  }

  async #reference(handle: string, context: RequestContext): Promise<ValidatedAccessToken | undefined> {
    if (handle.length > limits.handle.most) return undefined;
    const reference = await this.#services.referenceTokenService.find(handle, context.now);
    if (reference === undefined) return undefined;
    const { token } = reference;
    const payload = this.#services.tokenCreationService.accessTokenPayload(token);
    const validated = await this.#validated('reference', payload, token.subjectId, context, token.family);
    return validated === undefined ? undefined : { ...validated, user: reference.user };
  }

  async #hasSession(sessionId: unknown, subjectId: string | undefined, context: RequestContext): Promise<boolean> {
    const { coordinatedSessions } = this.#services;
    if (typeof sessionId !== 'string' || subjectId === undefined || coordinatedSessions === undefined) return true;
    return (await coordinatedSessions.find(subjectId, sessionId, context)) !== undefined;
  }

  async #validated(
    kind: 'jwt' | 'reference',
    payload: Claims,
    subjectId: string | undefined,
    context: RequestContext,
    family = familyOfTokenId(payload['jti']),
  ): Promise<ValidatedAccessToken | undefined> {
    const { iss, exp, iat, client_id: clientId, sub, scope, aud, jti, sid, cnf } = payload;
    if (iss !== context.issuer) return undefined;
    if (typeof exp !== 'number' || exp <= context.now || typeof clientId !== 'string') return undefined;
    const client = await this.#services.clients.findOrLearn(clientId);
    if (client === undefined) return undefined;
    if (client.coordinateLifetimeWithUserSession && !(await this.#hasSession(sid, subjectId, context)))
      return undefined;
    const { [sealedSubjectClaim]: _sealed, [requestedClaimsClaim]: asked, ...claims } = payload;
    return {
      kind,
      client,
      clientId,
      // A user may be called like a client; only users have signed in (RFC 9700 §4.15). Where one client acts for another nobody has.
      subjectId:
        (sub === clientId || payload['act'] !== undefined) && payload['auth_time'] === undefined
          ? undefined
          : subjectId,
      scopes: typeof scope === 'string' && scope !== '' ? scope.split(' ') : [],
      audience:
        typeof aud === 'string' ? [aud] : Array.isArray(aud) ? aud.filter((name) => typeof name === 'string') : [],
      claims,
      family,
      tokenId: typeof jti === 'string' ? jti : undefined,
      sessionId: typeof sid === 'string' ? sid : undefined,
      confirmation: confirmationOf(cnf),
      requestedUserInfoClaims: (asked ?? {}) as Readonly<Record<string, RequestedClaim>>,
      issuedAt: wholeSeconds(iat) ?? 0,
      expiresAt: Math.ceil(exp),
    };
  }
}

function confirmationOf(claim: unknown): Confirmation | undefined {
  if (typeof claim !== 'object' || claim === null) return undefined;
  const { jkt, 'x5t#S256': thumbprint } = claim as Record<string, unknown>;
  if (typeof jkt === 'string') return { method: 'dpop', jkt };
  return typeof thumbprint === 'string' ? { method: 'mtls', thumbprint } : undefined;
}
