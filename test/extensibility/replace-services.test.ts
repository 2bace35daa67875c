import {
  type AccessToken,
  type AccessTokenDescription,
  type AuthenticatedClient,
  type AuthorizeApproval,
  type AuthorizeResponse,
  AuthorizeResponseGenerator,
  authenticatedClient,
  BackchannelUserValidator,
  type CibaRequest,
  CibaResponseGenerator,
  type Claims,
  ClaimsService,
  ClientAuthenticator,
  ClientRegistrationPolicy,
  type ClientRegistrationRequest,
  ClientRegistrationResponseGenerator,
  type ClientRegistrationResult,
  type DeviceAuthorizationRequest,
  DeviceAuthorizationResponseGenerator,
  DirectoryProfileService,
  type DiscoveryDocument,
  DiscoveryResponseGenerator,
  type FormParameters,
  type HttpRequest,
  type IClientAuthenticator,
  type IntrospectionCaller,
  type IntrospectionResponse,
  IntrospectionResponseGenerator,
  oauthError,
  type PasswordValidationRequest,
  type PasswordValidationResult,
  type ProfileRequest,
  type ProfileService,
  type RefreshTokenDescription,
  RefreshTokenService,
  type RequestContext,
  ResourceOwnerPasswordValidator,
  type RevocationExtent,
  RevocationPolicy,
  type RevokedToken,
  type Services,
  TokenCreationService,
  TokenService,
  UserInfoResponseGenerator,
  type ValidatedAccessToken,
  type ValidatedAuthorizeRequest,
} from 'mintmark';
import { afterEach, describe, expect, it } from 'vitest';
import { UserAgent } from '../conformance/support/user-agent.ts';
import { claimsOf, clientCredentials, type Fixture, password, serve } from './fixture.ts';

let server: Fixture;
afterEach(() => server.close());

describe('replacing one service leaves the others as they are', () => {
  it('TokenService: an access token with another audience', async () => {
    class Changed extends TokenService {
      override async createAccessToken(
        description: AccessTokenDescription,
        context: RequestContext,
      ): Promise<AccessToken> {
        const token = await super.createAccessToken(description, context);
        return { ...token, audience: [...token.audience, 'https://audit.example.com'] };
      }
    }
    server = await serve({ services: { tokenService: (services) => new Changed(services) } });
    const { body } = await server.post('worker', clientCredentials);
    expect(claimsOf(body.access_token).aud).toEqual(['https://orders.example.com', 'https://audit.example.com']);
  });

  it('ClaimsService: a claim in every access token', async () => {
    class Changed extends ClaimsService {
      override async accessTokenClaims(description: AccessTokenDescription, context: RequestContext): Promise<Claims> {
        return { ...(await super.accessTokenClaims(description, context)), region: 'eu', iss: 'https://evil.example' };
      }
    }
    server = await serve({ services: { claimsService: (services) => new Changed(services) } });
    const { body } = await server.post('worker', clientCredentials);
    expect(claimsOf(body.access_token)).toMatchObject({ region: 'eu', iss: server.url });
  });

  it('TokenCreationService: a member of the payload', async () => {
    class Changed extends TokenCreationService {
      override accessTokenPayload(token: AccessToken): Claims {
        return { ...super.accessTokenPayload(token), ver: '2.0' };
      }
    }
    server = await serve({ services: { tokenCreationService: (services) => new Changed(services) } });
    const { body } = await server.post('worker', clientCredentials);
    expect(claimsOf(body.access_token)).toMatchObject({ ver: '2.0', sub: 'worker' });
  });

  it('RefreshTokenService: told of each new family', async () => {
    const created: string[] = [];
    class Watched extends RefreshTokenService {
      override async create(description: RefreshTokenDescription, context: RequestContext): Promise<string> {
        created.push(description.subject.subjectId);
        return super.create(description, context);
      }
    }
    server = await serve({ services: { refreshTokenService: (services) => new Watched(services) } });
    await server.post('legacy', { ...password, scope: 'orders.read offline_access' });
    await server.post('legacy', { ...password, scope: 'orders.read' });
    expect(created).toEqual(['1']);
  });

  it('ProfileService, derived: claims that the directory does not know', async () => {
    class Changed extends DirectoryProfileService {
      override async claims(request: ProfileRequest): Promise<Claims> {
        return { ...(await super.claims(request)), caller: request.caller };
      }
    }
    server = await serve({ services: { profileService: (services) => new Changed(services) } });
    const first = await server.post('legacy', { ...password, scope: 'openid offline_access' });
    expect(claimsOf(first.body.access_token).caller).toBe('accessToken');
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
    expect(claimsOf((await server.post('legacy', refresh)).body.id_token).caller).toBe('identityToken');
  });

  it('ClientRegistrationPolicy: refuses and changes what is asked for, and gives no more than the configuration', async () => {
    class Changed extends ClientRegistrationPolicy {
      override async process(request: ClientRegistrationRequest, context: RequestContext) {
        const { metadata, sent } = request;
        if (sent['department'] !== 'sales')
          return { error: 'invalid_client_metadata', errorDescription: 'Sales only.' };
        const scope = metadata.clientName === 'Greedy' ? 'orders.write' : 'orders.read';
        return super.process({ ...request, metadata: { ...metadata, scope } }, context);
      }
    }
    server = await serve({
      clientRegistration: { mode: 'open', scopes: ['openid', 'orders.read'] },
      services: { clientRegistrationPolicy: () => new Changed() },
    });
    const register = async (metadata: object) => {
      const body = JSON.stringify({ redirect_uris: ['https://app.example.com/'], ...metadata });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${server.url}/connect/register`, { method: 'POST', headers, body })).json();
    };
    expect(await register({})).toMatchObject({ error: 'invalid_client_metadata', error_description: 'Sales only.' });
    expect(await register({ department: 'sales' })).toMatchObject({ scope: 'orders.read' });
    expect(await register({ department: 'sales', client_name: 'Greedy' })).toMatchObject({
      error: 'invalid_client_metadata',
      error_description: 'scope: the scope orders.write is not allowed here',
    });
  });

  it('ClientRegistrationResponseGenerator: a member of one’s own', async () => {
    class Changed extends ClientRegistrationResponseGenerator {
      protected override metadata(result: ClientRegistrationResult) {
        return { ...super.metadata(result), support: 'https://example.com/support' };
      }
    }
    server = await serve({
      clientRegistration: { mode: 'open' },
      services: { clientRegistrationResponseGenerator: () => new Changed() },
    });
    const body = JSON.stringify({ redirect_uris: ['https://app.example.com/'] });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}/connect/register`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ support: 'https://example.com/support', response_types: ['code'] });
  });

  it('ProfileService, whole: a user who is not active gets no token', async () => {
    const profiles: ProfileService = { claims: async () => ({}), isActive: async () => false };
    server = await serve({ profileService: profiles });
    const { status, body } = await server.post('legacy', password);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'invalid_grant' });
  });

  it('ResourceOwnerPasswordValidator, derived: one account more', async () => {
    class Changed extends ResourceOwnerPasswordValidator {
      override async validate(request: PasswordValidationRequest): Promise<PasswordValidationResult> {
        if (request.username.includes('@')) return { error: 'invalid_grant', errorDescription: 'Use your short name.' };
        return super.validate(request);
      }
    }
    server = await serve({
      services: { resourceOwnerPasswordValidator: (services) => new Changed(services) },
    });
    expect((await server.post('legacy', password)).status).toBe(200);
    const refused = await server.post('legacy', { ...password, username: 'alice@example.com' });
    expect(refused.body.error_description).toBe('Use your short name.');
  });

  it('ClientAuthenticator, derived: refuses by address', async () => {
    class Changed extends ClientAuthenticator {
      override async authenticate(
        request: HttpRequest,
        form: FormParameters,
        context: RequestContext,
      ): Promise<AuthenticatedClient> {
        if (request.header('x-network') !== undefined) throw oauthError('client.unknown');
        return super.authenticate(request, form, context);
      }
    }
    server = await serve({ services: { clientAuthenticator: (services) => new Changed(services) } });
    expect((await server.post('worker', clientCredentials)).status).toBe(200);
    const refused = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { 'x-network': 'guest' },
      body: new URLSearchParams({ client_id: 'worker', client_secret: 'secret', ...clientCredentials }),
    });
    expect(refused.status).toBe(401);
  });

  it("ClientAuthenticator, whole: a method of one's own vouches for a client", async () => {
    class BySignedHeader implements IClientAuthenticator {
      readonly #services: Services;

      constructor(services: Services) {
        this.#services = services;
      }

      async authenticate(request: HttpRequest): Promise<AuthenticatedClient> {
        const client = await this.#services.clients.find(request.header('x-mesh-identity') ?? '');
        if (client === undefined) throw oauthError('client.unknown');
        return authenticatedClient(client, 'mesh_identity');
      }
    }
    server = await serve({ services: { clientAuthenticator: (services) => new BySignedHeader(services) } });
    const ask = (identity: string) =>
      fetch(`${server.url}/connect/token`, {
        method: 'POST',
        headers: { 'x-mesh-identity': identity },
        body: new URLSearchParams(clientCredentials),
      });
    expect((await ask('worker')).status).toBe(200);
    expect((await ask('nobody')).status).toBe(401);
  });

  it('IntrospectionResponseGenerator: what a caller learns of a live token (RFC 7662 §2.2)', async () => {
    class Changed extends IntrospectionResponseGenerator {
      override async process(
        token: string,
        caller: IntrospectionCaller,
        context: RequestContext,
      ): Promise<IntrospectionResponse> {
        const response = await super.process(token, caller, context);
        return response.active ? { ...response, asked_by: caller.name } : response;
      }
    }
    server = await serve({ services: { introspectionResponseGenerator: (services) => new Changed(services) } });
    const { body } = await server.post('worker', clientCredentials);
    const introspect = async (token: string) => {
      const response = await fetch(`${server.url}/connect/introspect`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'worker', client_secret: 'secret', token }),
      });
      return response.json();
    };
    expect(await introspect(String(body.access_token))).toMatchObject({ active: true, asked_by: 'worker' });
    expect(await introspect('unknown')).toEqual({ active: false });
  });

  it('RevocationPolicy: what ends with a token that its client revokes (RFC 7009 §2.1)', async () => {
    const asked: RevokedToken[] = [];
    class Changed extends RevocationPolicy {
      override async extentOf(token: RevokedToken, context: RequestContext): Promise<RevocationExtent> {
        asked.push(token);
        return (await super.extentOf(token, context)) === 'family' ? 'token' : 'family';
      }
    }
    server = await serve({ services: { revocationPolicy: () => new Changed() } });
    const first = async () =>
      (await server.post('legacy', { ...password, scope: 'openid orders.read offline_access' })).body as Record<
        'access_token' | 'refresh_token',
        string
      >;
    const connect = async (path: string, token: string) => {
      const body = new URLSearchParams({ client_id: 'legacy', client_secret: 'secret', token });
      return (await fetch(`${server.url}/connect/${path}`, { method: 'POST', body })).text();
    };
    const isActive = async (token: string) => JSON.parse(await connect('introspect', token)).active as boolean;
    const one = await first();
    await connect('revocation', one.refresh_token);
    expect([await isActive(one.access_token), await isActive(one.refresh_token)]).toEqual([true, false]);
    const two = await first();
    await connect('revocation', two.access_token);
    expect([await isActive(two.access_token), await isActive(two.refresh_token)]).toEqual([false, false]);
    expect(asked.map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
      ['refresh_token', '1'],
      ['access_token', '1'],
    ]);
    expect(asked[0]?.scopes).toEqual(['openid', 'orders.read', 'offline_access']);
  });

  it('UserInfoResponseGenerator: a claim that only userinfo gives (OpenID Connect Core 1.0 §5.3)', async () => {
    class Changed extends UserInfoResponseGenerator {
      override async process(token: ValidatedAccessToken, context: RequestContext): Promise<Claims> {
        return { ...(await super.process(token, context)), loyalty: 'gold', nickname: undefined };
      }
    }
    server = await serve({ services: { userInfoResponseGenerator: (services) => new Changed(services) } });
    const { body } = await server.post('legacy', { ...password, scope: 'openid' });
    const headers = { authorization: `Bearer ${body.access_token}` };
    const response = await fetch(`${server.url}/connect/userinfo`, { headers });
    expect(await response.json()).toEqual({ sub: '1', loyalty: 'gold' });
  });

  it('DeviceAuthorizationResponseGenerator: a member of the response and user codes of its own (RFC 8628 §3.2)', async () => {
    class Changed extends DeviceAuthorizationResponseGenerator {
      override async process(request: DeviceAuthorizationRequest, context: RequestContext) {
        const response = await super.process(request, context);
        return { ...response, custom: { ...response.custom, hint: 'Open it on your phone', model: undefined } };
      }

      protected override newUserCode(): string {
        return 'WDJBMJHT';
      }
    }
    server = await serve({ services: { deviceAuthorizationResponseGenerator: (services) => new Changed(services) } });
    const response = await fetch(`${server.url}/connect/deviceauthorization`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'web', client_secret: 'secret', scope: 'openid' }),
    });
    const answer = (await response.json()) as Claims;
    expect(String(answer.user_code).replace('-', '')).toBe('WDJBMJHT');
    expect([answer.hint, Object.hasOwn(answer, 'model')]).toEqual(['Open it on your phone', false]);
  });

  it('CibaResponseGenerator and BackchannelUserValidator: hints of its own, a member of the response (CIBA Core 1.0 §7)', async () => {
    class Changed extends CibaResponseGenerator {
      override async process(request: CibaRequest, context: RequestContext) {
        const response = await super.process(request, context);
        return { ...response, custom: { ...response.custom, position: 1 } };
      }
    }
    class ByCustomerNumber extends BackchannelUserValidator {
      protected override async subjectOfLoginHint(loginHint: string): Promise<string | undefined> {
        return loginHint === 'customer-17' ? '1' : undefined;
      }
    }
    server = await serve({
      services: {
        cibaResponseGenerator: (services) => new Changed(services),
        backchannelUserValidator: (services) => new ByCustomerNumber(services),
      },
    });
    const ask = async (hint: string) => {
      const response = await fetch(`${server.url}/connect/ciba`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'web', client_secret: 'secret', scope: 'openid', login_hint: hint }),
      });
      return (await response.json()) as Claims;
    };
    expect((await ask('customer-17')).position).toBe(1);
    expect((await ask('alice')).error).toBe('unknown_user_id');
  });

  it('AuthorizeResponseGenerator: a parameter of the redirection (RFC 6749 §4.1.2)', async () => {
    class Changed extends AuthorizeResponseGenerator {
      override async process(
        request: ValidatedAuthorizeRequest,
        approval: AuthorizeApproval,
        context: RequestContext,
      ): Promise<AuthorizeResponse> {
        return { ...(await super.process(request, approval, context)), region: 'eu' };
      }
    }
    server = await serve({ services: { authorizeResponseGenerator: (services) => new Changed(services) } });
    const agent = new UserAgent(server.url, { username: 'alice', password: 'alice' });
    const query = new URLSearchParams({
      client_id: 'web',
      response_type: 'code',
      redirect_uri: 'https://client.example/callback',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    const { arrival } = await agent.visit(`${server.url}/connect/authorize?${query}`);
    expect(arrival?.url.searchParams.get('region')).toBe('eu');
    expect(arrival?.url.searchParams.get('code')).toMatch(/^[\w-]{50}$/);
  });

  it('DiscoveryResponseGenerator: a member of the document (OpenID Connect Discovery 1.0 §3)', async () => {
    class Changed extends DiscoveryResponseGenerator {
      override process(issuer: string): DiscoveryDocument {
        return { ...super.process(issuer), service_documentation: 'https://docs.example.com' };
      }
    }
    server = await serve({ services: { discoveryResponseGenerator: (services) => new Changed(services) } });
    const document = (await (await fetch(`${server.url}/.well-known/openid-configuration`)).json()) as Claims;
    expect(document.service_documentation).toBe('https://docs.example.com');
    expect(document.issuer).toBe(server.url);
  });

  it('a service that needs itself is named at start-up', async () => {
    await expect(serve({ services: { tokenService: ({ tokenService }) => tokenService } })).rejects.toThrow(
      'services.tokenService: needs itself: tokenService needs tokenService',
    );
  });
});
