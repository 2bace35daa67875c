import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, SignJWT } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { claimsOf, type ExchangeServer, jwtBearerGrant, ordersApi, serveExchange } from '../support/exchange.ts';
import { type ForeignIssuer, foreignIssuer } from '../support/foreign-issuer.ts';
import { conformancePlan } from './verifies.ts';

let server: ExchangeServer;
let partner: ForeignIssuer;
let rotating: ForeignIssuer;
let stranger: ForeignIssuer;
let keys: Server;
let published: unknown;

beforeAll(async () => {
  const now = () => server.clock.now();
  partner = await foreignIssuer('https://partner.example', now);
  rotating = await foreignIssuer('https://rotating.example', now);
  stranger = await foreignIssuer('https://stranger.example', now);
  published = rotating.jwks;
  keys = createServer((_request, response) => response.end(JSON.stringify(published)));
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  const jwksUri = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks`;
  const client = {
    clientSecrets: [{ value: 'secret' }],
    allowedGrantTypes: [jwtBearerGrant],
    allowedScopes: ['openid', 'orders.read', 'orders.write'],
    allowOfflineAccess: true,
  };
  server = await serveExchange({
    identityResources: ['openid'],
    apiScopes: [{ name: 'orders.read' }, { name: 'orders.write' }],
    apiResources: [{ name: ordersApi, scopes: ['orders.read', 'orders.write'] }],
    users: [{ subject: '1', username: 'alice', password: 'alice' }],
    trustedIssuers: [
      {
        issuer: partner.issuer,
        jwks: partner.jwks,
        uses: ['assertion'],
        subjects: 'same',
        allowedClients: ['web'],
        allowedScopes: ['orders.read', 'openid'],
      },
      { issuer: rotating.issuer, jwksUri, uses: ['assertion'] },
      { issuer: stranger.issuer, jwks: stranger.jwks, uses: ['subjectToken'] },
    ],
    clients: [
      { ...client, clientId: 'web' },
      { ...client, clientId: 'other' },
      { ...client, clientId: 'grantless', allowedGrantTypes: ['client_credentials'] },
    ],
  });
});
afterAll(async () => {
  await server.close();
  await new Promise((resolve) => keys.close(resolve));
});

const present = (assertion: string, more: Record<string, string> = {}, clientId = 'web') =>
  server.post(clientId, { grant_type: jwtBearerGrant, assertion, ...more });
const good = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  partner.sign({ sub: '1', aud: server.url, ...claims }, header);
const invalid = { status: 400, body: { error: 'invalid_grant' } };
const refusedWith = async (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
  expect(await present(await good(claims, header))).toMatchObject(invalid);

conformancePlan('jwt-bearer', (verifies) => {
  verifies('assertion-required', async () => {
    const answer = await present(await good());
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: 'openid orders.read' } });
    expect(claimsOf(answer)).toMatchObject({ sub: '1', client_id: 'web', idp: partner.issuer, aud: ordersApi });
    expect(await server.post('web', { grant_type: jwtBearerGrant })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    const twice = await server.post('web', [
      ['grant_type', jwtBearerGrant],
      ['assertion', await good()],
      ['assertion', await good()],
    ]);
    expect(twice).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  verifies('assertion-issuer', async () => {
    await refusedWith({ iss: undefined });
    await refusedWith({ iss: 'https://nobody.example' });
    // Trusted for something else; and what only looks like the issuer.
    expect(await present(await stranger.sign({ sub: '1', aud: server.url }))).toMatchObject(invalid);
    expect(await present(await stranger.sign({ iss: partner.issuer, sub: '1', aud: server.url }))).toMatchObject(
      invalid,
    );
    await refusedWith({ iss: `${partner.issuer}/` });
    await refusedWith({ iss: server.url });
  });

  verifies('assertion-subject', async () => {
    await refusedWith({ sub: undefined });
    await refusedWith({ sub: '' });
    await refusedWith({ sub: ['1'] });
  });

  verifies('assertion-audience', async () => {
    await refusedWith({ aud: undefined });
    await refusedWith({ aud: 'https://other.example' });
    await refusedWith({ aud: [server.url, 'https://other.example'] });
    expect((await present(await good({ aud: [server.url] }))).status).toBe(200);
  });

  verifies('assertion-expiry', async () => {
    await refusedWith({ exp: undefined });
    await refusedWith({ exp: server.clock.now() - 61 });
    await refusedWith({ exp: server.clock.now() + 86_401 });
  });

  verifies('assertion-not-before', () => refusedWith({ nbf: server.clock.now() + 61 }));

  verifies('assertion-issued-at', () => refusedWith({ iat: server.clock.now() + 61 }));

  verifies('assertion-once', async () => {
    const once = await good();
    // A request that is refused uses nothing up.
    expect((await present(once, { scope: 'orders.write' })).body.error).toBe('invalid_scope');
    const answers = await Promise.all([present(once), present(once), present(once)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await present(once)).toMatchObject(invalid);
    await refusedWith({ jti: undefined });
  });

  verifies('assertion-signature', async () => {
    const payload = { iss: partner.issuer, sub: '1', aud: server.url, exp: server.clock.now() + 60, jti: 'x' };
    const encoded = (value: object) => base64url.encode(JSON.stringify(value));
    expect(await present(`${encoded({ alg: 'none' })}.${encoded(payload)}.`)).toMatchObject(invalid);
    // The public key as a shared secret.
    const shared = new TextEncoder().encode(JSON.stringify(partner.jwks.keys[0]));
    const confused = await new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: 'foreign-1' }).sign(shared);
    expect(await present(confused)).toMatchObject(invalid);
    const embedded = await stranger.sign({ ...payload }, { jwk: stranger.jwks.keys[0], kid: undefined });
    expect(await present(embedded)).toMatchObject(invalid);
    const tampered = (await good()).split('.');
    tampered[1] = encoded({ ...payload, sub: '2' });
    expect(await present(tampered.join('.'))).toMatchObject(invalid);
  });

  verifies('assertion-well-formed', async () => {
    for (const assertion of ['x', 'a.b.c', '...', `${await good()}.x`, 'A'.repeat(20_000)]) {
      expect(await present(assertion)).toMatchObject(invalid);
    }
    await refusedWith({}, { typ: 'logout+jwt' });
    await refusedWith({}, { typ: 'at+jwt' });
    await refusedWith({}, { typ: 'dpop+jwt' });
  });

  verifies('assertion-error', async () => {
    expect((await present('x')).body).toMatchObject({
      error: 'invalid_grant',
      error_description: 'The assertion is invalid, expired or was used before.',
    });
  });

  verifies('assertion-scope', async () => {
    expect((await present(await good(), { scope: 'orders.read' })).body.scope).toBe('orders.read');
    expect((await present(await good(), { scope: 'orders.write' })).body.error).toBe('invalid_scope');
  });

  verifies('assertion-client', async () => {
    const response = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('web:wrong')}` },
      body: new URLSearchParams({ grant_type: jwtBearerGrant, assertion: await good() }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    expect(await present(await good(), {}, 'other')).toMatchObject(invalid);
    expect((await present(await good(), {}, 'grantless')).body.error).toBe('unauthorized_client');
  });

  verifies('assertion-no-refresh-token', async () => {
    expect((await present(await good())).body).not.toHaveProperty('refresh_token');
    const asked = await present(await good(), { scope: 'openid offline_access' });
    expect(asked.body.error).toBe('invalid_scope');
  });

  verifies('assertion-key-rotation', async () => {
    const rotated = await foreignIssuer(rotating.issuer, () => server.clock.now());
    const sign = (issuer: ForeignIssuer, kid: string) => issuer.sign({ sub: 'x', aud: server.url }, { kid });
    const first = await present(await sign(rotating, 'foreign-1'));
    expect(claimsOf(first)).toMatchObject({ sub: 'web', scope: 'orders.read orders.write' });
    published = { keys: [{ ...rotated.jwks.keys[0], kid: 'foreign-2' }] };
    server.clock.advance(31);
    expect((await present(await sign(rotated, 'foreign-2'))).status).toBe(200);
    expect(await present(await sign(rotating, 'foreign-1'))).toMatchObject(invalid);
    published = 'nothing';
    server.clock.advance(301);
    expect(await present(await sign(rotated, 'foreign-2'))).toMatchObject({
      status: 503,
      body: { error: 'temporarily_unavailable' },
    });
  });
});
