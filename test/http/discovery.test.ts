import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { requestToken } from '../support/connect.ts';
import { startFixture } from '../support/fixture.ts';
import { takesLessThan } from '../support/processor-time.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});
afterAll(() => server.close());

const discovery = '/.well-known/openid-configuration';
const metadata = '/.well-known/oauth-authorization-server';

describe('discovery (OpenID Connect Discovery §4, RFC 8414 §3)', () => {
  it('is the same document at both addresses, and names the issuer exactly', async () => {
    const one = await fetch(server.url + discovery);
    const two = await fetch(server.url + metadata);
    expect(one.status).toBe(200);
    expect(one.headers.get('content-type')).toBe('application/json');
    const text = await one.text();
    expect(await two.text()).toBe(text);
    expect(JSON.parse(text)).toMatchObject({
      issuer: server.url,
      token_endpoint: `${server.url}/connect/token`,
      introspection_endpoint: `${server.url}/connect/introspect`,
      revocation_endpoint: `${server.url}/connect/revocation`,
      jwks_uri: `${server.url}/.well-known/openid-configuration/jwks`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      id_token_signing_alg_values_supported: ['ES256', 'RS256'],
      subject_types_supported: ['public', 'pairwise'],
      claims_supported: expect.arrayContaining(['sub', 'email']),
      scopes_supported: expect.arrayContaining(['openid', 'orders.read', 'offline_access']),
      grant_types_supported: expect.arrayContaining(['client_credentials', 'refresh_token', 'urn:test:grant:as-user']),
    });
  });

  it('offers no algorithm that anybody could forge (RFC 8725 §3.1)', async () => {
    const document = (await (await fetch(server.url + discovery)).json()) as Record<string, unknown>;
    const algorithms = Object.entries(document).filter(([name]) => name.includes('_alg_values'));
    expect(algorithms.length).toBeGreaterThan(3);
    for (const [, values] of algorithms) {
      for (const value of values as string[]) expect(value).toMatch(/^(?:[REP]S(?:256|384|512)|EdDSA|Ed25519)$/);
    }
  });

  it('names the implicit grant where a client has it, beside its response types', async () => {
    const own = await startFixture({
      moreClients: [
        {
          clientId: 'implicit',
          requireClientSecret: false,
          allowedGrantTypes: ['implicit'],
          allowedResponseTypes: ['id_token'],
          allowedScopes: ['openid'],
          redirectUris: ['https://implicit.example/callback'],
        },
      ],
    });
    const document = (await (await fetch(own.url + discovery)).json()) as Record<string, unknown>;
    expect(document.grant_types_supported).toContain('implicit');
    expect(document.response_types_supported).toEqual(['code', 'id_token']);
    await own.close();
    const usual = (await (await fetch(server.url + discovery)).json()) as Record<string, unknown>;
    expect(usual.grant_types_supported).not.toContain('implicit');
    expect(usual.response_types_supported).toEqual(['code']);
  });

  it('names no scope that is switched off', async () => {
    const { scopes_supported } = (await (await fetch(server.url + discovery)).json()) as { scopes_supported: string[] };
    expect(scopes_supported).not.toContain('withdrawn');
  });

  it.each([
    discovery,
    metadata,
    `${discovery}/jwks`,
  ])('%s is answered 304 to who has it (RFC 9110 §13.1.2)', async (path) => {
    const first = await fetch(server.url + path);
    await first.text();
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    const etag = first.headers.get('etag')!;
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const second = await fetch(server.url + path, { headers: { 'if-none-match': known } });
      expect(second.status).toBe(304);
      expect(await second.text()).toBe('');
    }
    expect((await fetch(server.url + path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it.each([discovery, `${discovery}/jwks`])('costs next to nothing at %s, whatever it is asked with', async (path) => {
    const headers = { 'if-none-match': `a${' '.repeat(15_000)}b` };
    const ask = async () => (await fetch(server.url + path, { headers })).text();
    expect(await takesLessThan(50, ask)).toBe(true);
  });

  it.each(['POST', 'PUT', 'DELETE'])('refuses %s with 405 and Allow', async (method) => {
    for (const path of [discovery, metadata, `${discovery}/jwks`]) {
      const response = await fetch(server.url + path, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD');
    }
  });

  it('answers HEAD without a body, and does not mind a query', async () => {
    const head = await fetch(server.url + discovery, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect((await fetch(`${server.url}${discovery}?x=1`)).status).toBe(200);
  });

  it('publishes public keys only, each with kid, alg and use (RFC 7517 §4, §9.2)', async () => {
    const { keys } = (await (await fetch(`${server.url}${discovery}/jwks`)).json()) as {
      keys: Record<string, string>[];
    };
    expect(keys.map(({ alg }) => alg).sort()).toEqual(['ES256', 'RS256']);
    for (const key of keys) {
      expect(key.kid).toMatch(/^[\w-]{20,}$/);
      expect(key.use).toBe('sig');
      for (const secretMember of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secretMember);
    }
  });
});

describe('an issuer with a path (CONTRACT §4, RFC 8414 §3.1)', () => {
  it('has everything under the path, and the metadata at both of its addresses', async () => {
    const nested = await startFixture({ path: '/id' });
    const origin = new URL(nested.url).origin;
    for (const path of ['/id/.well-known/openid-configuration', `${metadata}/id`, `${discovery}/id`]) {
      const response = await fetch(origin + path);
      expect(response.status).toBe(200);
      expect(((await response.json()) as { issuer: string }).issuer).toBe(nested.url);
    }
    expect((await fetch(`${origin}/.well-known/openid-configuration`)).status).toBe(404);
    expect((await fetch(`${origin}${metadata}/other`)).status).toBe(404);
    const { status, json } = await requestToken(nested, 'machine', { grant_type: 'client_credentials' });
    expect(status).toBe(200);
    expect(json.access_token).toBeDefined();
    await nested.close();
  });
});

describe('CORS (Fetch §3.2)', () => {
  const origin = 'https://app.example.com';
  const preflight = (path: string, from: string) =>
    fetch(server.url + path, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,dpop',
      },
    });

  it('lets every page read discovery and keys', async () => {
    for (const path of [discovery, metadata, `${discovery}/jwks`]) {
      const response = await fetch(server.url + path, { headers: { origin: 'https://anybody.example' } });
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect((await preflight(path, 'https://anybody.example')).headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  it('lets pages that some client lists call the token and revocation endpoints, errors included', async () => {
    for (const path of ['/connect/token', '/connect/revocation']) {
      const asked = await preflight(path, origin);
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
      expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('dpop');
      expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams(),
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('dpop-nonce');
      expect(response.headers.get('vary')?.toLowerCase()).toContain('origin');
    }
  });

  it.each([
    'https://evil.example',
    'null',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'https://app.example.com:8443',
  ])('does not let %s', async (from) => {
    expect((await preflight('/connect/token', from)).headers.get('access-control-allow-origin')).toBeNull();
    const response = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { origin: from },
      body: new URLSearchParams({ client_id: 'machine' }),
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is not offered at introspection, where pages have no business', async () => {
    const asked = await preflight('/connect/introspect', origin);
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('adds nothing for callers that are no pages', async () => {
    const { headers } = await requestToken(server, 'machine', { grant_type: 'client_credentials' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('signed metadata (RFC 8414 §2.1)', () => {
  it('holds the document once more, signed, and is renewed within the hour', async () => {
    const signing = await startFixture({ signedMetadata: true });
    const read = async () => (await (await fetch(signing.url + metadata)).json()) as Record<string, unknown>;
    const first = await read();
    const keys = createLocalJWKSet((await (await fetch(`${signing.url}${discovery}/jwks`)).json()) as JSONWebKeySet);
    const { payload } = await jwtVerify(String(first.signed_metadata), keys, { issuer: signing.url });
    const { iss, iat, ...claims } = payload;
    const { signed_metadata: _, ...document } = first;
    expect(claims).toEqual(document);
    expect([iss, iat]).toEqual([signing.url, signing.clock.now()]);
    signing.clock.advance(3599);
    expect((await read()).signed_metadata).toBe(first.signed_metadata);
    signing.clock.advance(1);
    expect(decodeJwt(String((await read()).signed_metadata)).iat).toBe(signing.clock.now());
    await signing.close();
  });
});

it('announces what a profile of the whole server asks for (FAPI 2.0 Message Signing §5.3)', async () => {
  const strict = await createTestServer({ profile: 'fapi2MessageSigning' });
  const document = (await (await fetch(strict.url + discovery)).json()) as Record<string, unknown>;
  expect(document).toMatchObject({
    require_pushed_authorization_requests: true,
    require_signed_request_object: true,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256', 'EdDSA', 'Ed25519'],
    request_object_signing_alg_values_supported: ['ES256', 'PS256', 'EdDSA', 'Ed25519'],
  });
  await strict.close();
});
