// Compiled against the built declarations by `check-package.ts`: a customer's services, with no cast and no deep import.
import {
  type AccessToken,
  type AccessTokenDescription,
  type AuthorizeApproval,
  AuthorizeResponseGenerator,
  authenticatedSubject,
  type BackchannelRequestChange,
  type BackchannelUserRequest,
  BackchannelUserValidator,
  type CibaRequest,
  CibaResponseGenerator,
  type Claims,
  ClaimsService,
  type Client,
  ClientDocumentPolicy,
  type ClientDocumentRequest,
  type ClientOrigin,
  ClientRegistrationPolicy,
  type ClientRegistrationRequest,
  ClientRegistrationResponseGenerator,
  type ClientRegistrationResult,
  type ClientSearch,
  type ClientStore,
  DeviceAuthorizationResponseGenerator,
  DiscoveryResponseGenerator,
  defineConfig,
  type ExtensionGrantResult,
  type ExtensionGrantValidationRequest,
  hiddenFields,
  html,
  type ICustomAuthorizeRequestValidator,
  type ICustomBackchannelRequestValidator,
  type ICustomDeviceRequestValidator,
  type ICustomTokenRequestValidator,
  type IExtensionGrantValidator,
  IntrospectionResponseGenerator,
  type IRefreshTokenService,
  type IResourceOwnerPasswordValidator,
  type LoginPage,
  openStore,
  type PageRenderer,
  type PasswordValidationRequest,
  type PasswordValidationResult,
  type PresentedRefreshToken,
  type ProfileRequest,
  type ProfileService,
  ReferenceTokenService,
  type RefreshTokenChange,
  type RefreshTokenDescription,
  RefreshTokenService,
  type RequestContext,
  type RequestRefusal,
  type ReservedRefreshToken,
  type RevocationExtent,
  RevocationPolicy,
  type RevokedToken,
  renderDocument,
  type Store,
  TokenCreationService,
  TokenService,
  UserInfoResponseGenerator,
  type ValidatedAccessToken,
  type ValidatedAuthorizeRequest,
} from 'mintmark';
import { Whole } from './customer-generators.ts';

class Tokens extends TokenService {
  override async createAccessToken(description: AccessTokenDescription, context: RequestContext): Promise<AccessToken> {
    return { ...(await super.createAccessToken(description, context)), lifetime: 60 };
  }
}

class SomeClaims extends ClaimsService {
  override async accessTokenClaims(description: AccessTokenDescription, context: RequestContext): Promise<Claims> {
    const { client, subject } = description;
    const claims = await super.accessTokenClaims(description, context);
    return { ...claims, tenant: client.properties['tenant'], department: subject?.claims['department'] };
  }
}

class Refreshing implements IRefreshTokenService {
  readonly #inner: IRefreshTokenService;

  constructor(inner: IRefreshTokenService) {
    this.#inner = inner;
  }

  create(description: RefreshTokenDescription, context: RequestContext): Promise<string> {
    return this.#inner.create(description, context);
  }

  reserve(description: RefreshTokenDescription, context: RequestContext): ReservedRefreshToken | undefined {
    return this.#inner.reserve(description, context);
  }

  find(handle: string, client: Client, context: RequestContext): Promise<PresentedRefreshToken> {
    return this.#inner.find(handle, client, context);
  }

  use(presented: PresentedRefreshToken, client: Client, change: RefreshTokenChange, context: RequestContext) {
    return this.#inner.use(presented, client, change, context);
  }
}

class Creation extends TokenCreationService {
  override accessTokenPayload(token: AccessToken): Claims {
    return { ...super.accessTokenPayload(token), ver: 2 };
  }
}

class Profiles implements ProfileService {
  async claims({ subject }: ProfileRequest): Promise<Claims> {
    const person: { mail?: string; roles?: string[] } | undefined =
      subject.subjectId === '1' ? { mail: 'a@b' } : undefined;
    return { email: person?.mail, roles: person?.roles };
  }

  async isActive(): Promise<boolean> {
    return true;
  }
}

class Passwords implements IResourceOwnerPasswordValidator {
  async validate({ username, password, context }: PasswordValidationRequest): Promise<PasswordValidationResult> {
    if (password !== 'right') return { error: 'invalid_grant', customResponse: { attemptsLeft: 2 } };
    return { subject: authenticatedSubject(username, { method: 'pwd', at: context.now }) };
  }
}

class ApiKeys implements IExtensionGrantValidator {
  readonly grantType = 'urn:customer:api-key';

  async validate({ parameters, context }: ExtensionGrantValidationRequest): Promise<ExtensionGrantResult> {
    const key = parameters.get('api_key');
    if (key === undefined) return { error: 'api_key_missing', customResponse: { hint: 'send api_key' } };
    return { subject: authenticatedSubject(key, { method: 'api_key', at: context.now }), customResponse: { key } };
  }
}

// The refusal and the change have members of their own in `customResponse`.
const validator: ICustomTokenRequestValidator = {
  async validate({ request }, context) {
    if (request.parameters.has('closed')) return { error: 'access_denied', customResponse: { since: context.now } };
    return { customResponse: { tenant: request.parameters.get('tenant') }, accessTokenLifetime: 60 };
  },
};

class UserInfo extends UserInfoResponseGenerator {
  override async process(token: ValidatedAccessToken, context: RequestContext): Promise<Claims> {
    return { ...(await super.process(token, context)), updated: true };
  }
}

class Ciba extends CibaResponseGenerator {
  override async process(request: CibaRequest, context: RequestContext) {
    const response = await super.process(request, context);
    return { ...response, custom: { ...response.custom, queue: 1 } };
  }
}

class Devices extends DeviceAuthorizationResponseGenerator {
  protected override newUserCode(client: Client): string {
    return super.newUserCode(client);
  }
}

class Authorize extends AuthorizeResponseGenerator {
  override process(request: ValidatedAuthorizeRequest, approval: AuthorizeApproval, context: RequestContext) {
    return super.process(request, approval, context);
  }
}

class CibaUsers extends BackchannelUserValidator {
  override validate(request: BackchannelUserRequest) {
    return super.validate(request);
  }
}

class Documents extends ClientDocumentPolicy {
  override async process(request: ClientDocumentRequest) {
    if (new URL(request.clientId).port !== '') return { error: 'unauthorized_client' };
    return super.process({ ...request, metadata: { ...request.metadata, scope: 'orders.read' } });
  }
}

class Registrations extends ClientRegistrationPolicy {
  override async process(request: ClientRegistrationRequest, context: RequestContext) {
    if (request.metadata.clientName === undefined) return { error: 'invalid_client_metadata' };
    return super.process({ ...request, metadata: { ...request.metadata, scope: 'orders.read' } }, context);
  }
}

class Registered extends ClientRegistrationResponseGenerator {
  protected override metadata(result: ClientRegistrationResult) {
    return { ...super.metadata(result), support: 'https://example.com/support' };
  }
}

class Clients implements ClientStore {
  readonly #all = new Map<string, Client>();

  async find(clientId: string): Promise<Client | undefined> {
    return this.#all.get(clientId);
  }

  async insert(client: Client): Promise<boolean> {
    return !this.#all.has(client.clientId) && this.#all.set(client.clientId, client).size > 0;
  }

  async update(client: Client): Promise<boolean> {
    return this.#all.has(client.clientId) && this.#all.set(client.clientId, client).size > 0;
  }

  async change(clientId: string, change: (client: Client) => Client): Promise<Client | undefined> {
    const before = this.#all.get(clientId);
    const after = before === undefined ? undefined : change(before);
    if (after !== undefined) this.#all.set(clientId, after);
    return after;
  }

  async remove(clientId: string): Promise<boolean> {
    return this.#all.delete(clientId);
  }

  async list({ limit, after = '', search = '', origin }: ClientSearch): Promise<readonly Client[]> {
    const part = search.toLowerCase();
    const later = this.#of(origin).filter(
      ({ clientId, clientName = '' }) =>
        clientId > after && [clientId, clientName].some((name) => name.toLowerCase().includes(part)),
    );
    return later.sort((a, b) => (a.clientId < b.clientId ? -1 : 1)).slice(0, limit);
  }

  async count(origin?: ClientOrigin): Promise<number> {
    return this.#of(origin).length;
  }

  async listIdle(origin: ClientOrigin, until: number, limit: number): Promise<readonly string[]> {
    const since = ({ idleSince = Number.POSITIVE_INFINITY }: Client) => idleSince;
    const idle = this.#of(origin).filter((client) => since(client) <= until);
    return idle
      .sort((a, b) => since(a) - since(b))
      .slice(0, limit)
      .map(({ clientId }) => clientId);
  }

  #of(origin: ClientOrigin | undefined): Client[] {
    return [...this.#all.values()].filter((client) => origin === undefined || client.origin === origin);
  }
}

const login: PageRenderer<LoginPage> = (page, frame) =>
  renderDocument(frame, {
    title: frame.texts.loginTitle,
    body: html`<form method="post" action="${page.action}">${hiddenFields(page.hidden)}<input name="username" /></form>`,
  });

/** The clients here, everything else in a built-in store. */
export async function ownStore(): Promise<Store> {
  return { ...(await openStore({ kind: 'memory' })), clients: new Clients() };
}

const tenants: ICustomAuthorizeRequestValidator = {
  validate: async ({ customParameters }) =>
    customParameters['tenant'] === undefined ? { error: 'tenant_required' } : { acrValues: ['gold'], maxAge: 60 },
};

const devices: ICustomDeviceRequestValidator = {
  validate: async ({ parameters }) => ({ properties: { model: parameters.get('model') ?? null } }),
};

const orders: ICustomBackchannelRequestValidator = {
  async validate({
    parameters,
    properties,
  }: CibaRequest): Promise<BackchannelRequestChange | RequestRefusal | undefined> {
    if (!parameters.has('order')) return { error: 'access_denied', errorDescription: 'No order.' };
    return properties === undefined
      ? undefined
      : { properties: { ...properties, order: parameters.get('order') ?? '' } };
  },
};

class Revoking extends RevocationPolicy {
  override async extentOf(token: RevokedToken, context: RequestContext): Promise<RevocationExtent> {
    return token.scopes.includes('openid') ? 'family' : super.extentOf(token, context);
  }
}

export default defineConfig({
  issuer: 'https://id.example.com',
  store: await ownStore(),
  customTokenRequestValidator: validator,
  customAuthorizeRequestValidator: tenants,
  customDeviceRequestValidator: devices,
  customBackchannelRequestValidator: orders,
  pages: { login, stylesheet: ':root { --accent: #7a1fa2 }' },
  onEvent: (event, context) => {
    if (event.type === 'TokenIssued') console.log(event.clientId, event.grantType, context?.requestId);
  },
  services: {
    tokenResponseGenerator: (services) => new Whole(services),
    tokenService: (services) => new Tokens(services),
    claimsService: (services) => new SomeClaims(services),
    refreshTokenService: (services) => new Refreshing(new RefreshTokenService(services)),
    referenceTokenService: (services) => new ReferenceTokenService(services),
    tokenCreationService: (services) => new Creation(services),
    profileService: () => new Profiles(),
    resourceOwnerPasswordValidator: () => new Passwords(),
    extensionGrantValidators: () => [new ApiKeys()],
    introspectionResponseGenerator: (services) => new IntrospectionResponseGenerator(services),
    discoveryResponseGenerator: (services) => new DiscoveryResponseGenerator(services),
    authorizeResponseGenerator: (services) => new Authorize(services),
    deviceAuthorizationResponseGenerator: (services) => new Devices(services),
    cibaResponseGenerator: (services) => new Ciba(services),
    backchannelUserValidator: (services) => new CibaUsers(services),
    clientDocumentPolicy: () => new Documents(),
    clientRegistrationPolicy: () => new Registrations(),
    clientRegistrationResponseGenerator: () => new Registered(),
    userInfoResponseGenerator: (services) => new UserInfo(services),
    revocationPolicy: () => new Revoking(),
  },
});
