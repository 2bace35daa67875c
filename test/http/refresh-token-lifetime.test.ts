import {
  type CreatedTokens,
  type RequestContext,
  type TokenRequestValidationResult,
  TokenResponseGenerator,
} from 'mintmark';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postForm } from '../support/connect.ts';

const client = {
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: ['password'],
  allowedScopes: ['openid', 'orders.read'],
  allowOfflineAccess: true,
  slidingRefreshTokenLifetime: 1000,
  absoluteRefreshTokenLifetime: 2500,
  includeRefreshTokenLifetime: true,
} as const;

/** What `createAccessToken` told a generator that derives from the default one, newest last. */
const created: (number | undefined)[] = [];
class Watching extends TokenResponseGenerator {
  protected override async createAccessToken(
    result: TokenRequestValidationResult,
    context: RequestContext,
  ): Promise<CreatedTokens> {
    const tokens = await super.createAccessToken(result, context);
    created.push(tokens.refreshTokenLifetime);
    return tokens;
  }
}

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({
    apiScopes: [{ name: 'orders.read' }],
    apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read'] }],
    users: [{ subject: '1', username: 'alice', password: 'wonderland' }],
    customTokenRequestValidator: {
      validate: async ({ request }) =>
        request.parameters.has('own') ? { customResponse: { refresh_token_expires_in: 5, own: 1 } } : undefined,
    },
    services: { tokenResponseGenerator: (services) => new Watching(services) },
    clients: [
      { ...client, clientId: 'sliding' },
      { ...client, clientId: 'silent', includeRefreshTokenLifetime: false },
      { ...client, clientId: 'absolute', refreshTokenExpiration: 'absolute' },
      { ...client, clientId: 'reusing', refreshTokenUsage: 'reUse' },
      { ...client, clientId: 'endless', absoluteRefreshTokenLifetime: 0 },
      { ...client, clientId: 'keeping', updateAccessTokenClaimsOnRefresh: false },
    ],
  });
});
afterAll(() => server.close());

const ask = async (clientId: string, form: Record<string, string>) =>
  (await postForm(`${server.url}/connect/token`, { client_id: clientId, client_secret: 'secret', ...form })).json;
const first = (clientId: string, form = {}) =>
  ask(clientId, {
    grant_type: 'password',
    username: 'alice',
    password: 'wonderland',
    scope: 'orders.read offline_access',
    ...form,
  });
const again = (clientId: string, token: string) => ask(clientId, { grant_type: 'refresh_token', refresh_token: token });

describe('the lifetime of the refresh token (CONTRACT §9)', () => {
  it('follows scope, before custom members, where the client has includeRefreshTokenLifetime', async () => {
    const answer = await first('sliding', { own: 'yes' });
    expect(Object.keys(answer)).toEqual([
      'access_token',
      'expires_in',
      'token_type',
      'refresh_token',
      'scope',
      'refresh_token_expires_in',
      'own',
    ]);
    expect(answer.refresh_token_expires_in).toBe(1000);
  });

  it('is absent without a refresh token, and for other clients, but known to a generator', async () => {
    expect(await first('sliding', { scope: 'orders.read' })).not.toHaveProperty('refresh_token_expires_in');
    expect(created.at(-1)).toBeUndefined();
    expect(await first('silent')).not.toHaveProperty('refresh_token_expires_in');
    expect(created.at(-1)).toBe(1000);
  });

  it('slides with use, up to the absolute end', async () => {
    let { refresh_token: token } = await first('sliding');
    const told: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      server.clock.advance(900);
      const answer = await again('sliding', token);
      token = answer.refresh_token;
      told.push(answer.refresh_token_expires_in ?? answer.error);
    }
    // 900, 1800 and 2700 seconds after the first one, which ends after 2500.
    expect(told).toEqual([1000, 700, 'invalid_grant']);
  });

  it('of a retry is that of the token that the lost answer carried', async () => {
    const { refresh_token: token } = await first('sliding');
    const answered = await again('sliding', token);
    server.clock.advance(7);
    const retried = await again('sliding', token);
    expect(retried.refresh_token).toBe(answered.refresh_token);
    expect([answered.refresh_token_expires_in, retried.refresh_token_expires_in]).toEqual([1000, 993]);
  });

  it('counts down where it is absolute, and moves where a sliding one is used again and again', async () => {
    const absolute = await first('absolute');
    const reusing = await first('reusing');
    expect([absolute.refresh_token_expires_in, reusing.refresh_token_expires_in]).toEqual([2500, 1000]);
    server.clock.advance(600);
    expect((await again('absolute', absolute.refresh_token)).refresh_token_expires_in).toBe(1900);
    expect((await again('reusing', reusing.refresh_token)).refresh_token_expires_in).toBe(1000);
  });

  it('has no absolute end where that is 0, as long as the token is used', async () => {
    let { refresh_token: token } = await first('endless');
    for (let round = 0; round < 5; round += 1) {
      server.clock.advance(999);
      const answer = await again('endless', token);
      expect(answer.refresh_token_expires_in).toBe(1000);
      token = answer.refresh_token;
    }
    server.clock.advance(1000);
    expect((await again('endless', token)).error).toBe('invalid_grant');
  });

  it('is told of a token that is stored after its access token, too', async () => {
    expect((await first('keeping')).refresh_token_expires_in).toBe(1000);
  });
});
