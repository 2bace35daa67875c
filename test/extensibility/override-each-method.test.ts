import {
  type AuthorizationCodeTokenRequest,
  type CibaTokenRequest,
  type ClientCredentialsTokenRequest,
  type CreatedTokens,
  type DeviceCodeTokenRequest,
  type ExtensionGrantTokenRequest,
  type PasswordTokenRequest,
  type RefreshTokenRequest,
  type RequestContext,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';
import { validatedRequests } from 'mintmark/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { claimsOf, clientCredentials, type Fixture, password, serve } from './fixture.ts';

let server: Fixture;
afterEach(() => server.close());

function withNote(response: TokenResponse, note: string): TokenResponse {
  return { ...response, custom: { ...response.custom, note } };
}

describe('overriding one method changes one grant only (CONTRACT §5)', () => {
  it('processClientCredentialsRequest', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async processClientCredentialsRequest(
        result: TokenRequestValidationResult<ClientCredentialsTokenRequest>,
        context: RequestContext,
      ): Promise<TokenResponse> {
        return withNote(await super.processClientCredentialsRequest(result, context), result.request.client.clientId);
      }
    }
    server = await serve({ services: { tokenResponseGenerator: (services) => new Changed(services) } });
    expect((await server.post('worker', clientCredentials)).body).toMatchObject({ expires_in: 3600, note: 'worker' });
    expect((await server.post('legacy', password)).body).not.toHaveProperty('note');
  });

  it('processPasswordRequest', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async processPasswordRequest(
        result: TokenRequestValidationResult<PasswordTokenRequest>,
        context: RequestContext,
      ): Promise<TokenResponse> {
        return withNote(await super.processPasswordRequest(result, context), result.request.username);
      }
    }
    server = await serve({ services: { tokenResponseGenerator: (services) => new Changed(services) } });
    expect((await server.post('legacy', password)).body).toMatchObject({ note: 'alice' });
    expect((await server.post('worker', clientCredentials)).body).not.toHaveProperty('note');
  });

  it('processAuthorizationCodeRequest', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async processAuthorizationCodeRequest(
        result: TokenRequestValidationResult<AuthorizationCodeTokenRequest>,
        context: RequestContext,
      ): Promise<TokenResponse> {
        const response = await super.processAuthorizationCodeRequest(result, context);
        return withNote(response, result.request.code.redirectUri);
      }
    }
    server = await serve();
    const requests = validatedRequests(server.server.services);
    const generator = new Changed(server.server.services);
    const code = await requests.authorizationCode({ clientId: 'web', scopes: ['openid'] });
    const response = await generator.process(code, requests.context());
    expect(response.custom).toEqual({ note: 'https://client.example/callback' });
    const device = await requests.deviceCode({ clientId: 'web', scopes: ['openid'] });
    expect((await generator.process(device, requests.context())).custom).toEqual({});
  });

  it('processRefreshTokenRequest', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async processRefreshTokenRequest(
        result: TokenRequestValidationResult<RefreshTokenRequest>,
        context: RequestContext,
      ): Promise<TokenResponse> {
        const response = await super.processRefreshTokenRequest(result, context);
        return withNote(response, result.request.refreshToken.scopes.join('+'));
      }
    }
    server = await serve({ services: { tokenResponseGenerator: (services) => new Changed(services) } });
    const first = await server.post('legacy', { ...password, scope: 'orders.read offline_access' });
    expect(first.body).not.toHaveProperty('note');
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
    expect((await server.post('legacy', refresh)).body).toMatchObject({ note: 'orders.read+offline_access' });
  });

  it('processDeviceCodeRequest', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async processDeviceCodeRequest(
        result: TokenRequestValidationResult<DeviceCodeTokenRequest>,
        context: RequestContext,
      ): Promise<TokenResponse> {
        const response = await super.processDeviceCodeRequest(result, context);
        return withNote(response, result.request.deviceCode.userCode);
      }
    }
    server = await serve();
    const requests = validatedRequests(server.server.services);
    const generator = new Changed(server.server.services);
    const device = await requests.deviceCode({ clientId: 'web', scopes: ['orders.read'] });
    expect((await generator.process(device, requests.context())).custom).toEqual({ note: 'BCDF-GHJK' });
    const ciba = await requests.ciba({ clientId: 'web', scopes: ['openid'] });
    expect((await generator.process(ciba, requests.context())).custom).toEqual({});
  });

  it('processCibaRequest', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async processCibaRequest(
        result: TokenRequestValidationResult<CibaTokenRequest>,
        context: RequestContext,
      ): Promise<TokenResponse> {
        const response = await super.processCibaRequest(result, context);
        return withNote(response, result.request.authenticationRequest.subjectId);
      }
    }
    server = await serve();
    const requests = validatedRequests(server.server.services);
    const generator = new Changed(server.server.services);
    const ciba = await requests.ciba({ clientId: 'web', scopes: ['openid'] });
    expect((await generator.process(ciba, requests.context())).custom).toEqual({ note: '1' });
    const code = await requests.authorizationCode({ clientId: 'web', scopes: ['openid'] });
    expect((await generator.process(code, requests.context())).custom).toEqual({});
  });

  it('processExtensionGrantRequest', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async processExtensionGrantRequest(
        result: TokenRequestValidationResult<ExtensionGrantTokenRequest>,
        context: RequestContext,
      ): Promise<TokenResponse> {
        const response = await super.processExtensionGrantRequest(result, context);
        return withNote(response, result.request.extensionGrantType);
      }
    }
    server = await serve({
      services: { tokenResponseGenerator: (services) => new Changed(services) },
    });
    const answer = await server.post('partner', { grant_type: 'urn:example:badge' });
    expect(answer.body).toMatchObject({ token_type: 'Bearer', note: 'urn:example:badge' });
    expect((await server.post('worker', clientCredentials)).body).not.toHaveProperty('note');
  });
});

describe('overriding what grants share (CONTRACT §5)', () => {
  it('process changes every response, a refresh too', async () => {
    class Changed extends TokenResponseGenerator {
      override async process(result: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse> {
        return withNote(await super.process(result, context), result.request.grantType);
      }
    }
    server = await serve({
      services: { tokenResponseGenerator: (services) => new Changed(services) },
    });
    expect((await server.post('worker', clientCredentials)).body.note).toBe('client_credentials');
    expect((await server.post('partner', { grant_type: 'urn:example:badge' })).body.note).toBe('extension');
    const first = await server.post('legacy', password);
    expect(first.body.note).toBe('password');
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
    expect((await server.post('legacy', refresh)).body.note).toBe('refresh_token');
  });

  it('processTokenRequest changes every first response, but no refresh', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async processTokenRequest(
        result: TokenRequestValidationResult,
        context: RequestContext,
      ): Promise<TokenResponse> {
        return withNote(await super.processTokenRequest(result, context), 'first');
      }
    }
    server = await serve();
    const { services } = server.server;
    const requests = validatedRequests(services);
    const generator = new Changed(services);
    const user = { clientId: 'web', scopes: ['openid', 'orders.read'] };
    const results = await Promise.all([
      requests.clientCredentials({ clientId: 'worker', scopes: ['orders.read'] }),
      requests.password({ ...user, clientId: 'legacy' }),
      requests.authorizationCode(user),
      requests.deviceCode(user),
      requests.ciba(user),
      requests.extension({ clientId: 'partner', scopes: ['orders.read'], extensionGrantType: 'urn:example:badge' }),
      requests.refreshToken(user),
    ]);
    const responses = await Promise.all(results.map((result) => generator.process(result, requests.context())));
    expect(responses.map(({ custom }) => custom.note)).toEqual([
      'first',
      'first',
      'first',
      'first',
      'first',
      'first',
      undefined,
    ]);
  });

  it('createAccessToken hands out a token from elsewhere, with at_hash over it (OpenID Connect Core 1.0 §3.1.3.6)', async () => {
    class Foreign extends TokenResponseGenerator {
      protected override async createAccessToken(): Promise<CreatedTokens> {
        return { accessToken: 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y' };
      }
    }
    server = await serve({ services: { tokenResponseGenerator: (services) => new Foreign(services) } });
    expect((await server.post('worker', clientCredentials)).body).toEqual({
      access_token: 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y',
      token_type: 'Bearer',
      scope: 'orders.read',
    });
    const requests = validatedRequests(server.server.services);
    const code = await requests.authorizationCode({ clientId: 'web', scopes: ['openid'] });
    const response = await new Foreign(server.server.services).process(code, requests.context());
    // The example value of OpenID Connect Core 1.0, Appendix A.3 and A.4, for RS256.
    expect(claimsOf(response.identityToken).at_hash).toBe('77QmUPtjPfzWtF2AnpK9RQ');
  });

  it('createIdTokenFromRefreshTokenRequest adds claims, and may leave the ID token out', async () => {
    class Changed extends TokenResponseGenerator {
      protected override async createIdTokenFromRefreshTokenRequest(
        result: TokenRequestValidationResult<RefreshTokenRequest>,
        accessToken: string,
        context: RequestContext,
      ): Promise<string | undefined> {
        if (!result.request.refreshToken.scopes.includes('profile')) return undefined;
        const claims = { department: 'sales', sub: 'mallory', auth_time: 1 };
        return this.createIdentityToken(result.request, accessToken, context, claims);
      }
    }
    server = await serve({ services: { tokenResponseGenerator: (services) => new Changed(services) } });
    const refresh = async (scope: string) => {
      const first = await server.post('legacy', { ...password, scope });
      const refreshToken = String(first.body.refresh_token);
      return (await server.post('legacy', { grant_type: 'refresh_token', refresh_token: refreshToken })).body;
    };
    const claims = claimsOf((await refresh('openid profile offline_access')).id_token);
    expect(claims).toMatchObject({ sub: '1', department: 'sales', aud: 'legacy', auth_time: server.clock.now() });
    expect(await refresh('openid offline_access')).not.toHaveProperty('id_token');
  });

  it('createIdentityToken adds claims to the ID token of every grant', async () => {
    class Changed extends TokenResponseGenerator {
      protected override createIdentityToken(
        ...[request, accessToken, context]: Parameters<TokenResponseGenerator['createIdentityToken']>
      ): Promise<string | undefined> {
        return super.createIdentityToken(request, accessToken, context, { tenant: request.client.clientId });
      }
    }
    server = await serve();
    const requests = validatedRequests(server.server.services);
    const generator = new Changed(server.server.services);
    const user = { clientId: 'web', scopes: ['openid'] };
    for (const result of [
      await requests.authorizationCode(user),
      await requests.deviceCode(user),
      await requests.ciba(user),
      await requests.refreshToken(user),
    ]) {
      const { identityToken } = await generator.process(result, requests.context());
      expect(claimsOf(identityToken)).toMatchObject({ sub: '1', tenant: 'web' });
    }
  });

  it('createResponse changes what stands around the tokens, of every grant', async () => {
    class Changed extends TokenResponseGenerator {
      protected override createResponse(result: TokenRequestValidationResult, tokens: CreatedTokens): TokenResponse {
        return { ...super.createResponse(result, tokens), accessTokenType: 'N_A', scope: undefined };
      }
    }
    server = await serve({ services: { tokenResponseGenerator: (services) => new Changed(services) } });
    const { body } = await server.post('worker', clientCredentials);
    expect(Object.keys(body)).toEqual(['access_token', 'expires_in', 'token_type']);
    expect(body.token_type).toBe('N_A');
  });
});
