import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { TestServer, TestServerOptions } from '../../src/testing/create-test-server.ts';
import { UserAgent } from '../conformance/support/user-agent.ts';
import { verifier } from '../support/authorize.ts';
import { basic, postForm } from '../support/connect.ts';
import {
  allow,
  callback,
  manage,
  publicClient,
  redeem,
  register,
  registrationServer,
  tokensFor,
} from '../support/registration.ts';
import { newStore, storeKinds } from '../support/stores.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await registrationServer(options);
  servers.push(server);
  return server;
}

describe.each(storeKinds)('a client that registers itself, with %s', (kind) => {
  it('is told what it was registered with, gets tokens with consent, and manages itself (RFC 7591, RFC 7592)', async (context) => {
    const server = await start({ store: await newStore(kind, context) });
    const registered = await register(server, publicClient);
    expect(registered.status).toBe(201);
    expect(registered.headers.get('cache-control')).toBe('no-store');
    expect(registered.json).toEqual({
      client_id: expect.stringMatching(/^client-[A-Za-z0-9_-]{22}$/),
      client_id_issued_at: server.clock.now(),
      registration_access_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      registration_client_uri: `${server.url}/connect/register/${registered.json.client_id}`,
      redirect_uris: [callback],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'openid orders.read offline_access',
      token_endpoint_auth_method: 'none',
      client_name: 'Agent',
    });
    const { client_id: clientId } = registered.json;

    const { asked, arrival } = await allow(server, clientId, { scope: 'orders.read offline_access' });
    expect(asked).toEqual(['login', 'consent']);
    const tokens = await redeem(server, clientId, arrival!.url.searchParams.get('code')!);
    expect(tokens.json).toMatchObject({ scope: 'orders.read offline_access', token_type: 'Bearer' });
    const refreshed = await postForm(`${server.url}/connect/token`, {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: tokens.json.refresh_token,
    });
    expect(refreshed.json.refresh_token).not.toBe(tokens.json.refresh_token);

    expect((await manage('GET', registered.json)).json).toEqual(registered.json);
    const changed = await manage('PUT', registered.json, { ...publicClient, client_id: clientId, client_name: 'New' });
    expect(changed.status).toBe(200);
    expect(changed.json).toMatchObject({ client_id: clientId, client_name: 'New' });
    expect(changed.json.registration_access_token).not.toBe(registered.json.registration_access_token);
    expect((await manage('GET', registered.json)).status).toBe(401);

    const deleted = await manage('DELETE', changed.json);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await manage('GET', changed.json)).status).toBe(401);
    server.clock.advance(10);
    const after = await postForm(`${server.url}/connect/token`, {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: refreshed.json.refresh_token,
    });
    expect(after.json.error).toBe('invalid_client');
  });

  it('loses its registration access token with each change: of two at once one counts (RFC 7592 §2.2)', async (context) => {
    const server = await start({ store: await newStore(kind, context) });
    const { json } = await register(server, publicClient);
    const names = Array.from({ length: 10 }, (_, index) => `Name ${index}`);
    const changes = await Promise.all(
      names.map((client_name) => manage('PUT', json, { ...publicClient, client_id: json.client_id, client_name })),
    );
    const done = changes.filter(({ status }) => status === 200);
    expect(done).toHaveLength(1);
    expect(changes.filter(({ status }) => status === 401)).toHaveLength(9);
    const read = await manage('GET', done[0]!.json);
    expect(read.json.client_name).toBe(done[0]!.json.client_name);
  });

  it('needs an invitation, which is good for as many as it says, whatever arrives at once (RFC 7591 §3)', async (context) => {
    const server = await start({
      store: await newStore(kind, context),
      clientRegistration: { mode: 'initialAccessToken', scopes: ['openid'] },
    });
    const { invitations } = server.server.services;
    const now = server.clock.now();
    const invitation = await invitations.create(3, now + 60, now);
    const authorization = `Bearer ${invitation}`;
    // What is wrong with the metadata uses nothing up.
    expect((await register(server, { redirect_uris: ['http://x.example/'] }, { authorization })).status).toBe(400);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => register(server, publicClient, { authorization })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status === 401);
    expect(refused).toHaveLength(7);
    expect(refused[0]!.json.error).toBe('invalid_token');
    expect(await server.server.services.store.clients.count('registered')).toBe(3);

    const brief = await invitations.create(1, now + 60, now);
    server.clock.advance(60);
    expect((await register(server, publicClient, { authorization: `Bearer ${brief}` })).status).toBe(401);
  });

  it('goes if it never gets a token, and stays if it does', async (context) => {
    const server = await start({
      store: await newStore(kind, context),
      clientRegistration: { unusedLifetime: 1000 },
    });
    const { cleanUp, background, store } = server.server.services;
    const used = (await register(server, publicClient)).json.client_id;
    const unused = (await register(server, publicClient)).json.client_id;
    expect((await tokensFor(server, used)).status).toBe(200);
    await background.drain(5000);
    server.clock.advance(999);
    await cleanUp.run();
    expect(await store.clients.count('registered')).toBe(2);
    server.clock.advance(61);
    await cleanUp.run();
    expect(await store.clients.find(unused)).toBeUndefined();
    expect((await store.clients.find(used))?.origin).toBe('registered');
  });
});

describe('registration', () => {
  it('is off unless it is configured: there is nothing, and nothing is announced', async () => {
    const server = await start({ clientRegistration: { mode: 'off' } });
    expect((await register(server, publicClient)).status).toBe(404);
    const discovery = await (await fetch(`${server.url}/.well-known/openid-configuration`)).json();
    expect(discovery).not.toHaveProperty('registration_endpoint');
  });

  it('is announced where it is on (RFC 8414 §2)', async () => {
    const server = await start({ clientRegistration: { grantTypes: ['authorization_code', 'implicit'] } });
    const discovery = (await (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json()) as object;
    expect(discovery).toMatchObject({
      registration_endpoint: `${server.url}/connect/register`,
      grant_types_supported: expect.arrayContaining(['implicit']),
      response_types_supported: expect.arrayContaining(['code', 'code id_token']),
    });
  });

  it('wants a token that is an invitation, and says so (RFC 6750 §3)', async () => {
    const server = await start({ clientRegistration: { mode: 'initialAccessToken' } });
    const without = await register(server, publicClient);
    expect([without.status, without.json.error]).toEqual([401, 'invalid_token']);
    expect(without.headers.get('www-authenticate')).toBe('Bearer realm="mintmark"');
    for (const authorization of ['Bearer x', `Bearer 0.${'a'.repeat(43)}`, `Bearer 9.${'a'.repeat(43)}`]) {
      const wrong = await register(server, publicClient, { authorization });
      expect(wrong.status).toBe(401);
      expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="mintmark", error="invalid_token"');
    }
    // The uses stand in the token, and are a part of what is hashed.
    const { invitations } = server.server.services;
    const once = await invitations.create(1, server.clock.now() + 60, server.clock.now());
    const forged = await register(server, publicClient, { authorization: `Bearer ${once.replace('1.', '5.')}` });
    expect(forged.status).toBe(401);
  });

  it.each([
    ['no JSON', '{', 400, 'invalid_client_metadata'],
    ['no object', '[]', 400, 'invalid_client_metadata'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, 'invalid_client_metadata'],
    ['more than is taken', JSON.stringify({ client_name: 'x'.repeat(70_000) }), 413, 'invalid_request'],
    ['nested deeply', `{"jwks":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 400, 'invalid_client_metadata'],
  ])('refuses what is %s', async (_, body, status, error) => {
    const server = await start();
    const answer = await register(server, body);
    expect([answer.status, answer.json.error]).toEqual([status, error]);
    expect(await server.server.services.store.clients.count('registered')).toBe(0);
  });

  it('takes keys as deep as they like to be, and keeps what is a key of it (RFC 7517 §4)', async () => {
    const server = await start();
    const deep = `{"redirect_uris":["${callback}"],"token_endpoint_auth_method":"none","jwks":{"keys":[{"kty":"EC","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}]}}`;
    const answer = await register(server, deep);
    expect([answer.status, answer.json.jwks]).toEqual([201, { keys: [{ kty: 'EC' }] }]);
  });

  it('refuses other methods and types of content', async () => {
    const server = await start();
    const get = await fetch(`${server.url}/connect/register`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const form = await register(server, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(form.status).toBe(415);
    const { json } = await register(server, publicClient);
    const post = await fetch(json.registration_client_uri, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, PUT, DELETE']);
  });

  it('is for pages of any origin, and so are the endpoints that its clients use (Fetch §3.2)', async () => {
    const server = await start();
    const { json } = await register(server, publicClient);
    const preflight = (url: string, method: string) =>
      fetch(url, {
        method: 'OPTIONS',
        headers: { origin: 'https://app.example.com', 'access-control-request-method': method },
      });
    const change = await preflight(json.registration_client_uri, 'PUT');
    expect(change.headers.get('access-control-allow-origin')).toBe('*');
    expect(change.headers.get('access-control-allow-methods')).toContain('PUT');
    const token = await preflight(`${server.url}/connect/token`, 'POST');
    expect(token.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(token.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('is limited for each address and in number, with Retry-After', async () => {
    const server = await start({ clientRegistration: { perAddressAndHour: 3, maximumClients: 5 } });
    for (let count = 0; count < 3; count += 1) expect((await register(server, publicClient)).status).toBe(201);
    const flood = await Promise.all(Array.from({ length: 20 }, () => register(server, publicClient)));
    expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([429]));
    expect(flood[0]!.headers.get('retry-after')).toBe('3600');
    expect(flood[0]!.json.error).toBe('temporarily_unavailable');
    server.clock.advance(3600);
    for (let count = 0; count < 2; count += 1) expect((await register(server, publicClient)).status).toBe(201);
    const full = await register(server, publicClient);
    expect([full.status, full.headers.get('retry-after')]).toEqual([429, '3600']);
    expect(await server.server.services.store.clients.count('registered')).toBe(5);
  });

  it('gives secrets that end, and others when a client comes again in time (RFC 7591 §3.2.1)', async () => {
    const server = await start({ clientRegistration: { secretLifetime: 1000 } });
    const metadata = { redirect_uris: [callback] };
    const { json } = await register(server, metadata);
    expect(json).toMatchObject({
      token_endpoint_auth_method: 'client_secret_basic',
      client_secret: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      client_secret_expires_at: server.clock.now() + 1000,
    });
    const authenticates = async (secret: string) => {
      const form = { grant_type: 'authorization_code', code: 'x' };
      const answer = await postForm(`${server.url}/connect/token`, form, {
        authorization: basic(json.client_id, secret),
      });
      return answer.json.error === 'invalid_request' || answer.json.error === 'invalid_grant';
    };
    expect(await authenticates(json.client_secret)).toBe(true);
    const update = { ...metadata, client_id: json.client_id };
    const early = await manage('PUT', json, { ...update, client_secret: json.client_secret });
    expect(early.json).not.toHaveProperty('client_secret');
    expect(early.json.client_secret_expires_at).toBe(json.client_secret_expires_at);
    server.clock.advance(600);
    const late = await manage('PUT', early.json, update);
    expect(late.json.client_secret_expires_at).toBe(server.clock.now() + 1000);
    server.clock.advance(10);
    expect([await authenticates(json.client_secret), await authenticates(late.json.client_secret)]).toEqual([
      true,
      true,
    ]);
    server.clock.advance(390);
    expect([await authenticates(json.client_secret), await authenticates(late.json.client_secret)]).toEqual([
      false,
      true,
    ]);
  });

  it('keeps no secret and no registration access token but their hashes', async (context) => {
    const store = await newStore('memory', context);
    const server = await start({ store });
    const { json } = await register(server, { redirect_uris: [callback] });
    const stored = JSON.stringify(await store.clients.find(json.client_id));
    expect(stored).not.toContain(json.client_secret);
    expect(stored).not.toContain(json.registration_access_token);
  });
});

describe('a registration', () => {
  it('is nobody else’s: another client’s token is as good as none (RFC 7592 §2)', async () => {
    const server = await start();
    const [mine, other] = [(await register(server, publicClient)).json, (await register(server, publicClient)).json];
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const foreign = { ...mine, registration_access_token: other.registration_access_token };
      const body = method === 'PUT' ? { ...publicClient, client_id: mine.client_id } : undefined;
      const answer = await manage(method, foreign, body);
      expect([answer.status, answer.json.error]).toEqual([401, 'invalid_token']);
    }
    const unknown = { ...mine, registration_client_uri: `${server.url}/connect/register/client-${'a'.repeat(22)}` };
    expect((await manage('GET', unknown)).status).toBe(401);
    expect((await manage('GET', mine)).status).toBe(200);
  });

  it('of a client of the operator does not exist, whatever its id', async () => {
    const server = await start({ clients: [{ clientId: 'mine', clientSecrets: [{ value: 'secret' }] }] });
    const uri = `${server.url}/connect/register/mine`;
    const answer = await manage('GET', { registration_client_uri: uri, registration_access_token: 'x' });
    expect(answer.status).toBe(401);
  });

  it.each([
    [{ client_id: 'another' }, 'client_id: must be that of the registration'],
    [{ client_id: undefined }, 'client_id: must be that of the registration'],
    [{ client_secret: 'guess' }, 'client_secret: must be the one of the client, or be left out'],
    [{ registration_access_token: 'x' }, 'registration_access_token: must be left out'],
    [{ client_id_issued_at: 1 }, 'client_id_issued_at: must be left out'],
    [{ scope: 'openid orders.write' }, 'scope: the scope orders.write is not allowed here'],
    [{ grant_types: ['client_credentials'] }, 'grant_types: the grant type client_credentials is not allowed here'],
  ])('does not change with %j (RFC 7592 §2.2)', async (change, description) => {
    const server = await start();
    const { json } = await register(server, publicClient);
    const changed = await manage('PUT', json, { ...publicClient, client_id: json.client_id, ...change });
    expect(changed.json).toMatchObject({ error: 'invalid_client_metadata', error_description: description });
    expect((await manage('GET', json)).json).toEqual(json);
  });

  it('that changes its redirect URIs ends codes, waiting requests and consents, and no more than these', async () => {
    const server = await start();
    const { json } = await register(server, publicClient);
    const { client_id: clientId } = json;
    const agent = new UserAgent(server.url);
    const first = await allow(server, clientId, { scope: 'orders.read offline_access' }, agent, { remember: 'on' });
    const tokens = await redeem(server, clientId, first.arrival!.url.searchParams.get('code')!);
    // Consent is remembered: nobody is asked.
    const again = await allow(server, clientId, { scope: 'orders.read' }, agent);
    expect(again.asked).toEqual([]);
    const moved = ['https://elsewhere.example.com/callback'];
    const changed = await manage('PUT', json, { ...publicClient, client_id: clientId, redirect_uris: moved });
    expect(changed.status).toBe(200);
    const late = await redeem(server, clientId, again.arrival!.url.searchParams.get('code')!);
    expect(late.json.error).toBe('invalid_grant');
    server.clock.advance(6);
    const old = await allow(server, clientId, { scope: 'orders.read' }, agent);
    expect([old.page?.status, old.arrival]).toEqual([400, undefined]);
    const asked = await allow(server, clientId, { scope: 'orders.read', redirect_uri: moved[0]! }, agent);
    expect(asked.asked).toEqual(['consent']);
    const refreshed = await postForm(`${server.url}/connect/token`, {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: tokens.json.refresh_token,
    });
    expect(refreshed.status).toBe(200);
  });

  it.each([
    ['its name', { client_name: 'Other' }, []],
    ['the way it authenticates', { token_endpoint_auth_method: 'client_secret_post' }, ['consent']],
    ['its keys', { jwks_uri: 'https://app.example.com/jwks' }, ['consent']],
  ])('that changes %s (%j): of its user is asked then %j', async (_, change, asked) => {
    const server = await start();
    const { json } = await register(server, publicClient);
    const agent = new UserAgent(server.url);
    await allow(server, json.client_id, { scope: 'orders.read' }, agent, { remember: 'on' });
    expect((await allow(server, json.client_id, { scope: 'orders.read' }, agent)).asked).toEqual([]);
    await manage('PUT', json, { ...publicClient, client_id: json.client_id, ...change });
    expect((await allow(server, json.client_id, { scope: 'orders.read' }, agent)).asked).toEqual(asked);
  });

  it('keeps what its operator has set, and is what the operator left it', async () => {
    const server = await start();
    const { json } = await register(server, publicClient);
    const { clients } = server.server.services.store;
    await clients.change(json.client_id, (client) => ({ ...client, accessTokenLifetime: 77, enabled: false }));
    await manage('PUT', json, { ...publicClient, client_id: json.client_id, client_name: 'Other' });
    expect(await clients.find(json.client_id)).toMatchObject({
      accessTokenLifetime: 77,
      enabled: false,
      clientName: 'Other',
    });
  });

  it('may be changed only so often in an hour', async () => {
    const server = await start({ clientRegistration: { perAddressAndHour: 2 } });
    let { json } = await register(server, publicClient);
    const change = () => manage('PUT', json, { ...publicClient, client_id: json.client_id });
    for (let count = 0; count < 2; count += 1) ({ json } = await change());
    expect((await change()).status).toBe(429);
  });
});

describe('a client that registered itself', () => {
  it('gets the scopes of the policy where a request names none (RFC 6749 §3.3)', async () => {
    const server = await start();
    const { json } = await register(server, publicClient);
    const tokens = await tokensFor(server, json.client_id);
    expect(tokens.json.scope).toBe('openid orders.read');
    expect(decodeJwt(tokens.json.access_token).aud).toBe('https://orders.example.com');
    expect(tokens.json).not.toHaveProperty('refresh_token');
  });

  it('must use PKCE with S256', async () => {
    const server = await start();
    const { json } = await register(server, { redirect_uris: [callback] });
    const without = await allow(server, json.client_id, { code_challenge: '', code_challenge_method: '' });
    expect(without.arrival?.url.searchParams.get('error')).toBe('invalid_request');
    const plain = { code_challenge: verifier, code_challenge_method: 'plain' };
    const weak = await allow(server, json.client_id, plain);
    expect(weak.arrival?.url.searchParams.get('error')).toBe('invalid_request');
  });

  it('loses what is taken out of the policy, and has nothing that was put into the store past it', async (context) => {
    const store = await newStore('SQLite', context);
    const before = await start({ store });
    const { json } = await register(before, { ...publicClient, scope: 'openid orders.read' });
    await store.clients.change(json.client_id, (client) => ({
      ...client,
      allowedScopes: [...client.allowedScopes, 'orders.write'],
      requireConsent: false,
      requirePkce: false,
    }));
    const after = await start({
      store,
      clientRegistration: { scopes: ['orders.read'], grantTypes: ['authorization_code'] },
    });
    const asked = { scope: 'orders.read offline_access' };
    const { asked: pages, arrival } = await allow(after, json.client_id, asked);
    expect(pages).toEqual(['login', 'consent']);
    const tokens = await redeem(after, json.client_id, arrival!.url.searchParams.get('code')!);
    expect(tokens.json.scope).toBe('orders.read');
    expect(tokens.json).not.toHaveProperty('refresh_token');
    for (const scope of ['openid', 'orders.write']) {
      const refused = await allow(after, json.client_id, { scope });
      expect(refused.arrival?.url.searchParams.get('error')).toBe('invalid_scope');
    }
  });
});
