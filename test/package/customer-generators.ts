// Compiled against the built declarations by `check-package.ts`: a customer's generators, with no cast and no deep import.
import {
  type AuthorizationCodeTokenRequest,
  type CibaTokenRequest,
  type Claims,
  type ClientCredentialsTokenRequest,
  type CreatedTokens,
  type DeviceCodeTokenRequest,
  type ExtensionGrantTokenRequest,
  grantTypeOf,
  type ITokenResponseGenerator,
  type PasswordTokenRequest,
  type RefreshTokenRequest,
  type RequestContext,
  type TokenRequestValidationResult as Result,
  type Services,
  type TokenResponse,
  TokenResponseGenerator,
  type TokenResponseServices,
  type ValidatedTokenRequest,
} from 'mintmark';

type Plan = { name: string; limits: { perMinute: number; burst?: number }; tags: string[] };

export class ValuesOfAnyShape extends TokenResponseGenerator {
  readonly #plans: ReadonlyMap<string, Plan>;

  constructor(services: TokenResponseServices, plans: ReadonlyMap<string, Plan>) {
    super(services);
    this.#plans = plans;
  }

  protected override async processClientCredentialsRequest(
    result: Result<ClientCredentialsTokenRequest>,
    context: RequestContext,
  ) {
    const response = await super.processClientCredentialsRequest(result, context);
    const { client, parameters } = result.request;
    const falsy = { zero: 0, no: false, empty: '', nothing: null };
    const custom = {
      ...response.custom,
      plan: this.#plans.get(client.clientId),
      tenant: parameters.get('tenant'),
      falsy,
    };
    return { ...response, scope: undefined, accessTokenLifetime: undefined, custom };
  }
}

export class EveryMethod extends TokenResponseGenerator {
  override async process(result: Result, context: RequestContext): Promise<TokenResponse> {
    const response = await super.process(result, context);
    return { ...response, custom: { ...response.custom, grant: grantTypeOf(result.request) } };
  }

  protected override processPasswordRequest(result: Result<PasswordTokenRequest>, context: RequestContext) {
    return super.processPasswordRequest(result, context);
  }

  protected override processAuthorizationCodeRequest(
    result: Result<AuthorizationCodeTokenRequest>,
    context: RequestContext,
  ) {
    return super.processAuthorizationCodeRequest(result, context);
  }

  protected override processRefreshTokenRequest(result: Result<RefreshTokenRequest>, context: RequestContext) {
    return super.processRefreshTokenRequest(result, context);
  }

  protected override processDeviceCodeRequest(result: Result<DeviceCodeTokenRequest>, context: RequestContext) {
    return super.processDeviceCodeRequest(result, context);
  }

  protected override processCibaRequest(result: Result<CibaTokenRequest>, context: RequestContext) {
    return super.processCibaRequest(result, context);
  }

  protected override processExtensionGrantRequest(result: Result<ExtensionGrantTokenRequest>, context: RequestContext) {
    return super.processExtensionGrantRequest(result, context);
  }

  protected override processTokenRequest(result: Result, context: RequestContext) {
    return super.processTokenRequest(result, context);
  }

  protected override async createAccessToken(result: Result, context: RequestContext) {
    const { refreshToken } = await super.createAccessToken(result, context);
    return { accessToken: 'from elsewhere', refreshToken };
  }

  protected override async createIdTokenFromRefreshTokenRequest(
    result: Result<RefreshTokenRequest>,
    accessToken: string,
    context: RequestContext,
  ) {
    const { scopes } = result.request.refreshToken;
    return scopes.includes('openid') ? this.createIdentityToken(result.request, accessToken, context) : undefined;
  }

  protected override createIdentityToken(
    request: ValidatedTokenRequest,
    accessToken: string | undefined,
    context: RequestContext,
    claims?: Claims,
  ) {
    return super.createIdentityToken(request, accessToken, context, { ...claims, region: 'eu' });
  }

  protected override createResponse(result: Result, tokens: CreatedTokens): TokenResponse {
    return { ...super.createResponse(result, tokens), accessTokenType: 'N_A' };
  }
}

export class Whole implements ITokenResponseGenerator {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async process({ request }: Result): Promise<TokenResponse> {
    return { custom: { issuer: this.#services.issuer, client: request.client.clientId } };
  }
}
