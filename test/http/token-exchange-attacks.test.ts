import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proofKey } from '../support/dpop.ts';
import {
  asUserGrant,
  claimsOf,
  type ExchangeServer,
  exchangeConfiguration,
  gatewayApi,
  ordersApi,
  serveExchange,
  stockApi,
  typeOf,
} from '../support/exchange.ts';
import { type ForeignIssuer, foreignIssuer } from '../support/foreign-issuer.ts';

const names = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11'];
let server: ExchangeServer;
let partner: ForeignIssuer;
let nobody: ForeignIssuer;
const events: Record<string, unknown>[] = [];

beforeAll(async () => {
  partner = await foreignIssuer('https://partner.example', () => server.clock.now());
  nobody = await foreignIssuer('https://nobody.example', () => server.clock.now());
  const [app, gateway] = exchangeConfiguration.clients;
  server = await serveExchange({
    ...exchangeConfiguration,
    onEvent: (event) => events.push({ ...event }),
    trustedIssuers: [
      { issuer: nobody.issuer, jwks: nobody.jwks, uses: ['subjectToken'], allowedClients: ['open'] },
      {
        issuer: partner.issuer,
        jwks: partner.jwks,
        uses: ['subjectToken'],
        subjects: 'same',
        allowedClients: ['open'],
      },
    ],
    clients: [
      ...exchangeConfiguration.clients,
      {
        ...app!,
        clientId: 'open',
        tokenExchange: { subjectTokens: ['jwt', 'id_token', 'access_token'], audiences: [ordersApi, 'open'] },
      },
      {
        ...app!,
        clientId: 'public',
        clientSecrets: [],
        requireClientSecret: false,
        tokenExchange: { subjectTokens: ['access_token', 'id_token'], audiences: [ordersApi] },
        allowedGrantTypes: [asUserGrant, 'urn:ietf:params:oauth:grant-type:token-exchange'],
      },
      {
        ...app!,
        clientId: 'asking',
        requireConsent: true,
        tokenExchange: { subjectTokens: ['id_token'], audiences: [ordersApi] },
      },
      { ...app!, clientId: 'anonymous', includeJwtId: false, tokenExchange: {} },
      ...names.map((clientId) => ({
        ...gateway!,
        clientId,
        tokenExchange: { subjectTokens: ['access_token' as const], audiences: [gatewayApi], apis: [gatewayApi] },
      })),
    ],
  });
});
afterAll(() => server.close());

const invalidRequest = { status: 400, body: { error: 'invalid_request' } };
const invalidScope = { status: 400, body: { error: 'invalid_scope' } };
const invalidTarget = { status: 400, body: { error: 'invalid_target' } };
const accessToken = typeOf('access_token');

describe('confused deputies (RFC 8693 §5, RFC 9700 §4.9)', () => {
  it('get nothing for a token of another client that was not meant for them', async () => {
    const subject = await server.usersToken('orders.read');
    expect(await server.exchange('gateway', subject)).toMatchObject(invalidRequest);
    expect((await server.exchange('orders', subject)).status).toBe(200);
  });

  it('get nothing for a token of another issuer with the same sub, or of no issuer that is trusted for this', async () => {
    const sign = (claims: object) => partner.sign({ sub: '1', aud: server.url, ...claims });
    const asJwt = { subject_token_type: typeOf('jwt') };
    expect((await server.exchange('open', await sign({}), asJwt)).status).toBe(200);
    expect(await server.exchange('app', await sign({}), asJwt)).toMatchObject({
      body: { error: 'unauthorized_client' },
    });
    expect(await server.exchange('open', await sign({}))).toMatchObject(invalidRequest);
    const own = await sign({ iss: server.url });
    for (const type of ['jwt', 'id_token', 'access_token']) {
      expect(await server.exchange('open', own, { subject_token_type: typeOf(type) })).toMatchObject(invalidRequest);
    }
    expect(await server.exchange('open', await server.usersToken('orders.read', 'open'), asJwt)).toMatchObject(
      invalidRequest,
    );
  });

  it('get nothing for an ID token of another client', async () => {
    const own = await server.usersToken('openid orders.read', 'app');
    const identity = await server.exchange('app', own, { requested_token_type: typeOf('id_token') });
    const asIdentity = { subject_token_type: typeOf('id_token') };
    expect(await server.exchange('open', String(identity.body.access_token), asIdentity)).toMatchObject(invalidRequest);
  });

  it('get no user from a token about a client, and no client from one about a user', async () => {
    const machine = await server.post('app', { grant_type: 'client_credentials', scope: 'gateway orders.read' });
    const answer = await server.exchange('gateway', String(machine.body.access_token), { resource: ordersApi });
    expect(claimsOf(answer)).toMatchObject({ sub: 'app', client_id: 'gateway', act: { sub: 'gateway' } });
    const info = await fetch(`${server.url}/connect/userinfo`, {
      headers: { authorization: `Bearer ${String(answer.body.access_token)}` },
    });
    expect(info.status).not.toBe(200);
    const scoped = await server.exchange('gateway', String(machine.body.access_token), { scope: 'openid' });
    expect(scoped).toMatchObject(invalidScope);
    const lasting = { requested_token_type: typeOf('refresh_token') };
    expect(await server.exchange('gateway', String(machine.body.access_token), lasting)).toMatchObject(invalidScope);
    // Impersonation is for users: a client stays visible behind a token about another.
    const throughStock = await server.post('app', { grant_type: 'client_credentials', scope: 'stock.read' });
    expect(claimsOf(await server.exchange('stock', String(throughStock.body.access_token))).act).toEqual({
      sub: 'stock',
    });
  });
});

describe('subjects that are over', () => {
  it('give nothing: expired, revoked, of a disabled user, of a family that is unknown', async () => {
    const signedIn = await server.post('app', { grant_type: asUserGrant, scope: 'gateway offline_access' });
    const subject = String(signedIn.body.access_token);
    expect((await server.exchange('gateway', subject)).status).toBe(200);
    await server.server.services.users.setEnabled('1', false);
    expect(await server.exchange('gateway', subject)).toMatchObject(invalidRequest);
    await server.server.services.users.setEnabled('1', true);
    await fetch(`${server.url}/connect/revocation`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('app:secret')}` },
      body: new URLSearchParams({ token: subject }),
    });
    expect(await server.exchange('gateway', subject)).toMatchObject(invalidRequest);
    const anonymous = await server.usersToken('gateway', 'anonymous');
    expect(await server.exchange('gateway', anonymous)).toMatchObject(invalidRequest);
    const late = await server.usersToken('gateway');
    server.clock.advance(3600);
    expect(await server.exchange('gateway', late)).toMatchObject(invalidRequest);
  });

  it('give nothing for a refresh token that was used, and take nothing from the one that follows', async () => {
    const { body } = await server.post('app', { grant_type: asUserGrant, scope: 'orders.read offline_access' });
    const used = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
    const next = await server.post('app', used);
    const asRefresh = { subject_token_type: typeOf('refresh_token') };
    expect(await server.exchange('app', String(body.refresh_token), asRefresh)).toMatchObject(invalidRequest);
    expect((await server.exchange('app', String(next.body.refresh_token), asRefresh)).status).toBe(200);
    expect((await server.post('app', { ...used, refresh_token: String(next.body.refresh_token) })).status).toBe(200);
  });
});

describe('more than before', () => {
  it('is not to be had by scope, by another client, by an ID token, or by refreshing', async () => {
    const subject = await server.usersToken('gateway orders.read openid');
    expect(await server.exchange('gateway', subject, { scope: 'orders.write' })).toMatchObject(invalidScope);
    expect(await server.exchange('gateway', subject, { scope: 'orders.read openid' })).toMatchObject(invalidScope);
    expect(await server.exchange('gateway', subject, { audience: stockApi })).toMatchObject(invalidTarget);
    const own = await server.usersToken('openid orders.read offline_access', 'app');
    const identity = await server.exchange('app', own, { requested_token_type: typeOf('id_token') });
    const asIdentity = { subject_token_type: typeOf('id_token') };
    expect(await server.exchange('app', String(identity.body.access_token), asIdentity)).toMatchObject(invalidRequest);
    const lasting = await server.exchange('app', own, { requested_token_type: typeOf('refresh_token') });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(lasting.body.access_token) };
    expect(await server.post('app', { ...refresh, scope: 'orders.read orders.write' })).toMatchObject(invalidScope);
    const noLasting = await server.usersToken('gateway');
    const wanted = { requested_token_type: typeOf('refresh_token') };
    expect(await server.exchange('gateway', noLasting, wanted)).toMatchObject(invalidScope);
    expect(await server.exchange('gateway', noLasting, { scope: 'gateway offline_access' })).toMatchObject(
      invalidScope,
    );
  });

  it('is not to be had by exchanging an exchange to extend its life, nor by a refresh token of one', async () => {
    const start = server.clock.now();
    const subject = await server.usersToken('orders.read offline_access');
    const lasting = await server.exchange('app', subject, { requested_token_type: typeOf('refresh_token') });
    expect(lasting.body.expires_in).toBe(3600);
    server.clock.advance(3000);
    let token = subject;
    for (const clientId of ['orders', 'stock', 'orders']) {
      const answer = await server.exchange(clientId, token, { resource: ordersApi });
      if (answer.status !== 200) break;
      expect(Number(decodeJwt(String(answer.body.access_token)).exp)).toBeLessThanOrEqual(start + 3600);
      token = String(answer.body.access_token);
    }
    const refresh = { grant_type: 'refresh_token', refresh_token: String(lasting.body.access_token) };
    const refreshed = await server.post('app', refresh);
    expect(refreshed.body.expires_in).toBe(600);
    server.clock.advance(600);
    expect((await server.post('app', { ...refresh, refresh_token: String(refreshed.body.refresh_token) })).status).toBe(
      400,
    );
  });

  it('is not to be had of authorization_details that nobody granted', async () => {
    const subject = await server.usersToken('gateway');
    const authorization_details = JSON.stringify([{ type: 'payment', amount: 1 }]);
    const answer = await server.exchange('gateway', subject, { authorization_details });
    expect(answer.body.error).toBe('invalid_authorization_details');
  });
});

describe('ID tokens, which say nothing of scopes', () => {
  const asIdentity = { subject_token_type: typeOf('id_token') };
  async function identityOf(
    clientId: string,
    post: (form: Record<string, string>) => Promise<Record<string, unknown>>,
  ) {
    const { refresh_token } = await post({ grant_type: asUserGrant, scope: 'openid orders.read offline_access' });
    const { id_token } = await post({ grant_type: 'refresh_token', refresh_token: String(refresh_token) });
    if (typeof id_token !== 'string') throw new Error(`no ID token for ${clientId}`);
    return id_token;
  }

  it('give what the client may have, if its users are not asked for consent', async () => {
    const postAs = (clientId: string) => async (form: Record<string, string>) =>
      (await server.post(clientId, form)).body as Record<string, unknown>;
    const own = await identityOf('app', postAs('app'));
    const answer = await server.exchange('app', own, { ...asIdentity, scope: 'orders.read' });
    expect(claimsOf(answer)).toMatchObject({ sub: '1', scope: 'orders.read', aud: ordersApi });
    const asked = await identityOf('asking', postAs('asking'));
    expect((await server.exchange('asking', asked, asIdentity)).body.error).toBe('unauthorized_client');
  });

  it('give nothing to a public client: they are hints in addresses, and no secrets', async () => {
    const post = async (form: Record<string, string>) => {
      const body = new URLSearchParams({ client_id: 'public', ...form });
      const response = await fetch(`${server.url}/connect/token`, { method: 'POST', body });
      return (await response.json()) as Record<string, unknown>;
    };
    const own = await identityOf('public', post);
    const answer = await post({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: own,
      ...asIdentity,
    });
    expect(answer.error).toBe('unauthorized_client');
  });
});

describe('tokens of an issuer that speaks of nobody here', () => {
  it('are about the client, for which nobody acts', async () => {
    const token = await nobody.sign({ sub: 'job', aud: server.url });
    const answer = await server.exchange('open', token, { subject_token_type: typeOf('jwt') });
    expect(claimsOf(answer)).toMatchObject({ sub: 'open', client_id: 'open', aud: ordersApi });
    expect(claimsOf(answer)).not.toHaveProperty('act');
  });
});

describe('keys (RFC 9449 §5)', () => {
  it('stay with what comes of a bound token, or are replaced by those of an API, and are never lost', async () => {
    const [key, apis] = [await proofKey(server), await proofKey(server)];
    const scope = 'gateway orders.read';
    const bound = String(
      (await server.post('app', { grant_type: asUserGrant, scope }, await key.header())).body.access_token,
    );
    const cnf = decodeJwt(bound).cnf;
    const kept = await server.exchange('gateway', bound);
    expect(kept.body.token_type).toBe('DPoP');
    expect(claimsOf(kept).cnf).toEqual(cnf);
    const anew = await server.post(
      'gateway',
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: bound,
        subject_token_type: accessToken,
      },
      await apis.header(),
    );
    expect(claimsOf(anew).cnf).toMatchObject({ jkt: expect.any(String) });
    expect(claimsOf(anew).cnf).not.toEqual(cnf);
  });

  it('cannot be exchanged for others by the client that the token was issued to, a public one above all', async () => {
    const [key, thief] = [await proofKey(server), await proofKey(server)];
    const ask = async (parameters: Record<string, string>, headers: Record<string, string>) => {
      const body = new URLSearchParams({ client_id: 'public', ...parameters });
      const response = await fetch(`${server.url}/connect/token`, { method: 'POST', headers, body });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const signedIn = await ask({ grant_type: asUserGrant, scope: 'orders.read' }, await key.header());
    const exchange = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: String(signedIn.body.access_token),
      subject_token_type: accessToken,
    };
    expect(await ask(exchange, await thief.header())).toMatchObject(invalidRequest);
    expect(claimsOf(await ask(exchange, await key.header())).cnf).toEqual(claimsOf(signedIn).cnf);
  });
});

describe('chains of actors (RFC 8693 §4.1)', () => {
  it('end after ten, and hold nobody twice', async () => {
    let token = await server.usersToken('gateway');
    for (const name of names.slice(0, 10)) {
      const answer = await server.exchange(name, token);
      expect(answer.status).toBe(200);
      token = String(answer.body.access_token);
    }
    expect(await server.exchange('s11', token)).toMatchObject(invalidRequest);
    expect(await server.exchange('s3', token)).toMatchObject(invalidRequest);
    // The present actor again: nothing is added.
    const same = await server.exchange('s10', token);
    expect(claimsOf(same).act).toEqual(decodeJwt(token).act);
  });

  it('refuse what another issuer says of actors if it is too long, or no chain', async () => {
    const asJwt = { subject_token_type: typeOf('jwt') };
    let act: object = { sub: 'a' };
    for (let depth = 0; depth < 1000; depth += 1) act = { sub: `a${depth}`, act };
    for (const claim of [act, 'agent', { sub: '' }, { act: { sub: 'a' } }, null]) {
      const token = await partner.sign({ sub: '1', aud: server.url, act: claim });
      expect(await server.exchange('open', token, asJwt)).toMatchObject(invalidRequest);
    }
    const token = await partner.sign({ sub: '1', aud: server.url, act: { sub: 'x', email: 'x@example.com' } });
    // Of each actor the names alone are handed on.
    expect(claimsOf(await server.exchange('open', token, asJwt)).act).toEqual({ sub: 'open', act: { sub: 'x' } });
  });

  it('do not begin with the subject token as actor token, or the other way round', async () => {
    const subject = await server.usersToken('gateway');
    const agent = String((await server.post('agent', { grant_type: 'client_credentials' })).body.access_token);
    const withActor = (token: string, actor_token: string) =>
      server.exchange('gateway', token, { actor_token, actor_token_type: accessToken });
    expect(await withActor(subject, subject)).toMatchObject(invalidRequest);
    expect(await withActor(agent, subject)).toMatchObject(invalidRequest);
    expect(await withActor(agent, agent)).toMatchObject(invalidRequest);
    const other = await server.post('orders', { grant_type: 'client_credentials' });
    expect(await withActor(subject, String(other.body.access_token))).toMatchObject(invalidRequest);
  });

  it('leave out who impersonates, where the client may, but keep who acted before', async () => {
    const subject = await server.usersToken('stock.read orders.read');
    expect(claimsOf(await server.exchange('stock', subject))).not.toHaveProperty('act');
    const acted = await server.exchange('orders', subject);
    expect(claimsOf(await server.exchange('stock', String(acted.body.access_token))).act).toEqual({ sub: 'orders' });
  });
});

describe('texts', () => {
  it.each([
    ['x', 'x'],
    ['dots', '..'],
    ['three parts', 'a.b.c'],
    ['a name of JavaScript', '__proto__'],
    ['50 KB', 'A'.repeat(50_000)],
    ['50 KB of parts', `${'A'.repeat(25_000)}.${'A'.repeat(25_000)}.A`],
    ['NUL', '\u0000'],
  ])('that are no tokens are refused: %s', async (_what, token) => {
    for (const type of ['access_token', 'refresh_token', 'id_token']) {
      const answer = await server.exchange('app', token, { subject_token_type: typeOf(type) });
      expect(answer).toMatchObject(invalidRequest);
    }
  });
});

it('tells events subject, actor and target, and no token', async () => {
  const subject = await server.usersToken('gateway orders.read');
  events.length = 0;
  const answer = await server.exchange('gateway', subject, { resource: ordersApi });
  expect(events).toEqual([
    {
      type: 'TokenIssued',
      clientId: 'gateway',
      grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subjectId: '1',
      actor: 'gateway',
      target: [ordersApi],
      scopes: ['orders.read'],
      accessToken: `…${String(answer.body.access_token).slice(-4)}`,
    },
  ]);
});
