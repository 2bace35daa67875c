import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPostgresStore } from '../../src/stores/sql/postgres-store.ts';
import { type AdminServer, adminToken, askAdmin, startAdmin } from '../support/admin.ts';
import { type Answer, basic, introspect, postForm, refresh, signIn } from '../support/connect.ts';
import { fixture, ordersApi, secret } from '../support/fixture.ts';
import { createTestDatabase } from '../support/postgres-database.ts';

/** What `docs/admin.md` promises of other nodes: seconds. */
const promised = { clients: 5, origins: 30, keys: 60 };

const master = 'bWFzdGVyLXNlY3JldC1vZi0zMi1ieXRlcy1vci1tb3JlLi4u';
let here: AdminServer;
let there: AdminServer;
let token: string;

/** Two nodes of one issuer on one PostgreSQL, each with connections and a clock of its own. */
beforeEach(async () => {
  // The keys of a node are looked at by a timer.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const url = await createTestDatabase();
  const start = (issuer?: string) =>
    startAdmin({
      ...fixture,
      signing: { algorithms: ['ES256', 'RS256'] },
      secret: master,
      store: createPostgresStore({ url }),
      ...(issuer === undefined ? {} : { issuer }),
    });
  here = await start();
  there = await start(here.url);
  there.clock.set(here.clock.now());
  token = await adminToken(here);
});
afterEach(async () => {
  for (const { server, close } of [here, there]) {
    const { store } = server.services;
    await close();
    await store.close();
  }
  vi.useRealTimers();
});

/** Time goes by on both. */
async function pass(seconds: number): Promise<void> {
  here.clock.advance(seconds);
  there.clock.advance(seconds);
  await vi.advanceTimersByTimeAsync(seconds * 1000);
}

const change = (method: string, path: string, body?: unknown): Promise<Answer> =>
  askAdmin(here, method, path, { token, body });

const tokenAt = async ({ listening }: AdminServer, clientId: string, clientSecret: string) =>
  (
    await postForm(
      `${listening}/connect/token`,
      { grant_type: 'client_credentials' },
      { authorization: basic(clientId, clientSecret) },
    )
  ).status;

describe('what is done through one node, on another one', () => {
  it(`a client that is made gets tokens there at once, and within ${promised.clients} seconds where it was asked for in vain`, async () => {
    expect(await tokenAt(there, 'early', 'wrong')).toBe(401);
    const wanted = { allowedGrantTypes: ['client_credentials'], allowedScopes: ['orders.read'] };
    const early = await change('POST', '/clients', { ...wanted, clientId: 'early' });
    const late = await change('POST', '/clients', { ...wanted, clientId: 'late' });
    expect(await tokenAt(there, 'late', late.json.clientSecret)).toBe(200);
    expect(await tokenAt(there, 'early', early.json.clientSecret)).toBe(401);
    await pass(promised.clients);
    expect(await tokenAt(there, 'early', early.json.clientSecret)).toBe(200);
  });

  it(`a secret that is withdrawn is refused within ${promised.clients} seconds, the others stay; a client that is deleted ends as fast`, async () => {
    const made = await change('POST', '/clients', {
      clientId: 'worker',
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['orders.read'],
    });
    const second = await change('POST', '/clients/worker/secrets', {});
    const first = made.json.clientSecret;
    expect(await tokenAt(there, 'worker', first)).toBe(200);
    expect((await change('DELETE', `/clients/worker/secrets/${made.json.clientSecrets[0].id}`)).status).toBe(204);
    expect(await tokenAt(here, 'worker', first)).toBe(401);
    await pass(promised.clients);
    expect([await tokenAt(there, 'worker', first), await tokenAt(there, 'worker', second.json.clientSecret)]).toEqual([
      401, 200,
    ]);
    expect((await change('DELETE', '/clients/worker')).status).toBe(204);
    await pass(promised.clients);
    expect(await tokenAt(there, 'worker', second.json.clientSecret)).toBe(401);
  });

  it('a user who is disabled, and a grant that is revoked, end at once', async () => {
    const url = { url: there.listening };
    const [alice, bob] = ['subject-of-alice', 'subject-of-bob'];
    const ofAlice = await signIn(url, 'reference-application', { user: alice });
    const ofBob = await signIn(url, 'reference-application', { user: bob });
    const isActive = async (answer: Answer) => (await introspect(url, ordersApi, answer.json.access_token)).json.active;
    expect([await isActive(ofAlice), await isActive(ofBob)]).toEqual([true, true]);
    expect((await change('PATCH', `/users/${alice}`, { enabled: false })).status).toBe(200);
    const revoked = await change('POST', `/users/${bob}/sign-out`);
    expect(revoked.status).toBeLessThan(300);
    expect([await isActive(ofAlice), await isActive(ofBob)]).toEqual([false, false]);
    for (const { json } of [ofAlice, ofBob]) {
      expect((await refresh(url, 'reference-application', json.refresh_token)).status).toBe(400);
    }
  });

  it(`a key that is rotated is published within ${promised.keys} seconds, and one that is retired signs no more`, async () => {
    const kids = async ({ listening }: AdminServer) => {
      const { keys } = await (await fetch(`${listening}/.well-known/openid-configuration/jwks`)).json();
      return keys.flatMap(({ kid, alg }: { kid: string; alg: string }) => (alg === 'ES256' ? kid : []));
    };
    const [old] = await kids(there);
    await here.server.services.keyRing.rotateNow('ES256');
    await pass(promised.keys);
    await expect.poll(() => kids(there)).toHaveLength(2);
    await here.server.services.keyRing.retire(old);
    await pass(promised.keys);
    await expect.poll(() => kids(there)).not.toContain(old);
    expect(await tokenAt(there, 'machine', secret)).toBe(200);
  });

  it(`pages of an origin that a new client lists may call within ${promised.origins} seconds`, async () => {
    const origin = 'https://spa.example';
    const allowed = async () =>
      (
        await fetch(`${there.listening}/connect/token`, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        })
      ).headers.get('access-control-allow-origin');
    expect(await allowed()).toBe(null);
    const made = await change('POST', '/clients', {
      clientId: 'spa',
      requireClientSecret: false,
      allowedGrantTypes: ['authorization_code'],
      redirectUris: ['https://spa.example/callback'],
      allowedCorsOrigins: [origin],
      allowedScopes: ['openid'],
    });
    expect(made.status).toBe(201);
    await pass(promised.origins);
    expect(await allowed()).toBe(origin);
  });
});
