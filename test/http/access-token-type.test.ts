import { decodeProtectedHeader } from 'jose';
import { protectResource } from 'mintmark/resource-server';
import { createTestServer, type TestServer, type TestServerOptions } from 'mintmark/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { authorizeUrl, codeRequest, redirectUri } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { basic, postForm } from '../support/connect.ts';

const spring = 'https://spring.example.com';
const options: TestServerOptions = {
  apiScopes: [{ name: 'orders.read' }, { name: 'stock.read' }],
  apiResources: [
    { name: spring, scopes: ['orders.read'], accessTokenJwtType: 'JWT', apiSecrets: [{ value: 'secret' }] },
    { name: 'https://stock.example.com', scopes: ['stock.read'] },
  ],
  users: [{ subject: '1', username: 'alice', password: 'wonderland' }],
  clients: [
    {
      clientId: 'web',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['password', 'authorization_code', 'urn:openid:params:grant-type:ciba'],
      allowedScopes: ['openid', 'orders.read', 'stock.read'],
      allowOfflineAccess: true,
      redirectUris: [redirectUri],
    },
  ],
};

let server: TestServer;
afterEach(() => server.close());

const headers = { authorization: basic('web', 'secret') };
const token = async (form: Record<string, string>) =>
  (await postForm(`${server.url}/connect/token`, form, headers)).json;
const tokens = (scope: string) =>
  token({ grant_type: 'password', username: 'alice', password: 'wonderland', scope: `openid offline_access ${scope}` });
const typeOf = (jwt: string) => decodeProtectedHeader(jwt).typ;
const introspect = async (jwt: string, caller = 'web') =>
  (await postForm(`${server.url}/connect/introspect`, { token: jwt }, { authorization: basic(caller, 'secret') })).json;
const userInfo = (jwt: string) =>
  fetch(`${server.url}/connect/userinfo`, { headers: { authorization: `Bearer ${jwt}` } });

describe('accessTokenJwtType (RFC 9068 §2.1, and libraries of before)', () => {
  it('is at+jwt, for each API that says nothing else', async () => {
    server = await createTestServer(options);
    expect(typeOf((await tokens('stock.read')).access_token)).toBe('at+jwt');
    expect(typeOf((await tokens('')).access_token)).toBe('at+jwt');
    const answer = await tokens('orders.read');
    expect(typeOf(answer.access_token)).toBe('JWT');
    const refreshed = await token({ grant_type: 'refresh_token', refresh_token: answer.refresh_token });
    expect(typeOf(refreshed.access_token)).toBe('JWT');
  });

  it('of the server is that of all others', async () => {
    server = await createTestServer({ ...options, accessTokenJwtType: 'JWT' });
    expect(typeOf((await tokens('stock.read')).access_token)).toBe('JWT');
    expect(typeOf((await tokens('')).access_token)).toBe('JWT');
  });

  it('that differs makes no common token (RFC 8707 §2)', async () => {
    server = await createTestServer(options);
    expect((await tokens('orders.read stock.read')).error).toBe('invalid_target');
  });

  it('JWT is taken back: by introspection, userinfo and revocation', async () => {
    server = await createTestServer(options);
    const { access_token: jwt } = await tokens('orders.read');
    expect(await introspect(jwt)).toMatchObject({ active: true, sub: '1' });
    expect(await introspect(jwt, spring)).toMatchObject({ active: true, aud: spring });
    expect((await userInfo(jwt)).status).toBe(200);
    await postForm(`${server.url}/connect/revocation`, { token: jwt }, headers);
    expect(await introspect(jwt)).toEqual({ active: false });
  });

  it('JWT is taken by an API that is told so, and by no other (RFC 9068 §4)', async () => {
    server = await createTestServer(options);
    const { access_token: jwt } = await tokens('orders.read');
    const ask = async (tokenTypes?: readonly string[]) => {
      const api = protectResource({
        resource: spring,
        issuer: server.url,
        clock: server.clock,
        ...(tokenTypes === undefined ? {} : { tokenTypes }),
      });
      return api.verify(new Request(`${spring}/orders`, { headers: { authorization: `Bearer ${jwt}` } }));
    };
    expect(await ask(['JWT'])).toMatchObject({ subject: '1', clientId: 'web' });
    expect(await ask()).toBeInstanceOf(Response);
  });

  it('JWT makes no access token of an ID token (RFC 8725 §3.12)', async () => {
    server = await createTestServer({ ...options, accessTokenJwtType: 'JWT' });
    const first = await tokens('orders.read');
    const { id_token: jwt } = await token({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect(typeOf(jwt)).toBe('JWT');
    expect(await introspect(jwt)).toEqual({ active: false });
    expect((await userInfo(jwt)).status).toBe(401);
  });

  it('JWT makes no id_token_hint of an access token (RFC 8725 §3.12)', async () => {
    server = await createTestServer(options);
    const jwt = await tokenForNamesake();
    const reply = await new Browser().get(
      authorizeUrl(server, codeRequest({ scope: 'openid', prompt: 'none', id_token_hint: jwt })),
    );
    expect(locationOf(reply).searchParams.get('error')).toBe('invalid_request');
    const ciba = { scope: 'openid', id_token_hint: jwt };
    expect((await postForm(`${server.url}/connect/ciba`, ciba, headers)).json.error).toBe('invalid_request');
  });
});

/** An access token for an API that is called like a client, and so looks like what that client was told of its user. */
async function tokenForNamesake(): Promise<string> {
  const { tokenService } = server.server.services;
  const context = { requestId: 'test', now: server.clock.now(), issuer: server.url };
  return tokenService.serializeAccessToken(
    {
      issuer: server.url,
      clientId: 'web',
      subjectId: '1',
      shownSubject: '1',
      hasUser: true,
      audience: ['web'],
      scopes: ['openid'],
      issuedAt: server.clock.now(),
      lifetime: 300,
      tokenType: 'jwt',
      family: 'f',
      jwtType: 'JWT',
      allowedSigningAlgorithms: [],
      claims: { auth_time: server.clock.now() },
    },
    context,
  );
}
