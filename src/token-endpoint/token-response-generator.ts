import type { Claims } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type {
  AuthorizationCodeTokenRequest,
  CibaTokenRequest,
  ClientCredentialsTokenRequest,
  DeviceCodeTokenRequest,
  ExtensionGrantTokenRequest,
  JwtBearerTokenRequest,
  PasswordTokenRequest,
  RefreshTokenRequest,
  TokenExchangeTokenRequest,
  TokenRequestValidationResult,
  ValidatedTokenRequest,
} from '../model/token-request.ts';
import type { TokenResponse } from '../model/token-response.ts';
import { isAccessTokenType } from '../model/token-type.ts';
import type { AccessToken } from '../model/tokens.ts';
import {
  authenticationRequestOf,
  authorizedScopes,
  describeAccessToken,
  exchangeClaims,
  grantedScope,
  isRefreshTokenDue,
  type RefreshTokenDue,
  refreshTokenDescription,
  requestedClaimsOf,
  subjectOf,
} from '../tokens/authorized-grant.ts';
import { withoutProtocolClaims } from '../tokens/protocol-claims.ts';
import type { CreatedTokens, TokenResponseServices } from './created-tokens.ts';
import { exchangedToken } from './exchanged-token.ts';

/** Turns every validated token request into its response. Derive from {@link TokenResponseGenerator}, or replace it whole. */
export interface ITokenResponseGenerator {
  /** Called once every check passed and what may be used once was consumed: throwing here does not give it back. */
  process(result: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse>;
}

/**
 * The default generator: one overridable method a grant. Each gets all it needs and returns a new value; nothing is kept between
 * calls. Where a method's text says nothing about `super`, an override may leave it out.
 *
 * Register your own as `services: { tokenResponseGenerator: (services) => new MyGenerator(services) }`.
 */
export class TokenResponseGenerator implements ITokenResponseGenerator {
  protected readonly services: TokenResponseServices;

  constructor(services: TokenResponseServices) {
    this.services = services;
  }

  /**
   * Picks the method by grant. Override it to change every response: `const response = await super.process(result, context)`.
   *
   * @param result The request by its `grantType`; all checks passed, codes and one-time refresh tokens are consumed, nothing is issued yet.
   */
  process(result: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse> {
    const { request } = result;
    switch (request.grantType) {
      case 'client_credentials':
        return this.processClientCredentialsRequest({ ...result, request }, context);
      case 'password':
        return this.processPasswordRequest({ ...result, request }, context);
      case 'authorization_code':
        return this.processAuthorizationCodeRequest({ ...result, request }, context);
      case 'refresh_token':
        return this.processRefreshTokenRequest({ ...result, request }, context);
      case 'urn:ietf:params:oauth:grant-type:device_code':
        return this.processDeviceCodeRequest({ ...result, request }, context);
      case 'urn:openid:params:grant-type:ciba':
        return this.processCibaRequest({ ...result, request }, context);
      case 'urn:ietf:params:oauth:grant-type:token-exchange':
        return this.processTokenExchangeRequest({ ...result, request }, context);
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
        return this.processJwtBearerRequest({ ...result, request }, context);
      case 'extension':
        return this.processExtensionGrantRequest({ ...result, request }, context);
    }
  }

  /**
   * Answers a client that acts for itself: an access token, never a refresh or ID token.
   *
   * @see RFC 6749 §4.4.3
   */
  protected processClientCredentialsRequest(
    result: TokenRequestValidationResult<ClientCredentialsTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    return this.processTokenRequest(result, context);
  }

  /**
   * Answers a user's own name and password, which were verified: access token and, if `offline_access` was granted, refresh token.
   * No ID token, even with `openid`; a later refresh returns one.
   *
   * @see RFC 6749 §4.3.3
   */
  protected processPasswordRequest(
    result: TokenRequestValidationResult<PasswordTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    return this.processTokenRequest(result, context);
  }

  /**
   * Redeems an authorization code: access token, then refresh and ID token if granted.
   *
   * Called after the code was consumed; throwing here does not give it back.
   *
   * @param result `request.code.createdAt` is epoch seconds; `request.code.scopes` is what the user granted, in request order. The
   * ID token depends on these, also where `resource` narrowed the access token.
   * @see RFC 6749 §4.1.4, OpenID Connect Core 1.0 §3.1.3.3
   */
  protected async processAuthorizationCodeRequest(
    result: TokenRequestValidationResult<AuthorizationCodeTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    return this.withIdentityToken(await this.processTokenRequest(result, context), result, context);
  }

  /**
   * Answers a refresh: a new access token, the refresh token that is now the live one of the family (the same one where the client
   * re-uses it), and an ID token if `openid` was granted.
   *
   * Called after the refresh token was exchanged for its successor, `request.nextRefreshTokenHandle`, which is durable. Also called
   * for a retry within the client's retry window: then the successor is the one that an earlier answer carried.
   *
   * @see RFC 6749 §6, OpenID Connect Core 1.0 §12.2
   */
  protected async processRefreshTokenRequest(
    result: TokenRequestValidationResult<RefreshTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    const tokens = await this.createAccessToken(result, context);
    const identityToken = await this.createIdTokenFromRefreshTokenRequest(result, tokens.accessToken, context);
    return { ...this.createResponse(result, tokens), identityToken };
  }

  /**
   * Redeems a device code that its user approved: access token, then refresh and ID token if granted.
   * Called after the code was consumed.
   *
   * @see RFC 8628 §3.5
   */
  protected async processDeviceCodeRequest(
    result: TokenRequestValidationResult<DeviceCodeTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    return this.withIdentityToken(await this.processTokenRequest(result, context), result, context);
  }

  /**
   * Redeems a backchannel authentication request that its user approved: access and ID token, and a refresh token if granted.
   * Called after the request was consumed.
   *
   * @see CIBA Core 1.0 §10.1.1
   */
  protected async processCibaRequest(
    result: TokenRequestValidationResult<CibaTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    return this.withIdentityToken(await this.processTokenRequest(result, context), result, context);
  }

  /**
   * Exchanges a token for one of `request.requestedTokenType`. Subject and actor token are verified, nothing of the result exceeds
   * the subject token, which stays as it is. Where the result is no access token, `accessToken` carries it and its type is `N_A`.
   *
   * @see RFC 8693 §2.2.1
   */
  protected async processTokenExchangeRequest(
    result: TokenRequestValidationResult<TokenExchangeTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    const { requestedTokenType: issuedTokenType } = result.request;
    if (isAccessTokenType(issuedTokenType)) {
      return { ...(await this.processTokenRequest(result, context)), issuedTokenType };
    }
    const createIdentityToken = () => this.createIdentityToken(result.request, undefined, context);
    const token = await exchangedToken(result.request, createIdentityToken, this.services, context);
    return { ...this.createResponse(result, token), accessTokenType: 'N_A', issuedTokenType };
  }

  /**
   * Answers a JWT of a trusted issuer, identity assertions (ID-JAG) included: an access token. Called after the JWT was used up, where it is
   * good once.
   *
   * @see RFC 7523 §2.1
   */
  protected processJwtBearerRequest(
    result: TokenRequestValidationResult<JwtBearerTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    return this.processTokenRequest(result, context);
  }

  /**
   * Answers a grant of your own, which an `IExtensionGrantValidator` accepted: access token and, with a user and `offline_access`,
   * refresh token. No ID token. `request.extensionGrantType` is the `grant_type`.
   *
   * @see RFC 6749 §4.5
   */
  protected processExtensionGrantRequest(
    result: TokenRequestValidationResult<ExtensionGrantTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    return this.processTokenRequest(result, context);
  }

  /**
   * The shared path of every grant but refresh: {@link createAccessToken}, then the response around it. `custom` holds
   * `result.customResponse`. Override it to change the answers to all first requests, but not to refreshes.
   */
  protected async processTokenRequest(
    result: TokenRequestValidationResult,
    context: RequestContext,
  ): Promise<TokenResponse> {
    return this.createResponse(result, await this.createAccessToken(result, context));
  }

  /**
   * Creates the access token of any grant, refresh included, and a refresh token when one is due. A reference token and a new
   * refresh token are durable once this resolves.
   *
   * Override it to hand out a token from elsewhere.
   *
   * @throws {OAuthError} `resource.algorithms-incompatible` (`invalid_target`).
   */
  protected async createAccessToken(
    result: TokenRequestValidationResult,
    context: RequestContext,
  ): Promise<CreatedTokens> {
    const { request } = result;
    const token = await describeAccessToken(request, this.services.tokenService, context);
    const { tokenService } = this.services;
    const accessTokenLifetime = token.lifetime;
    if (request.grantType === 'refresh_token') {
      const accessToken = await tokenService.serializeAccessToken(token, context);
      const { nextRefreshTokenHandle: refreshToken, nextRefreshTokenExpiresAt: end } = request;
      const refreshTokenLifetime = end === undefined ? undefined : end - context.now;
      return { accessToken, accessTokenLifetime, refreshToken, refreshTokenLifetime };
    }
    if (!isRefreshTokenDue(request)) {
      return { accessToken: await tokenService.serializeAccessToken(token, context), accessTokenLifetime };
    }
    const [accessToken, refreshToken] = await Promise.all([
      tokenService.serializeAccessToken(token, context),
      this.createRefreshToken(request, token, context),
    ]);
    const end = 'subjectToken' in request ? request.subjectToken.expiresAt : undefined;
    const refreshTokenLifetime = this.services.refreshTokenService.firstLifetime?.(request.client, context, end);
    return { accessToken, accessTokenLifetime, refreshToken, refreshTokenLifetime };
  }

  /**
   * Creates the ID token of a refresh, if `openid` was granted: same `sub`, `auth_time` and `sid` as at first, a new `iat`, the
   * new access token's `at_hash`, no `nonce`. Claims of your own: override it with {@link createIdentityToken}.
   *
   * @returns `undefined`: the response has no ID token.
   * @see OpenID Connect Core 1.0 §12.2
   */
  protected async createIdTokenFromRefreshTokenRequest(
    result: TokenRequestValidationResult<RefreshTokenRequest>,
    accessToken: string,
    context: RequestContext,
  ): Promise<string | undefined> {
    return this.createIdentityToken(result.request, accessToken, context);
  }

  /**
   * The ID token of any request whose user granted `openid`, with `nonce` and `s_hash` where an authorization request had them.
   *
   * @param accessToken What comes with it: gives `at_hash`.
   * @param claims Added, over claims about the user of the same name; the protocol's own (`sub`, `nonce`, `auth_time` …) stay.
   * @returns `undefined`: no user, or no `openid`.
   * @see OpenID Connect Core 1.0 §2
   */
  protected async createIdentityToken(
    request: ValidatedTokenRequest,
    accessToken: string | undefined,
    context: RequestContext,
    claims: Claims = {},
  ): Promise<string | undefined> {
    const subject = subjectOf(request);
    const scopes = authorizedScopes(request);
    if (subject === undefined || !scopes.includes('openid')) return undefined;
    const { tokenService } = this.services;
    const { client, sessionId } = request;
    const token = await tokenService.createIdentityToken(
      {
        client,
        subject,
        scopes,
        sessionId,
        ...authenticationRequestOf(request),
        accessTokenToHash: accessToken,
        lifetime: 'subjectToken' in request ? request.accessTokenLifetime : undefined,
        includeUserClaims: client.alwaysIncludeUserClaimsInIdToken,
        requestedClaims: requestedClaimsOf(request),
      },
      context,
    );
    return tokenService.serializeIdentityToken(
      { ...token, claims: { ...token.claims, ...withoutProtocolClaims(claims), ...exchangeClaims(request) } },
      context,
    );
  }

  /** The response around the tokens, before an ID token is added: type, lifetime, granted scope, custom members. */
  protected createResponse(result: TokenRequestValidationResult, tokens: CreatedTokens): TokenResponse {
    const { request, customResponse } = result;
    return {
      accessToken: tokens.accessToken,
      accessTokenType: request.confirmation?.method === 'dpop' ? 'DPoP' : 'Bearer',
      accessTokenLifetime: tokens.accessTokenLifetime,
      refreshToken: tokens.refreshToken,
      scope: grantedScope(request),
      authorizationDetails: request.authorizationDetails,
      refreshTokenLifetime: request.client.includeRefreshTokenLifetime ? tokens.refreshTokenLifetime : undefined,
      custom: customResponse,
    };
  }

  private async createRefreshToken(
    request: RefreshTokenDue,
    accessToken: AccessToken,
    context: RequestContext,
  ): Promise<string> {
    if ('reservedRefreshToken' in request && request.reservedRefreshToken !== undefined)
      return request.reservedRefreshToken;
    return this.services.refreshTokenService.create(refreshTokenDescription(request, accessToken), context);
  }

  private async withIdentityToken(
    response: TokenResponse,
    result: TokenRequestValidationResult,
    context: RequestContext,
  ): Promise<TokenResponse> {
    const identityToken = await this.createIdentityToken(result.request, response.accessToken, context);
    return identityToken === undefined ? response : { ...response, identityToken };
  }
}
