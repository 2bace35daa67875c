import { randomHandle, randomId } from '../keys/digest.ts';
import type { Actor } from '../model/actor.ts';
import type { Client } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';
import { formParameters } from '../model/form-parameters.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestedClaims } from '../model/requested-claims.ts';
import { authenticatedSubject, type Subject } from '../model/subject.ts';
import type {
  AuthorizationCodeTokenRequest,
  CibaTokenRequest,
  ClientCredentialsTokenRequest,
  CustomResponse,
  DeviceCodeTokenRequest,
  ExtensionGrantTokenRequest,
  JwtBearerTokenRequest,
  PasswordTokenRequest,
  RefreshTokenRequest,
  TokenExchangeTokenRequest,
  TokenRequestValidationResult,
} from '../model/token-request.ts';
import { type TokenType, tokenTypes } from '../model/token-type.ts';
import type { Services } from '../server/services.ts';
import { newFamily } from '../tokens/token-id.ts';

/** What is said of a request; the rest is as it would be after every check. */
export interface RequestDescription {
  /** A client of the server's configuration. */
  readonly clientId: string;
  /** What was granted, in request order. */
  readonly scopes: readonly string[];
  /** The resources that the authorization was limited to; absent: it was not. */
  readonly resourceIndicators?: readonly string[];
  /** `resource` of this token request: limits the access token. */
  readonly resource?: readonly string[];
  /** Further parameters as sent. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  readonly confirmation?: Confirmation;
  readonly sessionId?: string;
  readonly customResponse?: CustomResponse;
}

export interface UserRequestDescription extends RequestDescription {
  /** Default: subject `1`, by password, now. */
  readonly subject?: Subject;
}

export interface CodeRequestDescription extends UserRequestDescription {
  readonly nonce?: string;
  /** `s_hash` of the authorization request's `state`. */
  readonly stateHash?: string;
  readonly requestedClaims?: RequestedClaims;
}

type Result<Request extends TokenRequestValidationResult['request']> = Promise<TokenRequestValidationResult<Request>>;

/** Makes validated requests of every grant by hand: what a token response generator is given. */
export interface ValidatedRequests {
  /** The context that goes with them: now, by the server's clock. */
  context(): RequestContext;
  clientCredentials(description: RequestDescription): Result<ClientCredentialsTokenRequest>;
  password(description: UserRequestDescription): Result<PasswordTokenRequest>;
  authorizationCode(description: CodeRequestDescription): Result<AuthorizationCodeTokenRequest>;
  /** A refresh whose successor is `nextRefreshTokenHandle` [a random one]. Nothing is stored. */
  refreshToken(
    description: CodeRequestDescription & { readonly nextRefreshTokenHandle?: string },
  ): Result<RefreshTokenRequest>;
  deviceCode(description: UserRequestDescription): Result<DeviceCodeTokenRequest>;
  ciba(description: UserRequestDescription): Result<CibaTokenRequest>;
  /** An exchange of an access token about `subject`, which ends in an hour, by its own client. */
  tokenExchange(
    description: UserRequestDescription & { readonly requestedTokenType?: TokenType; readonly actor?: Actor },
  ): Result<TokenExchangeTokenRequest>;
  /** A JWT of `issuer` [`https://issuer.example`] about `subject`. */
  jwtBearer(description: UserRequestDescription & { readonly issuer?: string }): Result<JwtBearerTokenRequest>;
  extension(
    description: RequestDescription & { readonly extensionGrantType: string; readonly subject?: Subject },
  ): Result<ExtensionGrantTokenRequest>;
}

/**
 * For unit tests of a token response generator: `await new MyGenerator(services).process(await requests.deviceCode({ … }), requests.context())`.
 *
 * @param services `server.services` of a `createTestServer`.
 */
export function validatedRequests(
  services: Pick<Services, 'clients' | 'resources' | 'clock' | 'issuer'>,
): ValidatedRequests {
  const now = () => services.clock.now();

  async function common(description: RequestDescription) {
    const client = await services.clients.find(description.clientId);
    if (client === undefined) throw new Error(`There is no client ${description.clientId}.`);
    const { resourceIndicators = [], resource = [] } = description;
    return {
      client,
      parameters: formParameters(description.parameters ?? {}),
      resources: services.resources.forToken(client, description.scopes, resourceIndicators, resource),
      resourceIndicators: resource,
      confirmation: description.confirmation,
      family: newFamily(),
      sessionId: description.sessionId,
      accessTokenLifetime: client.accessTokenLifetime,
      accessTokenType: client.accessTokenType,
      clientClaims: client.claims,
      effectiveClientId: client.clientId,
    };
  }

  const subjectOf = ({ subject }: UserRequestDescription) =>
    subject ?? authenticatedSubject('1', { method: 'pwd', at: now() });

  const stored = (base: { readonly client: Client; readonly family: string }, lifetime: number) => ({
    clientId: base.client.clientId,
    family: base.family,
    createdAt: now(),
    expiresAt: now() + lifetime,
  });

  const approval = (description: UserRequestDescription, subject: Subject) =>
    ({ outcome: 'approved', subject, sessionId: description.sessionId, scopes: description.scopes }) as const;

  const result = <Request>(request: Request, { customResponse = {} }: RequestDescription) => ({
    request,
    customResponse,
  });

  return {
    context: () => ({ requestId: randomId(), now: now(), issuer: services.issuer }),

    async clientCredentials(description) {
      return result({ grantType: 'client_credentials', ...(await common(description)) }, description);
    },

    async password(description) {
      const subject = subjectOf(description);
      return result(
        { grantType: 'password', ...(await common(description)), username: subject.subjectId, subject },
        description,
      );
    },

    async authorizationCode(description) {
      const base = await common(description);
      const subject = subjectOf(description);
      const code = {
        ...stored(base, base.client.authorizationCodeLifetime),
        subject,
        redirectUri: base.client.redirectUris[0] ?? 'https://client.example/callback',
        redirectUriRequired: true,
        scopes: description.scopes,
        resourceIndicators: description.resourceIndicators ?? [],
        sessionId: description.sessionId,
        nonce: description.nonce,
        stateHash: description.stateHash,
        requestedClaims: description.requestedClaims,
      };
      const request = { grantType: 'authorization_code', ...base, code, codeHandle: randomHandle(), subject } as const;
      return result(request, description);
    },

    async refreshToken(description) {
      const base = await common(description);
      const subject = subjectOf(description);
      const refreshToken = {
        ...stored(base, base.client.slidingRefreshTokenLifetime),
        authorizedAt: now(),
        subject,
        scopes: description.scopes,
        resourceIndicators: description.resourceIndicators,
        sessionId: description.sessionId,
        confirmation: description.confirmation,
        requestedClaims: description.requestedClaims,
      };
      const request = {
        grantType: 'refresh_token',
        ...base,
        refreshToken,
        refreshTokenHandle: randomHandle(),
        nextRefreshTokenHandle: description.nextRefreshTokenHandle ?? randomHandle(),
        subject,
      } as const;
      return result(request, description);
    },

    async deviceCode(description) {
      const base = await common(description);
      const subject = subjectOf(description);
      const deviceCode = {
        ...stored(base, base.client.deviceCodeLifetime),
        userCode: 'BCDF-GHJK',
        requestedScopes: description.scopes,
        resourceIndicators: description.resourceIndicators ?? [],
        decision: approval(description, subject),
      };
      const request = {
        grantType: 'urn:ietf:params:oauth:grant-type:device_code',
        ...base,
        deviceCode,
        deviceCodeHandle: randomHandle(),
        subject,
      } as const;
      return result(request, description);
    },

    async ciba(description) {
      const base = await common(description);
      const subject = subjectOf(description);
      const authenticationRequest = {
        ...stored(base, base.client.cibaLifetime),
        subjectId: subject.subjectId,
        requestedScopes: description.scopes,
        resourceIndicators: description.resourceIndicators ?? [],
        authenticationContextValues: [],
        decision: approval(description, subject),
      };
      const request = {
        grantType: 'urn:openid:params:grant-type:ciba',
        ...base,
        authenticationRequest,
        authenticationRequestId: randomHandle(),
        subject,
      } as const;
      return result(request, description);
    },

    async tokenExchange(description) {
      const base = await common(description);
      const { actor, requestedTokenType = tokenTypes.accessToken } = description;
      const subject = subjectOf(description);
      const subjectToken = {
        type: tokenTypes.accessToken,
        issuer: services.issuer,
        subjectId: subject.subjectId,
        subject,
        clientId: base.client.clientId,
        scopes: description.scopes,
        audience: base.resources.apiResources.map(({ name }) => name),
        expiresAt: now() + 3600,
        claims: { sub: subject.subjectId },
        family: base.family,
      };
      const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
      return result({ grantType, ...base, subjectToken, requestedTokenType, actor, subject } as const, description);
    },

    async jwtBearer(description) {
      const subject = subjectOf(description);
      const assertion = {
        kind: 'assertion',
        issuer: description.issuer ?? 'https://issuer.example',
        subject: subject.subjectId,
        jwtId: randomId(),
        expiresAt: now() + 300,
        singleUse: true,
        claims: { sub: subject.subjectId },
      } as const;
      const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
      return result({ grantType, ...(await common(description)), assertion, subject } as const, description);
    },

    async extension(description) {
      const { extensionGrantType, subject } = description;
      return result(
        { grantType: 'extension', ...(await common(description)), extensionGrantType, subject },
        description,
      );
    },
  };
}
