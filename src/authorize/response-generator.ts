import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import { leftHalfHash, timedHandle } from '../keys/digest.ts';
import type { AuthorizationCode } from '../model/grants.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { ITokenCreationService } from '../tokens/token-creation-service.ts';
import { newFamily } from '../tokens/token-id.ts';
import type { ITokenService } from '../tokens/token-service.ts';
import type { AuthorizeApproval, AuthorizeResponse, ValidatedAuthorizeRequest } from './request.ts';

/** Turns an approved authorization request into the parameters of its answer. Derive from {@link AuthorizeResponseGenerator}. */
export interface IAuthorizeResponseGenerator {
  /** Called once every check passed and the user agreed. A code is durable once this resolves. */
  process(
    request: ValidatedAuthorizeRequest,
    approval: AuthorizeApproval,
    context: RequestContext,
  ): Promise<AuthorizeResponse>;
}

export interface AuthorizeResponseServices {
  readonly vault: GrantVault;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'apisOf' | 'forAudience'>;
  readonly tokenService: ITokenService;
  readonly tokenCreationService: Pick<ITokenCreationService, 'identityTokenAlgorithm'>;
}

/** How long a code is remembered after its end: the longest that RFC 6749 §4.1.2 lets one live at all. */
const rememberedSeconds = 600;

/** Members by response type: `code`; `access_token`, `token_type`, `expires_in`, `scope`; `id_token`. */
export class AuthorizeResponseGenerator implements IAuthorizeResponseGenerator {
  protected readonly services: AuthorizeResponseServices;

  constructor(services: AuthorizeResponseServices) {
    this.services = services;
  }

  /** @throws {OAuthError} `resource.algorithms-incompatible` (`invalid_target`). */
  async process(
    request: ValidatedAuthorizeRequest,
    approval: AuthorizeApproval,
    context: RequestContext,
  ): Promise<AuthorizeResponse> {
    const family = newFamily();
    const words = request.responseType.split(' ');
    const response: Record<string, string> = {};
    if (words.includes('code')) response.code = await this.createCode(request, approval, family, context);
    if (words.includes('token')) {
      Object.assign(response, await this.createAccessToken(request, approval, family, context));
    }
    if (words.includes('id_token')) {
      response.id_token = await this.createIdentityToken(request, approval, response, context);
    }
    return response;
  }

  /** Stores what the token endpoint needs and resolves to the code: 256 random bits, base64url. */
  protected async createCode(
    request: ValidatedAuthorizeRequest,
    approval: AuthorizeApproval,
    family: string,
    context: RequestContext,
  ): Promise<string> {
    const { client, target } = request;
    const { session, scopes } = approval;
    const code: AuthorizationCode = {
      clientId: client.clientId,
      family,
      sessionId: session.sessionId,
      createdAt: context.now,
      expiresAt: context.now + client.authorizationCodeLifetime,
      subject: session.subject,
      redirectUri: target.redirectUri,
      redirectUriRequired: target.redirectUriSent,
      scopes,
      resourceIndicators: request.resourceIndicators,
      nonce: request.nonce,
      stateHash: this.#stateHash(request),
      codeChallenge: request.codeChallenge,
      codeChallengeMethod: request.codeChallengeMethod,
      dpopKeyThumbprint: request.dpopKeyThumbprint,
      requestedClaims: request.requestedClaims,
      authorizationDetails: approval.authorizationDetails,
    };
    const handle = timedHandle(context.now);
    // The row outlives the code: a second use must be known as one for a while (RFC 6749 §4.1.2).
    const columns = { ...code, subjectId: session.subject.subjectId, expiresAt: code.expiresAt + rememberedSeconds };
    await this.services.vault.insert(this.services.vault.record('authorization_code', handle, code, columns));
    return handle;
  }

  /** An access token for the browser, of the code's family: a code used twice ends it too. */
  protected async createAccessToken(
    request: ValidatedAuthorizeRequest,
    approval: AuthorizeApproval,
    family: string,
    context: RequestContext,
  ): Promise<AuthorizeResponse> {
    const { client, resourceIndicators } = request;
    const { tokenService, resources, authorizationDetails } = this.services;
    const apis = authorizationDetails.apisOf(approval.authorizationDetails);
    const covered = resources.forToken(client, approval.scopes, resourceIndicators, [], apis);
    const token = await tokenService.createAccessToken(
      {
        client,
        effectiveClientId: client.clientId,
        clientClaims: client.claims,
        subject: approval.session.subject,
        resources: covered,
        authorizationDetails: authorizationDetails.forAudience(approval.authorizationDetails, covered.apiResources),
        family,
        sessionId: approval.session.sessionId,
        lifetime: client.accessTokenLifetime,
        tokenType: client.accessTokenType,
        requestedClaims: request.requestedClaims,
      },
      context,
    );
    return {
      access_token: await tokenService.serializeAccessToken(token, context),
      token_type: 'Bearer',
      expires_in: String(token.lifetime),
      scope: token.scopes.join(' '),
    };
  }

  /**
   * The ID token that comes from the authorization endpoint, with the hashes of what came with it.
   * @see OpenID Connect Core 1.0 §3.2.2.10, §3.3.2.11
   */
  protected async createIdentityToken(
    request: ValidatedAuthorizeRequest,
    approval: AuthorizeApproval,
    issued: AuthorizeResponse,
    context: RequestContext,
  ): Promise<string> {
    const { client } = request;
    const { tokenService } = this.services;
    const token = await tokenService.createIdentityToken(
      {
        client,
        subject: approval.session.subject,
        scopes: approval.scopes,
        sessionId: approval.session.sessionId,
        nonce: request.nonce,
        accessTokenToHash: issued.access_token,
        codeToHash: issued.code,
        stateHash: this.#stateHash(request),
        // OpenID Connect Core §5.4: without any access token there is no other place for them.
        includeUserClaims: request.responseType === 'id_token' || client.alwaysIncludeUserClaimsInIdToken,
        requestedClaims: request.requestedClaims,
      },
      context,
    );
    return tokenService.serializeIdentityToken(token, context);
  }

  #stateHash({ target, client }: ValidatedAuthorizeRequest): string | undefined {
    if (target.state === undefined) return undefined;
    const { tokenCreationService } = this.services;
    const algorithm = tokenCreationService.identityTokenAlgorithm(client.allowedIdentityTokenSigningAlgorithms);
    return leftHalfHash(target.state, algorithm);
  }
}
