import { oauthError } from '../errors/oauth-error.ts';
import { confirmationClaim } from '../model/confirmation.ts';
import type { Claims, JsonValue } from '../model/json.ts';
import { limits } from '../model/limits.ts';
import type { AccessToken, IdentityToken } from '../model/tokens.ts';
import { type SealedSubjects, sealedSubjectClaim } from './subject-identifiers.ts';

/** Signs. Derive from {@link TokenCreationService}. */
export interface ITokenCreationService {
  /** A JWT of RFC 9068, with the `typ` that its APIs want. */
  createAccessToken(token: AccessToken): Promise<string>;
  /** The members of an access token, in the order in which they are written (RFC 9068 §2.2); also what introspection shows. */
  accessTokenPayload(token: AccessToken): Claims;
  /** OpenID Connect Core §2. */
  createIdentityToken(token: IdentityToken): Promise<string>;
  /** Any other JWT (logout token, introspection, userinfo, JARM): `typ` and algorithms are the caller's. */
  createJwt(
    payload: Claims,
    options: { readonly typ: string; readonly algorithms?: readonly string[] },
  ): Promise<string>;
  /** The algorithm that signs an ID token for a client with this list; empty: the server's default. */
  identityTokenAlgorithm(allowed: readonly string[]): string;
}

/** In an access token: what the `claims` parameter asked of userinfo. */
export const requestedClaimsClaim = 'urn:mintmark:userinfo-claims';

/** What signs compact JWS: `keys/jwt-signer.ts`. */
export interface Signer {
  sign(
    payload: Claims,
    options: { readonly typ: string; readonly allowedAlgorithms: readonly string[] },
  ): Promise<string>;
  /** The algorithm of the key that {@link sign} would choose. */
  algorithm(allowedAlgorithms: readonly string[]): string;
}

export interface TokenCreationServices {
  readonly signer: Signer;
  readonly sealedSubjects: SealedSubjects;
  /** Algorithms of the configuration; ID tokens use RS256 if it is among them (OpenID Connect Core §15.1), else the first. */
  readonly signingAlgorithms: readonly string[];
}

export class TokenCreationService implements ITokenCreationService {
  protected readonly services: TokenCreationServices;
  readonly #defaultIdentityTokenAlgorithms: readonly string[];

  constructor(services: TokenCreationServices) {
    this.services = services;
    this.#defaultIdentityTokenAlgorithms = services.signingAlgorithms.includes('RS256') ? ['RS256'] : [];
  }

  /** @throws {OAuthError} `token.too-long` (500): more claims than a token can carry. */
  async createAccessToken(token: AccessToken): Promise<string> {
    const options = { typ: token.jwtType ?? 'at+jwt', algorithms: token.allowedSigningAlgorithms };
    return issuable(await this.createJwt(this.accessTokenPayload(token), options), 'access token');
  }

  /** @throws {OAuthError} `token.too-long` (500): more claims than a token can carry. */
  async createIdentityToken(token: IdentityToken): Promise<string> {
    const options = { typ: 'JWT', algorithms: token.allowedSigningAlgorithms };
    return issuable(await this.createJwt(this.identityTokenPayload(token), options), 'ID token');
  }

  createJwt(
    payload: Claims,
    options: { readonly typ: string; readonly algorithms?: readonly string[] },
  ): Promise<string> {
    return this.services.signer.sign(payload, { typ: options.typ, allowedAlgorithms: options.algorithms ?? [] });
  }

  identityTokenAlgorithm(allowed: readonly string[]): string {
    return this.services.signer.algorithm(allowed.length > 0 ? allowed : this.#defaultIdentityTokenAlgorithms);
  }

  accessTokenPayload(token: AccessToken): Claims {
    const payload: Record<string, JsonValue> = {
      iss: token.issuer,
      nbf: token.issuedAt,
      iat: token.issuedAt,
      exp: token.issuedAt + token.lifetime,
      aud: token.audience.length === 1 ? token.audience[0]! : token.audience,
      scope: token.scopes.join(' '),
      client_id: token.clientId,
      sub: token.shownSubject,
    };
    if (token.shownSubject !== token.subjectId) {
      payload[sealedSubjectClaim] = this.services.sealedSubjects.seal(token.subjectId);
    }
    if (token.tokenId !== undefined) payload['jti'] = token.tokenId;
    if (token.sessionId !== undefined) payload['sid'] = token.sessionId;
    if (token.confirmation !== undefined) payload['cnf'] = confirmationClaim(token.confirmation);
    if (token.authorizationDetails !== undefined) {
      payload['authorization_details'] = token.authorizationDetails;
      if (token.scopes.length === 0) delete payload['scope'];
    }
    if (token.actor !== undefined) payload['act'] = token.actor;
    if (token.mayAct !== undefined) payload['may_act'] = token.mayAct;
    const asked = token.requestedUserInfoClaims;
    if (asked !== undefined && Object.keys(asked).length > 0) payload[requestedClaimsClaim] = asked as JsonValue;
    return addMissing(payload, token.claims);
  }

  /** The members of an ID token, in the order in which they are written (OpenID Connect Core §2). */
  protected identityTokenPayload(token: IdentityToken): Claims {
    const payload: Record<string, JsonValue> = {
      iss: token.issuer,
      iat: token.issuedAt,
      exp: token.issuedAt + token.lifetime,
      aud: token.clientId,
      sub: token.shownSubject,
    };
    if (token.sessionId !== undefined) payload['sid'] = token.sessionId;
    return addMissing(payload, token.claims);
  }
}

/** What could not be taken back, at introspection, revocation or as a hint, is not given out. */
function issuable(jwt: string, kind: string): string {
  if (jwt.length <= limits.issuedToken.most) return jwt;
  throw oauthError('token.too-long', { detail: `the ${kind} would have ${jwt.length} characters` });
}

/** Protocol members win over claims of the same name. */
function addMissing(payload: Record<string, JsonValue>, claims: Claims): Claims {
  for (const name of Object.keys(claims)) {
    const value = claims[name];
    // `payload` is a literal, which is written fastest: this one name would be its prototype.
    if (value !== undefined && name !== '__proto__' && !Object.hasOwn(payload, name)) payload[name] = value;
  }
  return payload;
}
