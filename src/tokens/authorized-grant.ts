import type { AuthorizationDetails } from '../model/authorization-details.ts';
import type { Decision } from '../model/grants.ts';
import type { Claims, JsonObject } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestedClaims } from '../model/requested-claims.ts';
import type { Subject } from '../model/subject.ts';
import type { ValidatedTokenRequest } from '../model/token-request.ts';
import type { AccessToken } from '../model/tokens.ts';
import { exchangedTokenClaim } from './exchanged-token-claim.ts';
import type { RefreshTokenDescription } from './refresh-token-service.ts';
import type { AccessTokenDescription } from './token-description.ts';
import type { ITokenService } from './token-service.ts';

/** A first request with a user to whom `offline_access` was granted. */
export type RefreshTokenDue = ValidatedTokenRequest & { readonly subject: Subject };

export function isRefreshTokenDue(request: ValidatedTokenRequest): request is RefreshTokenDue {
  return request.resources.offlineAccess && request.grantType !== 'refresh_token' && subjectOf(request) !== undefined;
}

export function subjectOf(request: ValidatedTokenRequest): Subject | undefined {
  return request.grantType === 'client_credentials' ? undefined : request.subject;
}

/** Everything that was granted, of which the access token may be for a part only. */
export function authorizedScopes(request: ValidatedTokenRequest): readonly string[] {
  switch (request.grantType) {
    case 'authorization_code':
      return request.code.scopes;
    case 'refresh_token':
      return request.refreshToken.scopes;
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return decidedScopes(request.deviceCode.decision);
    case 'urn:openid:params:grant-type:ciba':
      return decidedScopes(request.authenticationRequest.decision);
    default:
      return request.resources.scopes;
  }
}

/** `scope` of the response; absent where nothing but details was granted: there is none to tell (RFC 6749 §3.3). */
export function grantedScope({ resources, authorizationDetails }: ValidatedTokenRequest): string | undefined {
  const { scopes } = resources;
  return scopes.length === 0 && authorizationDetails !== undefined ? undefined : scopes.join(' ');
}

/** Everything that was granted of `authorization_details`. */
export function authorizedDetails(request: ValidatedTokenRequest): AuthorizationDetails | undefined {
  switch (request.grantType) {
    case 'authorization_code':
      return request.code.authorizationDetails;
    case 'refresh_token':
      return request.refreshToken.authorizationDetails;
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return decidedDetails(request.deviceCode.decision);
    case 'urn:openid:params:grant-type:ciba':
      return decidedDetails(request.authenticationRequest.decision);
    default:
      return request.authorizationDetails;
  }
}

/** The resources that the authorization was limited to; `undefined`: it was not. */
export function authorizedIndicators(request: ValidatedTokenRequest): readonly string[] | undefined {
  switch (request.grantType) {
    case 'authorization_code':
      return limit(request.code.resourceIndicators);
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return limit(request.deviceCode.resourceIndicators);
    case 'urn:openid:params:grant-type:ciba':
      return limit(request.authenticationRequest.resourceIndicators);
    default:
      return limit(request.resourceIndicators);
  }
}

/** What the authorization request's `claims` parameter asked for. */
export function requestedClaimsOf(request: ValidatedTokenRequest): RequestedClaims | undefined {
  if (request.grantType === 'authorization_code') return request.code.requestedClaims;
  return request.grantType === 'refresh_token' ? request.refreshToken.requestedClaims : undefined;
}

/** What an ID token repeats of the authorization request that the code came from. */
export function authenticationRequestOf(request: ValidatedTokenRequest): {
  readonly nonce?: string | undefined;
  readonly stateHash?: string | undefined;
} {
  if (request.grantType !== 'authorization_code') return {};
  const { nonce, stateHash } = request.code;
  return { nonce, stateHash };
}

/** Who acts for the subject of a request, and who alone may from here on. */
export function delegationOf(request: ValidatedTokenRequest): Pick<AccessTokenDescription, 'actor' | 'mayAct'> {
  switch (request.grantType) {
    case 'urn:ietf:params:oauth:grant-type:token-exchange':
      return { actor: request.actor, mayAct: request.subjectToken.mayAct };
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return { actor: request.actor };
    case 'refresh_token':
      return { actor: request.refreshToken.actor, mayAct: request.refreshToken.mayAct };
    default:
      return {};
  }
}

/** What an ID token says of the exchange that it came of. */
export function exchangeClaims(request: ValidatedTokenRequest): Claims {
  if (request.grantType !== 'urn:ietf:params:oauth:grant-type:token-exchange') return {};
  const { actor } = request;
  const act: JsonObject = actor === undefined ? {} : { act: actor };
  return { ...act, [exchangedTokenClaim]: true };
}

/** The description of a request's access token; of a refresh that keeps the claims of the first one, with these. Writes nothing. */
export function describeAccessToken(
  request: ValidatedTokenRequest,
  tokenService: ITokenService,
  context: RequestContext,
): Promise<AccessToken> {
  const first = request.grantType === 'refresh_token' ? request.refreshToken.accessToken : undefined;
  const description = accessTokenDescription(request);
  return first === undefined
    ? tokenService.createAccessToken(description, context)
    : tokenService.renewAccessToken(first, description, context);
}

function accessTokenDescription(request: ValidatedTokenRequest): AccessTokenDescription {
  const { client, effectiveClientId, clientClaims, resources, family, sessionId, confirmation } = request;
  return {
    client,
    effectiveClientId,
    clientClaims,
    subject: subjectOf(request),
    clientSubject: clientSubjectOf(request),
    ...delegationOf(request),
    resources,
    family,
    sessionId,
    confirmation,
    authorizationDetails: request.authorizationDetails,
    lifetime: request.accessTokenLifetime,
    tokenType: request.accessTokenType,
    requestedClaims: requestedClaimsOf(request),
  };
}

/** The client of this server that an exchanged token was about. */
function clientSubjectOf(request: ValidatedTokenRequest): string | undefined {
  if (request.grantType !== 'urn:ietf:params:oauth:grant-type:token-exchange') return undefined;
  const { subject, clientId, subjectId } = request.subjectToken;
  return subject === undefined && clientId !== undefined ? subjectId : undefined;
}

/** The first refresh token of the family. */
export function refreshTokenDescription(request: RefreshTokenDue, accessToken?: AccessToken): RefreshTokenDescription {
  return {
    client: request.client,
    subject: request.subject,
    scopes: authorizedScopes(request),
    resourceIndicators: authorizedIndicators(request),
    family: request.family,
    sessionId: request.sessionId,
    confirmation: request.confirmation,
    ...delegationOf(request),
    endsAt: 'subjectToken' in request ? request.subjectToken.expiresAt : undefined,
    requestedClaims: requestedClaimsOf(request),
    authorizationDetails: authorizedDetails(request),
    accessToken,
  };
}

function limit(indicators: readonly string[]): readonly string[] | undefined {
  return indicators.length === 0 ? undefined : indicators;
}

function decidedScopes(decision: { readonly outcome: string; readonly scopes?: readonly string[] }): readonly string[] {
  return decision.scopes ?? [];
}

function decidedDetails(decision: Decision): AuthorizationDetails | undefined {
  return decision.outcome === 'approved' ? decision.authorizationDetails : undefined;
}
