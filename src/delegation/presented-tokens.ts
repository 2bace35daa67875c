import { decodeJwt } from 'jose/jwt/decode';
import { OAuthError } from '../errors/oauth-error.ts';
import { IssuerJwtError, type TrustedIssuers } from '../issuers/trusted-issuers.ts';
import { readActor } from '../model/actor.ts';
import { authorizationDetailsIn } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { ExchangedToken } from '../model/exchanged-token.ts';
import type { Claims, JsonObject } from '../model/json.ts';
import type { GrantRequest } from '../model/token-grant.ts';
import { type TokenType, tokenTypes } from '../model/token-type.ts';
import { possessionProblem } from '../proofs/possession-continuity.ts';
import type { CoordinatedSessions } from '../tokens/coordinated-sessions.ts';
import type { IRefreshTokenService } from '../tokens/refresh-token-service.ts';
import { subjectOfToken } from '../tokens/subject-of-token.ts';
import type { TokenValidator } from '../tokens/token-validator.ts';
import type { ProfileService } from '../users/profile-service.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { AssertionSubjects } from './assertion-subjects.ts';
import { confirmationOfClaim } from './confirmation-claim.ts';
import type { PresentedIdentityTokens } from './presented-identity-tokens.ts';
import { PresentedTokenError } from './presented-token-error.ts';

export interface PresentedTokenServices {
  readonly issuer: string;
  readonly tokenValidator: TokenValidator;
  readonly refreshTokenService: Pick<IRefreshTokenService, 'find'>;
  readonly presentedIdentityTokens: PresentedIdentityTokens;
  readonly trustedIssuers: TrustedIssuers;
  readonly assertionSubjects: AssertionSubjects;
  readonly profileService: Pick<ProfileService, 'isActive'>;
  readonly users: Pick<UserDirectory, 'note'>;
  readonly coordinatedSessions: Pick<CoordinatedSessions, 'find'>;
}

/** Verifies the tokens of a token exchange, each by its type, and that this client may bring it. Consumes nothing. */
export class PresentedTokens {
  readonly #services: PresentedTokenServices;

  constructor(services: PresentedTokenServices) {
    this.#services = services;
  }

  /**
   * @throws {PresentedTokenError} whatever is wrong with it.
   * @throws {OAuthError} `issuer.keys-unavailable` (503).
   */
  async read(
    token: string,
    type: TokenType,
    role: 'subject' | 'actor',
    request: GrantRequest,
  ): Promise<ExchangedToken> {
    switch (type) {
      case tokenTypes.accessToken:
        return this.#accessToken(token, role, request);
      case tokenTypes.refreshToken:
        return this.#refreshToken(token, request);
      case tokenTypes.identityToken:
        return issuerOf(token) === this.#services.issuer
          ? this.#services.presentedIdentityTokens.read(token, request)
          : this.#foreign(token, type, request);
      case tokenTypes.jwt:
        return this.#foreign(token, type, request);
      default:
        throw new PresentedTokenError('an ID-JAG is for the server that it names');
    }
  }

  async #accessToken(
    token: string,
    role: 'subject' | 'actor',
    { client, context }: GrantRequest,
  ): Promise<ExchangedToken> {
    const { tokenValidator, users } = this.#services;
    const valid = await tokenValidator.validateAccessToken(token, context);
    if (valid === undefined) throw new PresentedTokenError('no live access token');
    const { clientId, audience, family, claims, expiresAt, user } = valid;
    // Who acts may say so with a token that was made for this server alone; `actors` still has to name them.
    const isForServer = role === 'actor' && audience.includes(context.issuer);
    if (clientId !== client.clientId && !isForServer && !audience.some((name) => isApi(client, name))) {
      throw new PresentedTokenError('of another client, for another audience');
    }
    // Nothing would end what is issued from it.
    if (family === undefined) throw new PresentedTokenError('a JWT without jti belongs to no family');
    const subject = subjectOfToken(valid);
    if (subject !== undefined && user !== undefined) users.note(subject, { user, record: valid });
    if (subject !== undefined) await this.#requireActive(subject, client);
    return {
      type: tokenTypes.accessToken,
      issuer: context.issuer,
      subjectId: valid.subjectId ?? String(claims['sub']),
      subject,
      clientId,
      scopes: valid.scopes,
      audience,
      authorizationDetails: authorizationDetailsIn(claims['authorization_details']),
      expiresAt,
      ...delegationOf(claims),
      claims,
      family,
      sessionId: valid.sessionId,
      confirmation: valid.confirmation,
    };
  }

  /** As for a refresh (draft-ietf-oauth-identity-assertion-authz-grant §4.3.3), but for its use: it stays as it is. */
  async #refreshToken(token: string, { client, context, confirmation }: GrantRequest): Promise<ExchangedToken> {
    const { refreshTokenService, users, coordinatedSessions } = this.#services;
    const { stored } = await refreshTokenService.find(token, client, context).catch((error: unknown) => {
      throw error instanceof OAuthError ? new PresentedTokenError(error.message) : error;
    });
    const { content, consumedAt } = stored;
    const { subject, sessionId, expiresAt } = content;
    if (consumedAt !== null) throw new PresentedTokenError('used before');
    const problem = possessionProblem(content.confirmation, confirmation, client);
    if (problem !== undefined) throw new PresentedTokenError(problem);
    if (subject === undefined) throw new PresentedTokenError('a refresh token without a user');
    users.note(subject, stored);
    await this.#requireActive(subject, client);
    if (client.coordinateLifetimeWithUserSession && sessionId !== undefined) {
      const session = await coordinatedSessions.find(subject.subjectId, sessionId, context);
      if (session === undefined) throw new PresentedTokenError('its session ended');
    }
    return {
      type: tokenTypes.refreshToken,
      issuer: context.issuer,
      subjectId: subject.subjectId,
      subject,
      clientId: client.clientId,
      scopes: content.scopes,
      audience: content.resourceIndicators,
      authorizationDetails: content.authorizationDetails,
      expiresAt,
      claims: {},
      actor: content.actor,
      mayAct: content.mayAct,
      family: content.family,
      sessionId,
      // Whoever has it proved so just now, and tokens from it are bound to that key.
      confirmation: content.confirmation === undefined ? undefined : confirmation,
    };
  }

  async #foreign(token: string, type: TokenType, { client, context }: GrantRequest): Promise<ExchangedToken> {
    const { trustedIssuers, assertionSubjects } = this.#services;
    const jwt = await trustedIssuers.verify(token, { use: 'subjectToken', client }, context).catch((error: unknown) => {
      throw error instanceof IssuerJwtError ? new PresentedTokenError(error.message) : error;
    });
    const { issuer, claims, expiresAt } = jwt;
    // Clocks differ, but nothing is issued that would be over.
    if (expiresAt <= context.now) throw new PresentedTokenError('expired');
    const found = await assertionSubjects.find(jwt, 'subjectToken', client, context);
    if (found.kind === 'refused') throw new PresentedTokenError(found.why);
    const confirmation = confirmationOfClaim(claims['cnf']);
    if (confirmation === null) throw new PresentedTokenError('cnf of an unknown kind');
    const { scope } = claims;
    const ofToken = typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '') : undefined;
    return {
      type,
      issuer: issuer.issuer,
      subjectId: found.kind === 'user' ? found.subject.subjectId : jwt.subject,
      subject: found.kind === 'user' ? found.subject : undefined,
      scopes: both(ofToken, issuer.allowedScopes),
      expiresAt,
      ...delegationOf(claims),
      claims,
      confirmation,
    };
  }

  async #requireActive(subject: NonNullable<ExchangedToken['subject']>, client: Client): Promise<void> {
    if (await this.#services.profileService.isActive({ subject, client, caller: 'token' })) return;
    throw new PresentedTokenError('the user is not active');
  }
}

function isApi({ clientId, tokenExchange }: Client, audience: string): boolean {
  return audience === clientId || tokenExchange.apis.includes(audience);
}

/** `act` and `may_act`. @throws {PresentedTokenError} where they are not what RFC 8693 §4 says. */
function delegationOf({ act, may_act: mayAct }: Claims): Pick<ExchangedToken, 'actor' | 'mayAct'> {
  const actor = act === undefined ? undefined : readActor(act);
  if (actor === null) throw new PresentedTokenError('act is no chain of actors, or too long');
  if (mayAct === undefined) return { actor };
  if (typeof mayAct !== 'object' || mayAct === null || Array.isArray(mayAct)) {
    throw new PresentedTokenError('may_act is no object');
  }
  return { actor, mayAct: mayAct as JsonObject };
}

function both(one: readonly string[] | undefined, other: readonly string[] | undefined): readonly string[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.filter((name) => other.includes(name));
}

function issuerOf(token: string): unknown {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw new PresentedTokenError('no JWT');
  }
}
