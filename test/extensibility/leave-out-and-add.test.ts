import {
  type CustomResponse,
  type ITokenResponseGenerator,
  type RequestContext,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';
import type { TestServerOptions } from 'mintmark/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { clientCredentials, type Fixture, password, serve } from './fixture.ts';

let server: Fixture;
afterEach(() => server.close());

/** A generator that replaces members of every response. */
function replacing(change: Partial<TokenResponse>): TestServerOptions {
  class Changed extends TokenResponseGenerator {
    override async process(result: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse> {
      return { ...(await super.process(result, context)), ...change };
    }
  }
  return { services: { tokenResponseGenerator: (services) => new Changed(services) } };
}

function recordingLog() {
  const warnings: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn: (message: string) => void warnings.push(message),
    error() {},
    child: () => log,
  };
  return { log, warnings };
}

describe('leaving standard members out (CONTRACT §5)', () => {
  it.each([
    [{ scope: undefined }, ['access_token', 'expires_in', 'token_type', 'refresh_token']],
    [{ accessTokenLifetime: undefined }, ['access_token', 'token_type', 'refresh_token', 'scope']],
    [{ accessTokenType: undefined }, ['access_token', 'expires_in', 'refresh_token', 'scope']],
    [{ refreshToken: undefined }, ['access_token', 'expires_in', 'token_type', 'scope']],
    [{ accessToken: undefined }, ['expires_in', 'token_type', 'refresh_token', 'scope']],
  ] as const)('%o is absent from the JSON', async (change, members) => {
    server = await serve(replacing(change));
    const { status, body } = await server.post('legacy', { ...password, scope: 'orders.read offline_access' });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(members);
  });

  it('an ID token that is left out is absent, too', async () => {
    server = await serve(replacing({ identityToken: undefined }));
    const first = await server.post('legacy', { ...password, scope: 'openid offline_access' });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
    const { body } = await server.post('legacy', refresh);
    expect(Object.keys(body)).toEqual(['access_token', 'expires_in', 'token_type', 'refresh_token', 'scope']);
  });

  it('a response of which everything is left out is an empty object', async () => {
    class Nothing implements ITokenResponseGenerator {
      async process(): Promise<TokenResponse> {
        return { custom: {} };
      }
    }
    server = await serve({ services: { tokenResponseGenerator: () => new Nothing() } });
    expect((await server.post('worker', clientCredentials)).body).toEqual({});
  });
});

describe('adding members (CONTRACT §5)', () => {
  it('custom members of any JSON shape follow the standard ones, in their order', async () => {
    const custom: CustomResponse = {
      organization: { id: 7, roles: ['owner', { name: 'auditor', since: null }], trial: false },
      note: 'ü "quoted"',
    };
    server = await serve(replacing({ custom }));
    const { body } = await server.post('worker', clientCredentials);
    expect(Object.keys(body)).toEqual(['access_token', 'expires_in', 'token_type', 'scope', 'organization', 'note']);
    expect(body).toMatchObject({
      organization: { id: 7, roles: ['owner', { name: 'auditor', since: null }], trial: false },
      note: 'ü "quoted"',
    });
  });

  it('a custom member that is undefined is absent, nested or not; other falsy ones are sent', async () => {
    const custom: CustomResponse = {
      tenant: undefined,
      quota: { burst: undefined, perMinute: 0 },
      no: false,
      empty: '',
      nothing: null,
    };
    server = await serve(replacing({ custom }));
    const { body } = await server.post('worker', clientCredentials);
    const { access_token: _, expires_in: __, token_type: ___, scope: ____, ...rest } = body;
    expect(rest).toEqual({ quota: { perMinute: 0 }, no: false, empty: '', nothing: null });
    expect(Object.hasOwn(body, 'tenant')).toBe(false);
  });

  it('a custom member named __proto__ is a member like others', async () => {
    server = await serve(replacing({ custom: { ['__proto__']: { admin: true }, constructor: 'x' } }));
    const response = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'worker', client_secret: 'secret', ...clientCredentials }),
    });
    expect(await response.text()).toMatch(/"scope":"orders\.read","__proto__":\{"admin":true\},"constructor":"x"\}$/);
  });

  it('a custom member with the name of a standard one is not sent, and one warning names it', async () => {
    const { log, warnings } = recordingLog();
    server = await serve({ ...replacing({ custom: { scope: 'all', expires_in: 1, note: 'sent' } }), log });
    for (const _ of [1, 2]) {
      const { body } = await server.post('worker', clientCredentials);
      expect(body).toMatchObject({ scope: 'orders.read', expires_in: 3600, note: 'sent' });
    }
    expect(warnings.filter((warning) => warning.startsWith('custom member'))).toEqual([
      'custom member scope is not sent: it has the name of a standard one',
      'custom member expires_in is not sent: it has the name of a standard one',
    ]);
  });

  it('a standard member that is left out cannot come back by custom', async () => {
    server = await serve(replacing({ scope: undefined, custom: { scope: 'all' } }));
    expect((await server.post('worker', clientCredentials)).body).not.toHaveProperty('scope');
  });

  it('the answer is JSON that nobody stores (RFC 6749 §5.1)', async () => {
    server = await serve(replacing({ custom: { note: 'x' }, dpopNonce: 'n-1' }));
    const response = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'worker', client_secret: 'secret', ...clientCredentials }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('pragma')).toBe('no-cache');
    expect(response.headers.get('dpop-nonce')).toBe('n-1');
  });
});

describe('replacing the generator whole (CONTRACT §5)', () => {
  it('the server asks only for process', async () => {
    class Opaque implements ITokenResponseGenerator {
      async process({ request }: TokenRequestValidationResult, context: RequestContext): Promise<TokenResponse> {
        return { accessToken: `${request.client.clientId}@${context.issuer}`, accessTokenType: 'Bearer', custom: {} };
      }
    }
    server = await serve({ services: { tokenResponseGenerator: () => new Opaque() } });
    expect((await server.post('worker', clientCredentials)).body).toEqual({
      access_token: `worker@${server.url}`,
      token_type: 'Bearer',
    });
  });

  it('what it throws by mistake is a server_error that says nothing of its cause', async () => {
    server = await serve({
      services: {
        tokenResponseGenerator: () => ({
          process: () => Promise.reject(new Error('password of the database')),
        }),
      },
    });
    const { status, body } = await server.post('worker', clientCredentials);
    expect(status).toBe(500);
    expect(body.error).toBe('server_error');
    expect(JSON.stringify(body)).not.toContain('database');
  });
});
