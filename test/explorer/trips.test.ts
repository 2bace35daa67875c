import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Trip } from '../../src/explorer/trip.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { introspect, postForm, refresh, requestToken, revoke, signIn } from '../support/connect.ts';
import { ordersApi, startFixture } from '../support/fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});
afterAll(() => server.close());

async function tripOf(answer: { readonly headers: Headers }): Promise<Trip> {
  const trip = server.server.services.trips.find(answer.headers.get('x-request-id') ?? '');
  if (trip === undefined) throw new Error('no trip');
  return trip;
}

const names = (trip: Trip) => trip.steps.map(({ name }) => name);

describe('the trip of a request', () => {
  it('has the steps of a token request in their order, each with its time inside that of the whole (DESIGN §1)', async () => {
    const trip = await tripOf(
      await requestToken(server, 'machine', { grant_type: 'client_credentials', scope: 'orders.read' }),
    );
    expect(trip).toMatchObject({
      method: 'POST',
      path: '/connect/token',
      status: 200,
      outcome: 'answered',
      clientId: 'machine',
      grantType: 'client_credentials',
      storeCalls: [],
      refusal: undefined,
    });
    expect(names(trip)).toEqual(['client', 'proof', 'grant', 'generate', 'mint.claims', 'mint.token', 'write']);
    expect(trip.steps.map(({ result }) => result)).toEqual([
      'client_secret_post',
      'none',
      'orders.read',
      'accessToken accessTokenType accessTokenLifetime scope',
      undefined,
      undefined,
      undefined,
    ]);
    for (const { startMs, durationMs } of trip.steps) {
      expect(startMs).toBeGreaterThanOrEqual(0);
      expect(startMs + durationMs).toBeLessThanOrEqual(trip.durationMs + 0.01);
    }
    expect(trip.parameters).toEqual([
      { in: 'header', name: 'content-type', value: 'application/x-www-form-urlencoded' },
      { in: 'body', name: 'client_id', value: 'machine' },
      { in: 'body', name: 'client_secret', value: undefined },
      { in: 'body', name: 'grant_type', value: 'client_credentials' },
      { in: 'body', name: 'scope', value: 'orders.read' },
    ]);
    expect(trip.events.map(({ type }) => type)).toEqual(['TokenIssued']);
  });

  it('says of a wrong scope which, by what rule, why that is and where to look', async () => {
    const answer = await requestToken(server, 'machine', { grant_type: 'client_credentials', scope: 'orders.red' });
    const trip = await tripOf(answer);
    expect(trip).toMatchObject({ status: 400, outcome: 'refused', clientId: 'machine' });
    expect(trip.steps.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['client', 'done'],
      ['proof', 'done'],
      ['grant', 'refused'],
    ]);
    expect(trip.refusal).toMatchObject({
      reason: 'scope.not-allowed',
      error: 'invalid_scope',
      section: 'RFC 6749 §3.3',
      fields: [{ name: 'scope', value: 'orders.red' }],
      setting: 'clients[].allowedScopes, clients[].allowOfflineAccess, apiScopes, identityResources',
    });
    expect(trip.refusal?.likelyCause).toContain('the client does not list it');
    expect(trip.events.map(({ type }) => type)).toEqual(['TokenRefused']);
  });

  it('shortens what is long, and says so', async () => {
    const scope = `orders.${'x'.repeat(400)}`;
    const trip = await tripOf(await requestToken(server, 'machine', { grant_type: 'client_credentials', scope }));
    expect(trip.refusal?.fields).toEqual([{ name: 'scope', value: `orders.${'x'.repeat(249)}…` }]);
  });

  it('has the store calls of the request that made them, also of those that ran at the same time', async () => {
    const { json } = await signIn(server, 'application');
    const [refreshed, introspected] = await Promise.all([
      refresh(server, 'application', json.refresh_token),
      introspect(server, ordersApi, json.access_token),
    ]);
    const operations = async (answer: { readonly headers: Headers }) =>
      (await tripOf(answer)).storeCalls.map(({ operation }) => operation);
    expect(await operations(refreshed)).toContain('grants.consume');
    expect(await operations(introspected)).not.toContain('grants.consume');
    expect((await tripOf(introspected)).path).toBe('/connect/introspect');
    expect(names(await tripOf(introspected))).toEqual(['caller', 'generate', 'token', 'profile']);
  });

  it.each([
    ['a revocation', () => revoke(server, 'application', 'no token'), '/connect/revocation', 200],
    ['userinfo without a token', async () => fetchAs('/connect/userinfo'), '/connect/userinfo', 401],
    [
      'an authorization request',
      async () => fetchAs('/connect/authorize?client_id=browser-application&scope=openid'),
      '/connect/authorize',
      400,
    ],
    ['a pushed request', () => postForm(`${server.url}/connect/par`, {}), '/connect/par', 401],
    [
      'a device authorization',
      () => postForm(`${server.url}/connect/deviceauthorization`, {}),
      '/connect/deviceauthorization',
      401,
    ],
    ['a CIBA request', () => postForm(`${server.url}/connect/ciba`, {}), '/connect/ciba', 401],
    ['the sign-in page', async () => fetchAs('/login'), '/login', 200],
    ['discovery', async () => fetchAs('/.well-known/openid-configuration'), '/.well-known/openid-configuration', 200],
    ['a path at which nothing is', async () => fetchAs('/conect/token'), '/conect/token', 404],
  ])('is kept of %s', async (_, send, path, status) => {
    const trip = await tripOf(await send());
    expect([trip.path, trip.status]).toEqual([path, status]);
    expect(trip.outcome).toBe(status < 400 ? 'answered' : 'refused');
    if (status >= 400) expect(trip.refusal?.likelyCause.length).toBeGreaterThan(20);
  });

  it('is found by client, path, outcome, reason and request id, newest first, page by page', async () => {
    const { trips } = server.server.services;
    for (let count = 0; count < 3; count += 1)
      await requestToken(server, 'other-machine', { grant_type: 'client_credentials' });
    await requestToken(server, 'other-machine', { grant_type: 'client_credentials', scope: 'nothing' });
    const ids = (query: Parameters<typeof trips.list>[0]) => trips.list(query).items.map(({ requestId }) => requestId);
    const all = ids({ clientId: 'other-machine' });
    expect(all.length).toBe(4);
    expect(ids({ clientId: 'other-machine', outcome: 'refused' })).toEqual([all[0]]);
    expect(ids({ clientId: 'other-machine', reason: 'scope.not-allowed' })).toEqual([all[0]]);
    expect(ids({ requestId: all[2]! })).toEqual([all[2]]);
    expect(ids({ clientId: 'other-machine', path: '/connect/par' })).toEqual([]);
    expect(ids({ clientId: 'other-machine', since: server.clock.now() + 1 })).toEqual([]);
    const first = trips.list({ clientId: 'other-machine', limit: 3 });
    expect(first.items.map(({ requestId }) => requestId)).toEqual(all.slice(0, 3));
    const rest = trips.list({ clientId: 'other-machine', limit: 3, after: first.next! });
    expect(rest.items.map(({ requestId }) => requestId)).toEqual(all.slice(3));
    expect(rest.next).toBe(undefined);
  });
});

it('keeps trips over a reload of the configuration, and goes on with the new one', async () => {
  const made = await createTestServer({ clients: [] });
  onTestFinished(() => made.close());
  const ask = async () => (await fetch(`${made.url}/connect/userinfo`)).headers.get('x-request-id')!;
  const before = await ask();
  await made.server.reload({
    mode: 'dev',
    storage: { kind: 'memory' },
    issuer: made.url,
    clock: made.clock,
    locales: ['de'],
  });
  const after = await ask();
  const ids = made.server.services.trips.list().items.map(({ requestId }) => requestId);
  expect(ids).toEqual([after, before]);
});

async function fetchAs(path: string): Promise<{ readonly headers: Headers }> {
  return fetch(server.url + path, { redirect: 'manual' });
}
