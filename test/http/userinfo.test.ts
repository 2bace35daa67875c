import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { authorizeServer, type Parameters, redeem, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

let server: TestServer;
const shared = {
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: ['authorization_code'],
  allowedScopes: ['openid', 'profile', 'email', 'api.read'],
};

beforeAll(async () => {
  server = await authorizeServer({
    clients: [
      {
        ...shared,
        clientId: 'signed',
        redirectUris: ['https://signed.example/cb'],
        userInfoSignedResponseAlgorithm: 'RS256',
      },
      { ...shared, clientId: 'pairwise', redirectUris: ['https://pairwise.example/cb'], pairwiseSubjectSalt: 'grain' },
      { ...shared, clientId: 'opaque', redirectUris: ['https://opaque.example/cb'], accessTokenType: 'reference' },
    ],
  });
});
afterAll(() => server.close());

async function accessToken(clientId = 'web', changes: Parameters = {}): Promise<string> {
  const uri = clientId === 'web' ? {} : { client_id: clientId, redirect_uri: `https://${clientId}.example/cb` };
  const code = locationOf(await signIn(server, new Browser(), { ...uri, ...changes })).searchParams.get('code')!;
  const response = await redeem(server, code, uri);
  return ((await response.json()) as { access_token: string }).access_token;
}

function ask(headers: Record<string, string>, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}/connect/userinfo`, { ...init, headers });
}

describe('userinfo', () => {
  it.each([
    'web',
    'opaque',
  ])('answers GET and POST by header, and POST by form (OpenID Connect Core §5.3.1): %s', async (client) => {
    const token = await accessToken(client, { scope: 'openid profile email' });
    const expected = { sub: '1', name: 'Alice', preferred_username: 'alice', email: 'alice@example.com' };
    const get = await ask({ authorization: `bearer ${token}` });
    expect(get.headers.get('content-type')).toBe('application/json');
    expect(await get.json()).toEqual(expected);
    expect(await (await ask({ authorization: `Bearer ${token}` }, { method: 'POST' })).json()).toEqual(expected);
    const body = new URLSearchParams({ access_token: token });
    expect(await (await ask({}, { method: 'POST', body })).json()).toEqual(expected);
  });

  it.each([
    'web',
    'opaque',
  ])('gives a claim that the claims parameter asks for, without its scope (OpenID Connect Core §5.5): %s', async (client) => {
    const claims = JSON.stringify({ userinfo: { email: { essential: true } } });
    const token = await accessToken(client, { scope: 'openid', claims });
    const answer = await ask({ authorization: `Bearer ${token}` });
    expect(await answer.json()).toEqual({ sub: '1', email: 'alice@example.com' });
  });

  it('names the user as the client knows them (OpenID Connect Core §8.1)', async () => {
    const token = await accessToken('pairwise', { scope: 'openid' });
    const { sub } = (await (await ask({ authorization: `Bearer ${token}` })).json()) as { sub: string };
    expect(sub).toMatch(/^[\w-]{43}$/);
    expect(sub).toBe(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sub);
  });

  it.each([
    ['the client registered for it', 'signed', {}],
    ['the request accepts it', 'web', { accept: 'application/jwt' }],
  ])('signs its answer where %s (OpenID Connect Core §5.3.2)', async (_name, client, headers) => {
    const token = await accessToken(client);
    const response = await ask({ authorization: `Bearer ${token}`, ...headers });
    expect(response.headers.get('content-type')).toBe('application/jwt');
    const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/openid-configuration/jwks`));
    const { payload, protectedHeader } = await jwtVerify(await response.text(), keys, {
      issuer: server.url,
      audience: client,
    });
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload.sub).toBe('1');
    expect(payload).not.toHaveProperty('nonce');
  });

  it('challenges without naming an error when there is no token, in the body neither (RFC 6750 §3.1)', async () => {
    const response = await ask({});
    expect([response.status, await response.json()]).toEqual([401, {}]);
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="mintmark", DPoP realm="mintmark", algs="ES256 RS256 PS256 [A-Za-z0-9 ]+"$/,
    );
  });

  it.each([
    'Bearer',
    'Bearer a b',
    'Basic YTpi',
  ])('refuses the header “%s”, which carries no token (RFC 6750 §2.1)', async (authorization) => {
    const response = await ask({ authorization });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: 'invalid_request',
      error_description: 'The Authorization header is malformed.',
    });
  });

  it('refuses a token in the URL, and one in two places (RFC 9700 §4.3.2, RFC 6750 §2)', async () => {
    const token = await accessToken();
    const url = `${server.url}/connect/userinfo?access_token=${token}`;
    expect((await fetch(url)).status).toBe(400);
    const body = new URLSearchParams({ access_token: token });
    const both = await ask({ authorization: `Bearer ${token}` }, { method: 'POST', body });
    expect(both.status).toBe(400);
    expect(both.headers.get('www-authenticate')).toContain('error="invalid_request"');
  });

  it('refuses an unknown, a changed and an expired token (RFC 6750 §3.1)', async () => {
    const token = await accessToken();
    const expected = /^Bearer realm="mintmark", error="invalid_token"/;
    for (const bad of ['nonsense', `${token.slice(0, -6)}AAAAAA`]) {
      const response = await ask({ authorization: `Bearer ${bad}` });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(expected);
    }
    server.clock.advance(3601);
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it('refuses a token without openid (OpenID Connect Core §5.3.1)', async () => {
    const response = await ask({ authorization: `Bearer ${await accessToken('web', { scope: 'api.read' })}` });
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect(response.headers.get('www-authenticate')).toContain('scope="openid"');
  });

  it('refuses an ID token (RFC 8725 §3.11)', async () => {
    const code = locationOf(await signIn(server, new Browser())).searchParams.get('code')!;
    const { id_token } = (await (await redeem(server, code)).json()) as { id_token: string };
    expect((await ask({ authorization: `Bearer ${id_token}` })).status).toBe(401);
  });

  it('refuses the token of a family that a replayed code revoked (RFC 6749 §4.1.2)', async () => {
    const code = locationOf(await signIn(server, new Browser())).searchParams.get('code')!;
    const { access_token } = (await (await redeem(server, code)).json()) as { access_token: string };
    expect((await ask({ authorization: `Bearer ${access_token}` })).status).toBe(200);
    expect((await redeem(server, code)).status).toBe(400);
    expect((await ask({ authorization: `Bearer ${access_token}` })).status).toBe(401);
  });

  it('knows no method but GET and POST (RFC 9110 §15.5.6)', async () => {
    const response = await ask({}, { method: 'PUT' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
  });

  it('refuses once the user may not sign in (OpenID Connect Core §5.3.3)', async () => {
    const token = await accessToken();
    await server.server.services.users.setEnabled('1', false);
    try {
      expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(401);
    } finally {
      await server.server.services.users.setEnabled('1', true);
    }
  });
});
