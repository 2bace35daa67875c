import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { basic, introspect, postForm, refresh, requestToken, revoke, signIn } from '../support/connect.ts';
import { ordersApi, secret, startFixture } from '../support/fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});
afterAll(() => server.close());

const machineToken = async (clientId = 'machine', scope?: string) =>
  (await requestToken(server, clientId, { grant_type: 'client_credentials', scope })).json.access_token as string;
const ask = (caller: string, token: string) => introspect(server, caller, token);

describe.each([
  ['machine', 'a JWT'],
  ['reference-machine', 'a reference token'],
])('introspection of what %s got, %s (RFC 7662 §2.2)', (clientId) => {
  it('tells an API all about a token for it, with the right types', async () => {
    const answer = await ask(ordersApi, await machineToken(clientId));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const now = server.clock.now();
    expect(answer.json).toEqual({
      active: true,
      iss: server.url,
      nbf: now,
      iat: now,
      exp: now + 3600,
      aud: ordersApi,
      scope: 'orders.read orders.write',
      client_id: clientId,
      sub: clientId,
      jti: expect.stringMatching(/^[\w-]{22}\.[\w-]{22}$/),
      token_type: 'Bearer',
    });
  });

  it('tells the client that it was issued to', async () => {
    const { json } = await ask(clientId, await machineToken(clientId));
    expect(json).toMatchObject({ active: true, client_id: clientId, scope: 'orders.read orders.write' });
  });

  it.each([
    'urn:api1',
    'other-machine',
    'application',
  ])('tells %s, whom it does not concern, nothing', async (caller) => {
    expect((await ask(caller, await machineToken(clientId))).text).toBe('{"active":false}');
  });

  it('tells nothing of an expired token', async () => {
    const token = await machineToken(clientId);
    server.clock.advance(3599);
    expect((await ask(ordersApi, token)).json.active).toBe(true);
    server.clock.advance(1);
    expect((await ask(ordersApi, token)).text).toBe('{"active":false}');
  });

  it('tells nothing of a revoked token, and goes on telling of its siblings', async () => {
    const token = await machineToken(clientId);
    const sibling = await machineToken(clientId);
    expect((await revoke(server, clientId, token)).status).toBe(200);
    expect((await ask(ordersApi, token)).text).toBe('{"active":false}');
    expect((await ask(ordersApi, sibling)).json.active).toBe(true);
  });

  it.each([
    'access_token',
    'refresh_token',
    'unheard_of',
    '',
    undefined,
  ])('answers the same whatever the hint: %s (RFC 7662 §2.1)', async (hint) => {
    const token = await machineToken(clientId);
    const { json } = await postForm(
      `${server.url}/connect/introspect`,
      { token, token_type_hint: hint },
      { authorization: basic(ordersApi) },
    );
    expect(json.active).toBe(true);
  });
});

describe('introspection (RFC 7662)', () => {
  it('shows an API its own scopes only, and every audience', async () => {
    const token = await machineToken('numbered-machine');
    const { json } = await ask('urn:api1', token);
    expect(json.scope).toBe('scope1 scope3');
    expect(json.aud).toEqual(['urn:api1', 'urn:api2']);
    expect((await ask('urn:api2', token)).json.scope).toBe('scope2');
  });

  it('shows who the user is and how they signed in', async () => {
    const { json } = await signIn(server, 'application');
    expect((await ask(ordersApi, json.access_token)).json).toMatchObject({
      active: true,
      sub: 'subject-of-alice',
      idp: 'local',
      amr: ['custom'],
      scope: 'orders.read orders.write',
      name: 'Alice Smith',
      email: 'alice@example.com',
    });
  });

  it('tells a client of its own refresh token, and nobody else', async () => {
    const { refresh_token } = (await signIn(server, 'application')).json;
    const now = server.clock.now();
    expect((await ask('application', refresh_token)).json).toEqual({
      active: true,
      iss: server.url,
      client_id: 'application',
      sub: 'subject-of-alice',
      scope: 'openid orders.read orders.write offline_access',
      iat: now,
      exp: now + 1_296_000,
      token_type: 'refresh_token',
    });
    for (const caller of [ordersApi, 'other-application', 'machine']) {
      expect((await ask(caller, refresh_token)).text).toBe('{"active":false}');
    }
    const next = (await refresh(server, 'application', refresh_token)).json.refresh_token;
    expect((await ask('application', refresh_token)).text).toBe('{"active":false}');
    expect((await ask('application', next)).json.active).toBe(true);
  });

  it('tells nothing of an expired refresh token', async () => {
    const { refresh_token } = (await signIn(server, 'application')).json;
    server.clock.advance(1_296_000);
    expect((await ask('application', refresh_token)).text).toBe('{"active":false}');
  });

  it('tells nothing of tokens of a user who was switched off', async () => {
    const { access_token } = (await signIn(server, 'application', { user: 'subject-of-bob' })).json;
    const { users } = server.server.services.store;
    await users.update('subject-of-bob', { enabled: false });
    expect((await ask(ordersApi, access_token)).text).toBe('{"active":false}');
    await users.update('subject-of-bob', { enabled: true });
    expect((await ask(ordersApi, access_token)).json.active).toBe(true);
  });

  it('tells nothing of a refresh token that would be refused: its user was switched off, its client lost offline access', async () => {
    const { refresh_token } = (await signIn(server, 'application', { user: 'subject-of-bob' })).json;
    const { clients, users } = server.server.services.store;
    await users.update('subject-of-bob', { enabled: false });
    expect((await ask('application', refresh_token)).text).toBe('{"active":false}');
    await users.update('subject-of-bob', { enabled: true });
    expect((await ask('application', refresh_token)).json.active).toBe(true);

    const stored = { ...(await server.server.services.clients.find('application'))!, clientId: 'stored-application' };
    await clients.insert(stored);
    const theirs = (await signIn(server, 'stored-application')).json.refresh_token;
    expect((await ask('stored-application', theirs)).json.active).toBe(true);
    await clients.update({ ...stored, allowOfflineAccess: false });
    server.clock.advance(5);
    expect((await ask('stored-application', theirs)).text).toBe('{"active":false}');
  });

  it('takes an ID token for no access token (RFC 8725 §3.11)', async () => {
    const { refresh_token } = (await signIn(server, 'application')).json;
    const { id_token } = (await refresh(server, 'application', refresh_token)).json;
    expect((await ask('application', id_token)).text).toBe('{"active":false}');
  });

  it.each([
    ['garbage', () => 'garbage'],
    ['dots', () => '..'],
    ['blanks', () => '   '],
    ['letters beyond ASCII', () => '💥.💥.💥'],
    ['a token without signature', async () => `${(await machineToken()).split('.').slice(0, 2).join('.')}.`],
    ['a token with another signature', async () => `${(await machineToken()).slice(0, -8)}AAAAAAAA`],
    ['an unsigned token', async () => new UnsecuredJWT(decodeJwt(await machineToken())).encode()],
    [
      'a token signed by HMAC under our key id (RFC 8725 §3.1)',
      async () => {
        const token = await machineToken();
        const { kid } = decodeProtectedHeader(token);
        const jwks = await (await fetch(`${server.url}/.well-known/openid-configuration/jwks`)).text();
        return new SignJWT(decodeJwt(token))
          .setProtectedHeader({ alg: 'HS256', kid: kid!, typ: 'at+jwt' })
          .sign(new TextEncoder().encode(jwks));
      },
    ],
    ['a token of 51,200 characters', () => `${'a'.repeat(25_598)}.${'b'.repeat(25_600)}.`],
  ])('tells nothing of %s', async (_, token) => {
    const answer = await ask(ordersApi, await token());
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"active":false}');
  });

  it('wants a token (§2.1)', async () => {
    const answer = await ask(ordersApi, '');
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['nobody', {}, {}],
    ['an unknown API', {}, { authorization: basic('urn:unheard-of') }],
    ['an API with a wrong secret', {}, { authorization: basic(ordersApi, 'wrong') }],
    ['an API without secrets', {}, { authorization: basic('urn:secretless', '') }],
    ['a client with a wrong secret', {}, { authorization: basic('machine', 'wrong') }],
    ['a disabled client', {}, { authorization: basic('disabled') }],
    ['a public client', { client_id: 'public-application' }, {}],
  ])('is refused to %s with 401 (RFC 7662 §2.1)', async (_, parameters, headers) => {
    const answer = await postForm(
      `${server.url}/connect/introspect`,
      { token: await machineToken(), ...parameters },
      headers as Record<string, string>,
    );
    expect(answer.status).toBe(401);
    expect(answer.json.error).toBe('invalid_client');
  });

  it('authenticates an API by form as well', async () => {
    const answer = await postForm(`${server.url}/connect/introspect`, {
      token: await machineToken(),
      client_id: ordersApi,
      client_secret: secret,
    });
    expect(answer.json.active).toBe(true);
  });

  it('is by POST of a form only (RFC 7662 §2.1)', async () => {
    const url = `${server.url}/connect/introspect`;
    expect((await fetch(`${url}?token=x`)).status).toBe(405);
    const headers = { 'content-type': 'application/json', authorization: basic(ordersApi) };
    expect((await fetch(url, { method: 'POST', body: '{"token":"x"}', headers })).status).toBe(415);
  });
});

describe('the signed introspection response (RFC 9701)', () => {
  const accept = { accept: 'application/token-introspection+jwt' };

  it('is a JWT of its own type for the caller, without exp and sub of its own', async () => {
    const answer = await introspect(server, ordersApi, await machineToken(), accept);
    expect(answer.headers.get('content-type')).toBe('application/token-introspection+jwt');
    const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/openid-configuration/jwks`));
    const { payload, protectedHeader } = await jwtVerify(answer.text, keys);
    expect(protectedHeader.typ).toBe('token-introspection+jwt');
    expect(Object.keys(payload)).toEqual(['iss', 'aud', 'iat', 'token_introspection']);
    expect(payload.aud).toBe(ordersApi);
    expect(payload.token_introspection).toMatchObject({ active: true, client_id: 'machine' });
  });

  it.each([
    ['application/token-introspection+jwt', true],
    ['Application/Token-Introspection+JWT; q=0.5', true],
    ['application/json, application/token-introspection+jwt', true],
    ['application/json;q=0.4, application/token-introspection+jwt;q=0.5', true],
    ['application/json, application/token-introspection+jwt;q=0.5', false],
    ['application/token-introspection+jwt;q=0', false],
    ['application/token-introspection+jwt;q=x', false],
    ['application/x-application/token-introspection+jwt', false],
    ['application/*, */*', false],
  ])('is what %s asks for: %s (RFC 9110 §12.5.1)', async (accept, signed) => {
    const answer = await introspect(server, ordersApi, await machineToken(), { accept });
    expect(answer.headers.get('content-type')).toBe(
      signed ? 'application/token-introspection+jwt' : 'application/json',
    );
  });

  it('holds nested claims as JSON', async () => {
    const answer = await introspect(server, ordersApi, await machineToken('claims-machine'), accept);
    expect(decodeJwt(answer.text).token_introspection).toMatchObject({
      client_limits: { perDay: 5, nested: [true, null, 1.5] },
      client_role: ['reader', 'writer'],
    });
  });

  it('says only that an unknown token is not active', async () => {
    const answer = await introspect(server, ordersApi, 'unknown', accept);
    expect(decodeJwt(answer.text).token_introspection).toEqual({ active: false });
  });

  it('cannot be used as an access token (RFC 8725 §3.11)', async () => {
    const { text } = await introspect(server, ordersApi, await machineToken(), accept);
    expect((await ask(ordersApi, text)).text).toBe('{"active":false}');
  });
});

it('lets no claim say whether a token is active, or of what type (RFC 7662 §2.2)', async () => {
  const claims = [
    { type: 'active', value: 'no' },
    { type: 'token_type', value: 'N_A' },
  ];
  const common = { clientSecrets: [{ value: secret }], allowedGrantTypes: ['client_credentials'] };
  const moreClients = [{ ...common, clientId: 'odd', allowedScopes: ['orders.read'], clientClaimsPrefix: '', claims }];
  const odd = await startFixture({ moreClients });
  const { json } = await requestToken(odd, 'odd', { grant_type: 'client_credentials' });
  const answer = await introspect(odd, ordersApi, json.access_token);
  expect(answer.json).toMatchObject({ active: true, token_type: 'Bearer' });
  await odd.close();
});
