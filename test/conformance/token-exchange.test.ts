import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import {
  asUserGrant,
  claimsOf,
  type ExchangeServer,
  exchangeConfiguration,
  exchangeGrant,
  gatewayApi,
  ordersApi,
  serveExchange,
  stockApi,
  typeOf,
} from '../support/exchange.ts';
import { type ForeignIssuer, foreignIssuer } from '../support/foreign-issuer.ts';
import { conformancePlan } from './verifies.ts';

let server: ExchangeServer;
let partner: ForeignIssuer;
let subject: string;
const accessToken = typeOf('access_token');

beforeAll(async () => {
  partner = await foreignIssuer('https://partner.example', () => server.clock.now());
  server = await serveExchange({
    ...exchangeConfiguration,
    trustedIssuers: [
      {
        issuer: partner.issuer,
        jwks: partner.jwks,
        uses: ['subjectToken'],
        subjects: 'same',
        allowedScopes: ['orders.read'],
      },
    ],
    clients: exchangeConfiguration.clients.map((client) =>
      client.clientId === 'gateway'
        ? { ...client, tokenExchange: { ...client.tokenExchange, subjectTokens: ['access_token', 'jwt'] } }
        : client,
    ),
  });
  subject = await server.usersToken('gateway orders.read stock.read');
});
afterAll(() => server.close());

const refused = (error: string) => ({ status: 400, body: { error } });
const agentsToken = async () =>
  String((await server.post('agent', { grant_type: 'client_credentials' })).body.access_token);
const partners = (claims: Record<string, unknown> = {}) => partner.sign({ sub: '1', aud: server.url, ...claims });
const exchangeJwt = async (claims: Record<string, unknown>, clientId = 'gateway') =>
  server.exchange(clientId, await partners(claims), { subject_token_type: typeOf('jwt') });

conformancePlan('token-exchange', (verifies) => {
  verifies('exchange-required-parameters', async () => {
    const base = { grant_type: exchangeGrant };
    expect(await server.post('gateway', { ...base, subject_token: subject })).toMatchObject(refused('invalid_request'));
    expect(await server.post('gateway', { ...base, subject_token_type: accessToken })).toMatchObject(
      refused('invalid_request'),
    );
  });

  verifies('exchange-actor-token-type', async () => {
    const actor_token = await agentsToken();
    expect(await server.exchange('gateway', subject, { actor_token })).toMatchObject(refused('invalid_request'));
    const alone = { actor_token_type: accessToken };
    expect(await server.exchange('gateway', subject, alone)).toMatchObject(refused('invalid_request'));
    expect((await server.exchange('gateway', subject, { ...alone, actor_token })).status).toBe(200);
  });

  verifies('exchange-token-types', async () => {
    const saml = typeOf('saml2');
    for (const more of [
      { subject_token_type: saml },
      { requested_token_type: saml },
      { requested_token_type: '__proto__' },
      { actor_token: await agentsToken(), actor_token_type: saml },
      { actor_token: await agentsToken(), actor_token_type: typeOf('refresh_token') },
    ]) {
      expect(await server.exchange('gateway', subject, more)).toMatchObject(refused('invalid_request'));
    }
  });

  verifies('exchange-validates-subject', async () => {
    const signedIn = await server.post('app', { grant_type: asUserGrant, scope: 'orders.read offline_access' });
    const refreshToken = String(signedIn.body.refresh_token);
    expect(await server.exchange('app', refreshToken)).toMatchObject(refused('invalid_request'));
    const asRefreshToken = { subject_token_type: typeOf('refresh_token') };
    expect((await server.exchange('app', refreshToken, asRefreshToken)).status).toBe(200);
    expect(await server.exchange('app', subject, asRefreshToken)).toMatchObject(refused('invalid_request'));
    expect(await server.exchange('app', subject, { subject_token_type: typeOf('id_token') })).toMatchObject(
      refused('invalid_request'),
    );
    const tampered = `${subject.slice(0, -4)}AAAA`;
    expect(await server.exchange('gateway', tampered)).toMatchObject(refused('invalid_request'));
    const reference = await server.usersToken('gateway orders.read', 'reference-app');
    expect((await server.exchange('gateway', reference, { resource: ordersApi })).body).toMatchObject({
      scope: 'orders.read',
    });
    expect((await exchangeJwt({})).body).toMatchObject({ scope: 'orders.read' });
    expect(await exchangeJwt({ exp: server.clock.now() })).toMatchObject(refused('invalid_request'));
    expect(await exchangeJwt({ aud: 'https://other.example' })).toMatchObject(refused('invalid_request'));
  });

  verifies('exchange-validates-actor', async () => {
    const withActor = (actor_token: string, actor_token_type = accessToken) =>
      server.exchange('gateway', subject, { actor_token, actor_token_type });
    const agent = await agentsToken();
    expect(claimsOf(await withActor(agent)).act).toEqual({ sub: 'agent' });
    expect(await withActor(`${agent.slice(0, -4)}AAAA`)).toMatchObject(refused('invalid_request'));
    expect(await withActor(await partners({ aud: 'https://other.example' }), typeOf('jwt'))).toMatchObject(
      refused('invalid_request'),
    );
    // Nobody said that the partner's may act.
    expect(await withActor(await partners({ sub: 'agent' }), typeOf('jwt'))).toMatchObject(refused('invalid_request'));
  });

  verifies('exchange-resource', async () => {
    for (const resource of ['orders', `${ordersApi}#part`, '/orders']) {
      expect(await server.exchange('gateway', subject, { resource })).toMatchObject(refused('invalid_target'));
    }
  });

  verifies('exchange-several-targets', async () => {
    const answer = await server.exchange('gateway', subject, [
      ['resource', ordersApi],
      ['audience', stockApi],
    ]);
    expect(claimsOf(answer)).toMatchObject({ aud: [ordersApi, stockApi], scope: 'orders.read stock.read' });
  });

  verifies('exchange-response', async () => {
    const response = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('gateway:secret')}` },
      body: new URLSearchParams({
        grant_type: exchangeGrant,
        subject_token: subject,
        subject_token_type: accessToken,
      }),
    });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      access_token: expect.any(String),
      issued_token_type: accessToken,
      token_type: 'Bearer',
      expires_in: expect.any(Number),
    });
  });

  verifies('exchange-not-an-access-token', async () => {
    const own = await server.usersToken('openid orders.read offline_access');
    const asIdToken = await server.exchange('app', own, { requested_token_type: typeOf('id_token') });
    expect(asIdToken.body).toMatchObject({ token_type: 'N_A', issued_token_type: typeOf('id_token'), expires_in: 300 });
    expect(claimsOf(asIdToken)).toMatchObject({ aud: 'app', sub: '1', act: { sub: 'app' } });
    const asRefreshToken = await server.exchange('app', own, { requested_token_type: typeOf('refresh_token') });
    expect(asRefreshToken.body).toMatchObject({ token_type: 'N_A', issued_token_type: typeOf('refresh_token') });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(asRefreshToken.body.access_token) };
    expect(claimsOf(await server.post('app', refresh))).toMatchObject({ sub: '1', act: { sub: 'app' } });
    const asJwt = await server.exchange('gateway', subject, { requested_token_type: typeOf('jwt') });
    expect(asJwt.body).toMatchObject({ token_type: 'Bearer', issued_token_type: typeOf('jwt') });
  });

  verifies('exchange-scope-told', async () => {
    expect((await server.exchange('gateway', subject, { scope: 'stock.read' })).body.scope).toBe('stock.read');
    expect((await server.exchange('gateway', subject)).body.scope).toBe('gateway orders.read stock.read');
  });

  verifies('exchange-error', async () => {
    const response = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('gateway:secret')}` },
      body: new URLSearchParams({ grant_type: exchangeGrant, subject_token: 'x', subject_token_type: accessToken }),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ error: 'invalid_request', error_description: expect.any(String) });
  });

  verifies('exchange-unwilling', async () => {
    for (const more of [
      { audience: 'https://unknown.example' },
      { resource: 'https://unknown.example' },
      { audience: 'app' },
    ]) {
      expect(await server.exchange('gateway', subject, more)).toMatchObject(refused('invalid_target'));
    }
    const narrow = await server.exchange('gateway', subject, { audience: stockApi });
    const wider = await server.exchange('stock', String(narrow.body.access_token), { audience: ordersApi });
    expect(wider).toMatchObject(refused('invalid_target'));
  });

  verifies('exchange-act', async () => {
    const first = await server.exchange('gateway', subject);
    const second = await server.exchange('orders', String(first.body.access_token));
    expect(claimsOf(second).act).toEqual({ sub: 'orders', act: { sub: 'gateway' } });
  });

  verifies('exchange-claims', async () => {
    const claims = claimsOf(await server.exchange('gateway', subject, { audience: gatewayApi }));
    expect(claims).toMatchObject({ scope: 'gateway', client_id: 'gateway', sub: '1' });
  });

  verifies('exchange-may-act', async () => {
    expect((await exchangeJwt({ may_act: { sub: 'gateway' } })).status).toBe(200);
    const kept = await exchangeJwt({ may_act: { sub: 'gateway', iss: server.url, client_id: 'gateway' } });
    expect(claimsOf(kept).may_act).toEqual({ sub: 'gateway', iss: server.url, client_id: 'gateway' });
    expect(await server.exchange('orders', String(kept.body.access_token))).toMatchObject(refused('invalid_request'));
    for (const may_act of [
      { sub: 'orders' },
      { sub: 'gateway', iss: partner.issuer },
      { email: 'x' },
      'gateway',
      [],
      {},
    ]) {
      expect(await exchangeJwt({ may_act })).toMatchObject(refused('invalid_request'));
    }
  });

  verifies('exchange-client-authentication', async () => {
    const form = { grant_type: exchangeGrant, subject_token: subject, subject_token_type: accessToken };
    const wrong = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('gateway:wrong')}` },
      body: new URLSearchParams(form),
    });
    expect(wrong.status).toBe(401);
    const elsewhere = await server.exchange('gateway', subject, { audience: stockApi });
    expect(decodeJwt(String(elsewhere.body.access_token)).aud).toBe(stockApi);
    expect(await server.exchange('orders', String(elsewhere.body.access_token))).toMatchObject(
      refused('invalid_request'),
    );
    expect(await server.exchange('nothing', subject)).toMatchObject(refused('unauthorized_client'));
    expect(await server.exchange('agent', subject)).toMatchObject(refused('unauthorized_client'));
  });
});
