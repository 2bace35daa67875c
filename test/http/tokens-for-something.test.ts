import { decodeJwt } from 'jose';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, authorizeUrl, challenge, interactionOf, verifier } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { basic, postForm } from '../support/connect.ts';

const [a, b] = ['https://a.example.com', 'https://b.example.com'];
const callback = 'https://web.example/callback';
let server: TestServer;
beforeAll(async () => {
  const client = { clientSecrets: [{ value: 'secret' }], redirectUris: [callback], allowOfflineAccess: true };
  server = await createTestServer({
    interactionUrl: () => undefined,
    apiScopes: ['a.read', 'b.read', 'free'].map((name) => ({ name })),
    apiResources: [
      { name: a, scopes: ['a.read'], requireResourceIndicator: true, userClaims: ['email'] },
      { name: b, scopes: ['b.read'], requireResourceIndicator: true },
      {
        name: 'https://c.example.com:443/Path/',
        scopes: ['free'],
        userClaims: ['name'],
        apiSecrets: [{ value: 'api' }],
      },
      { name: 'https://d.example.com', scopes: ['free'], userClaims: ['email'], apiSecrets: [{ value: 'api' }] },
    ],
    users: [
      { subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'Alice', email: 'a@example.com' } },
    ],
    clients: [
      {
        ...client,
        clientId: 'web',
        allowedGrantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
        allowedScopes: ['openid', 'a.read', 'b.read', 'free'],
      },
      {
        ...client,
        clientId: 'reference',
        accessTokenType: 'reference',
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'free'],
      },
      {
        ...client,
        clientId: 'online',
        allowOfflineAccess: false,
        allowedGrantTypes: [
          'authorization_code',
          'urn:ietf:params:oauth:grant-type:device_code',
          'urn:openid:params:grant-type:ciba',
        ],
        allowedScopes: ['openid'],
      },
    ],
  });
});
afterAll(() => server.close());

async function codeFor(scope: string, resources: readonly string[], clientId = 'web'): Promise<string> {
  const browser = new Browser();
  const request = {
    client_id: clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    prompt: scope.includes('offline_access') && clientId !== 'online' ? 'consent' : '',
  };
  const url = resources.reduce(
    (all, one) => `${all}&resource=${encodeURIComponent(one)}`,
    authorizeUrl(server, request),
  );
  let page = await browser.get(url);
  page = await answer(server, browser, page, { login: { username: 'alice', password: 'wonderland' } });
  if (page.headers.get('location')?.startsWith(callback) !== true) {
    const id = interactionOf(page);
    const { scopes } = (await (await browser.get(`${server.url}/interaction/${id}`)).json()) as { scopes: string[] };
    page = await answer(server, browser, page, { consent: { scopes } });
  }
  return locationOf(page).searchParams.get('code')!;
}

const redeem = (code: string, further: Record<string, string> = {}, clientId = 'web') =>
  postForm(
    `${server.url}/connect/token`,
    { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier, ...further },
    { authorization: basic(clientId, 'secret') },
  );
const refresh = (token: string, further: Record<string, string> = {}) =>
  postForm(
    `${server.url}/connect/token`,
    { grant_type: 'refresh_token', refresh_token: token, ...further },
    { authorization: basic('web', 'secret') },
  );

describe('a token is for something (RFC 6749 §3.3, RFC 8707 §2)', () => {
  it('or it is refused, and the code still good: two APIs that each want to be named', async () => {
    const code = await codeFor('a.read b.read', [a, b]);
    const refused = await redeem(code);
    expect([refused.status, refused.json.error]).toEqual([400, 'invalid_target']);
    const { json } = await redeem(code, { resource: a });
    expect([decodeJwt(json.access_token).aud, json.scope]).toEqual([a, 'a.read']);
  });

  it('for client credentials likewise', async () => {
    const form = { grant_type: 'client_credentials', scope: 'a.read' };
    const headers = { authorization: basic('web', 'secret') };
    expect((await postForm(`${server.url}/connect/token`, form, headers)).json.error).toBe('invalid_target');
    const named = await postForm(`${server.url}/connect/token`, { ...form, resource: a }, headers);
    expect(named.json.scope).toBe('a.read');
  });

  it('asks nobody for scopes that no token of the authorization can have', async () => {
    const { json } = await redeem(await codeFor('a.read b.read offline_access', [a]));
    expect(json.scope).toBe('a.read offline_access');
    const other = await refresh(json.refresh_token, { scope: 'b.read' });
    expect([other.status, other.json.error]).toEqual([400, 'invalid_scope']);
  });

  it('has no scope that means nothing to its audience (RFC 9068 §2.2.3)', async () => {
    const { json } = await redeem(await codeFor('free a.read', []));
    expect([json.scope, decodeJwt(json.access_token).scope]).toEqual(['free', 'free']);
  });
});

describe('scopes that the client may not have any more', () => {
  it('narrow a refresh, and say so; when nothing is left the grant is over', async () => {
    const { clients, store } = server.server.services;
    const stored = { ...(await clients.find('web'))!, clientId: 'stored' };
    await store.clients.insert(stored);
    const allow = async (...allowedScopes: string[]) => {
      await store.clients.update({ ...stored, allowedScopes });
      server.clock.advance(5);
    };
    const authorization = basic('stored', 'secret');
    const again = (token: string, further: Record<string, string> = {}) =>
      postForm(
        `${server.url}/connect/token`,
        { grant_type: 'refresh_token', refresh_token: token, ...further },
        { authorization },
      );
    const code = await codeFor('free b.read offline_access', [], 'stored');
    const { json } = await redeem(code, { resource: b }, 'stored');
    await allow('openid', 'free');
    const narrowed = await again(json.refresh_token);
    expect([narrowed.status, narrowed.json.scope]).toEqual([200, 'free offline_access']);
    expect((await again(narrowed.json.refresh_token, { scope: 'b.read' })).json.error).toBe('invalid_scope');
    await allow('openid');
    const over = await again(narrowed.json.refresh_token);
    expect([over.status, over.json.error]).toEqual([400, 'invalid_grant']);
    const form = { token: narrowed.json.refresh_token };
    const introspected = await postForm(`${server.url}/connect/introspect`, form, { authorization });
    expect(introspected.json).toEqual({ active: false });
  });
});

describe('offline_access of a client that may not have it is ignored (OpenID Connect Core §11)', () => {
  it('at the authorization endpoint', async () => {
    const { json } = await redeem(await codeFor('openid offline_access', [], 'online'), {}, 'online');
    expect([json.scope, json.refresh_token]).toEqual(['openid', undefined]);
  });

  it.each([
    [
      '/connect/par',
      { response_type: 'code', redirect_uri: callback, code_challenge: challenge, code_challenge_method: 'S256' },
      201,
    ],
    ['/connect/deviceauthorization', {}, 200],
    ['/connect/ciba', { login_hint: 'alice' }, 200],
  ])('at %s', async (path, further, status) => {
    const form = { scope: 'openid offline_access', ...further };
    const answered = await postForm(server.url + path, form, { authorization: basic('online', 'secret') });
    expect(answered.status).toBe(status);
  });

  it('and alone it is no scope', async () => {
    const headers = { authorization: basic('online', 'secret') };
    const answered = await postForm(`${server.url}/connect/deviceauthorization`, { scope: 'offline_access' }, headers);
    expect(answered.json.error).toBe('invalid_scope');
  });
});

describe('a resource is the same however its URL is written (RFC 3986 §6.2)', () => {
  it.each(['https://a.example.com/', 'HTTPS://A.EXAMPLE.com', 'https://a.example.com:443'])('%s', async (resource) => {
    const { json } = await redeem(await codeFor('a.read', [resource]));
    expect(decodeJwt(json.access_token).aud).toBe(a);
  });

  it.each([
    ['https://c.example.com/Path/', 200],
    ['https://C.example.com:443/Path/', 200],
    ['https://c.example.com/path/', 400],
    ['https://c.example.com/Path', 400],
    ['https://c.example.com:444/Path/', 400],
    ['http://c.example.com/Path/', 400],
  ])('%s: %i', async (resource, status) => {
    const form = { grant_type: 'client_credentials', scope: 'free', resource };
    const answered = await postForm(`${server.url}/connect/token`, form, { authorization: basic('web', 'secret') });
    expect(answered.status).toBe(status);
  });
});

it('tells an API of a reference token only what it asked for itself, and itself as audience', async () => {
  const { json } = await redeem(await codeFor('free', [], 'reference'), {}, 'reference');
  const ask = async (name: string) =>
    (
      await postForm(
        `${server.url}/connect/introspect`,
        { token: json.access_token },
        { authorization: basic(name, 'api') },
      )
    ).json;
  const [c, d] = [await ask('https://c.example.com:443/Path/'), await ask('https://d.example.com')];
  expect([c.active, c.aud, c.name, c.email]).toEqual([true, 'https://c.example.com:443/Path/', 'Alice', undefined]);
  expect([d.active, d.aud, d.name, d.email]).toEqual([true, 'https://d.example.com', undefined, 'a@example.com']);
});
