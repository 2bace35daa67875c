import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { introspect, refresh, revoke, signIn } from '../support/connect.ts';
import { ordersApi, startFixture } from '../support/fixture.ts';

const counting = withCounting(createMemoryStore());
const events: ServerEvent[] = [];
let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ store: counting.store, onEvent: (event) => events.push(event) });
});
afterAll(() => server.close());

const first = async (clientId = 'application', parameters = {}) =>
  (await signIn(server, clientId, parameters)).json as {
    readonly refresh_token: string;
    readonly access_token: string;
  };
const use = (token: string, parameters = {}, clientId = 'application') => refresh(server, clientId, token, parameters);
const isActive = async (caller: string, token: string) => (await introspect(server, caller, token)).json.active;

describe('refresh_token (RFC 6749 §6)', () => {
  it('answers with ID token, access token, lifetime, type, the next refresh token and scope, in this order', async () => {
    const { refresh_token } = await first();
    const { status, json } = await use(refresh_token);
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual([
      'id_token',
      'access_token',
      'expires_in',
      'token_type',
      'refresh_token',
      'scope',
    ]);
    expect(json.refresh_token).toMatch(/^[A-Za-z0-9_-]{50}$/);
    expect(json.refresh_token).not.toBe(refresh_token);
    expect(json.scope).toBe('openid orders.read orders.write offline_access');
  });

  it('gives no ID token where openid was not granted (OpenID Connect Core §12.2)', async () => {
    const { refresh_token } = await first('application', { scope: 'orders.read offline_access' });
    const { json } = await use(refresh_token);
    expect(Object.keys(json)).toEqual(['access_token', 'expires_in', 'token_type', 'refresh_token', 'scope']);
  });

  it('keeps sub, auth_time, amr and sid of the first answer in every later one (OpenID Connect Core §12.2)', async () => {
    const signedInAt = server.clock.now();
    let { refresh_token } = await first('application', { session: 'session-1' });
    for (let round = 0; round < 3; round += 1) {
      server.clock.advance(100);
      const { json } = await use(refresh_token);
      const idToken = decodeJwt(json.id_token);
      expect(idToken).toMatchObject({
        sub: 'subject-of-alice',
        auth_time: signedInAt,
        amr: ['custom'],
        sid: 'session-1',
        iat: server.clock.now(),
      });
      expect(idToken.nonce).toBeUndefined();
      expect(decodeJwt(json.access_token)).toMatchObject({ auth_time: signedInAt, sid: 'session-1' });
      refresh_token = json.refresh_token;
    }
  });

  it('returns the same token where the client re-uses it, as often as it likes', async () => {
    const { refresh_token } = await first('reusing-application');
    for (let round = 0; round < 3; round += 1) {
      const { status, json } = await use(refresh_token, {}, 'reusing-application');
      expect(status).toBe(200);
      expect(json.refresh_token).toBe(refresh_token);
    }
  });

  it('serves public clients by rotation (RFC 9700 §4.14.2)', async () => {
    const { refresh_token } = await first('public-application');
    const { json } = await use(refresh_token, {}, 'public-application');
    expect(json.refresh_token).not.toBe(refresh_token);
    expect((await use(json.refresh_token, {}, 'public-application')).status).toBe(200);
  });

  it('reads and writes the grants once each', async () => {
    const { refresh_token } = await first('application', { scope: 'orders.write offline_access' });
    counting.calls.reset();
    expect((await use(refresh_token)).status).toBe(200);
    expect(counting.calls.byName.get('grants.find')).toBe(1);
    expect(counting.calls.byName.get('grants.consume')).toBe(1);
    expect(counting.calls.byName.get('grants.insert')).toBeUndefined();
  });
});

describe('a refused refresh', () => {
  const wrong: readonly (readonly [string, (token: string) => Parameters<typeof refresh>, number, string])[] = [
    ['without a token', () => [server, 'application', '', {}], 400, 'invalid_request'],
    ['with an unknown token', () => [server, 'application', 'A'.repeat(43), {}], 400, 'invalid_grant'],
    ['with a token that is too long', () => [server, 'application', 'A'.repeat(5000), {}], 400, 'invalid_grant'],
    [
      'with a token in other letters',
      (token) => [server, 'application', token.toLowerCase(), {}],
      400,
      'invalid_grant',
    ],
    ['with blanks around the token', (token) => [server, 'application', ` ${token} `, {}], 400, 'invalid_grant'],
    ['by another client', (token) => [server, 'other-application', token, {}], 400, 'invalid_grant'],
    ['by a public client', (token) => [server, 'public-application', token, {}], 400, 'invalid_grant'],
    ['by a client without offline access', (token) => [server, 'online-application', token, {}], 400, 'invalid_grant'],
    ['by a wrong secret', (token) => [server, 'application', token, { client_secret: 'x' }], 401, 'invalid_client'],
    ['for one scope more', (token) => [server, 'application', token, { scope: 'openid email' }], 400, 'invalid_scope'],
    ['for an unknown scope', (token) => [server, 'application', token, { scope: 'unheard.of' }], 400, 'invalid_scope'],
    ['for a malformed scope', (token) => [server, 'application', token, { scope: 'a"b' }], 400, 'invalid_scope'],
    [
      'for offline_access alone',
      (token) => [server, 'application', token, { scope: 'offline_access' }],
      400,
      'invalid_scope',
    ],
    ['for a malformed resource', (token) => [server, 'application', token, { resource: 'api' }], 400, 'invalid_target'],
    [
      'for an unknown resource',
      (token) => [server, 'application', token, { resource: 'urn:unheard' }],
      400,
      'invalid_target',
    ],
    [
      'for a resource that is too long',
      (token) => [server, 'application', token, { resource: `urn:${'x'.repeat(600)}` }],
      400,
      'invalid_target',
    ],
    [
      'with the token twice',
      (token) => [server, 'application', token, { refresh_token: [token, token] }],
      400,
      'invalid_request',
    ],
  ];
  it.each(wrong)('%s consumes nothing: the token works afterwards', async (_, request, status, error) => {
    const { refresh_token } = await first('application', { scope: 'openid orders.read offline_access' });
    counting.calls.reset();
    const refused = await refresh(...request(refresh_token));
    expect(refused.status).toBe(status);
    expect(refused.json.error).toBe(error);
    expect(refused.json.access_token).toBeUndefined();
    const writes = [...counting.calls.byName.keys()].filter((name) => /^grants\.(?!find)/.test(name));
    expect(writes).toEqual([]);
    const { status: after, json } = await use(refresh_token);
    expect(after).toBe(200);
    expect(json.refresh_token).not.toBe(refresh_token);
  });

  it('of a user who was switched off consumes nothing either', async () => {
    const { users } = server.server.services.store;
    const { refresh_token } = await first('strict-application', { user: 'subject-of-bob' });
    await users.update('subject-of-bob', { enabled: false });
    expect((await use(refresh_token, {}, 'strict-application')).json.error).toBe('invalid_grant');
    await users.update('subject-of-bob', { enabled: true });
    expect((await use(refresh_token, {}, 'strict-application')).status).toBe(200);
  });

  it('has one text for unknown, expired, foreign and revoked tokens (RFC 6749 §5.2)', async () => {
    const { refresh_token } = await first();
    const unknown = await use('A'.repeat(43));
    const foreign = await use(refresh_token, {}, 'other-application');
    await revoke(server, 'application', refresh_token);
    const revoked = await use(refresh_token);
    expect(foreign.text).toBe(unknown.text);
    expect(revoked.text).toBe(unknown.text);
  });

  it('does not take an access token or a handle of another kind for a refresh token', async () => {
    const reference = await first('reference-application');
    for (const token of [reference.access_token, (await first()).access_token]) {
      expect((await use(token, {}, 'reference-application')).json.error).toBe('invalid_grant');
    }
  });
});

describe('narrowing (RFC 6749 §6)', () => {
  it('limits the access token by scope, and the next refresh starts from everything again', async () => {
    const { refresh_token } = await first();
    const narrow = await use(refresh_token, { scope: 'orders.read' });
    expect(narrow.json.scope).toBe('orders.read');
    expect(decodeJwt(narrow.json.access_token).scope).toBe('orders.read');
    const wide = await use(narrow.json.refresh_token);
    expect(wide.json.scope).toBe('openid orders.read orders.write offline_access');
  });

  it('takes the claims of scopes that are left out away from the access token', async () => {
    const { refresh_token } = await first();
    const narrow = await use(refresh_token, { scope: 'orders.write' });
    expect(decodeJwt(narrow.json.access_token).email).toBeUndefined();
    const wide = await use(narrow.json.refresh_token);
    expect(decodeJwt(wide.json.access_token).email).toBe('alice@example.com');
  });

  it('gives an ID token where openid was granted, whatever the access token is narrowed to', async () => {
    const { refresh_token } = await first();
    expect((await use(refresh_token, { scope: 'openid orders.read' })).json.id_token).toBeDefined();
  });

  it('accepts the same scopes in another order, each once', async () => {
    const { refresh_token } = await first();
    const { json } = await use(refresh_token, { scope: 'orders.write openid orders.write' });
    expect(json.scope).toBe('orders.write openid');
  });

  it('limits the audience by resource, one refresh after the other (RFC 8707 §2.2)', async () => {
    const { refresh_token } = await first('numbered-application', { scope: 'scope1 scope2 offline_access' });
    const one = await use(refresh_token, { resource: 'urn:api1' }, 'numbered-application');
    expect(decodeJwt(one.json.access_token)).toMatchObject({ aud: 'urn:api1', scope: 'scope1 offline_access' });
    const two = await use(one.json.refresh_token, { resource: 'urn:api2' }, 'numbered-application');
    expect(decodeJwt(two.json.access_token)).toMatchObject({ aud: 'urn:api2', scope: 'scope2 offline_access' });
    const three = await use(two.json.refresh_token, { resource: 'urn:api3' }, 'numbered-application');
    expect(decodeJwt(three.json.access_token)).toMatchObject({ aud: 'urn:api3', scope: 'scope1 offline_access' });
    const all = await use(three.json.refresh_token, {}, 'numbered-application');
    expect(decodeJwt(all.json.access_token).aud).toEqual(['urn:api1', 'urn:api2']);
  });

  it('never widens beyond the resources of the first request (RFC 8707 §2.2)', async () => {
    const { refresh_token } = await first('numbered-application', {
      scope: 'scope1 scope2 offline_access',
      resource: 'urn:api1',
    });
    const wide = await use(refresh_token, { resource: 'urn:api2' }, 'numbered-application');
    expect(wide.json.error).toBe('invalid_target');
    const same = await use(refresh_token, {}, 'numbered-application');
    expect(decodeJwt(same.json.access_token).aud).toBe('urn:api1');
  });
});

describe('rotation (RFC 9700 §4.14.2, CONTRACT §7.2)', () => {
  it('answers a retry within the window with a new access token and the same successor', async () => {
    const { refresh_token } = await first();
    const one = await use(refresh_token);
    server.clock.advance(10);
    const two = await use(refresh_token);
    expect(two.status).toBe(200);
    expect(two.json.refresh_token).toBe(one.json.refresh_token);
    expect(two.json.access_token).not.toBe(one.json.access_token);
  });

  it('answers a retry of an older token with the newest of its chain', async () => {
    const { refresh_token } = await first();
    const second = (await use(refresh_token)).json.refresh_token;
    const third = (await use(second)).json.refresh_token;
    const fourth = (await use(third)).json.refresh_token;
    expect((await use(refresh_token)).json.refresh_token).toBe(fourth);
    expect((await use(second)).json.refresh_token).toBe(fourth);
    expect((await use(fourth)).status).toBe(200);
  });

  it('counts the window from the first use, not from the last retry', async () => {
    const { refresh_token } = await first();
    await use(refresh_token);
    server.clock.advance(9);
    expect((await use(refresh_token)).status).toBe(200);
    server.clock.advance(2);
    expect((await use(refresh_token)).json.error).toBe('invalid_grant');
  });

  it('a late reuse is theft: nothing of the family lives on, and an event says so', async () => {
    const { refresh_token, access_token } = await first();
    const next = (await use(refresh_token)).json;
    expect(await isActive(ordersApi, access_token)).toBe(true);
    expect(await isActive(ordersApi, next.access_token)).toBe(true);
    server.clock.advance(11);
    events.length = 0;
    const late = await use(refresh_token);
    expect(late.status).toBe(400);
    expect(late.json.error).toBe('invalid_grant');
    expect(await isActive(ordersApi, access_token)).toBe(false);
    expect(await isActive(ordersApi, next.access_token)).toBe(false);
    expect(await isActive('application', next.refresh_token)).toBe(false);
    expect((await use(next.refresh_token)).json.error).toBe('invalid_grant');
    expect(events).toContainEqual({
      type: 'ReplayDetected',
      kind: 'refresh_token',
      clientId: 'application',
      subjectId: 'subject-of-alice',
    });
  });

  it('a late reuse ends the reference tokens of the family too', async () => {
    const { refresh_token, access_token } = await first('strict-reference-application');
    const next = (await use(refresh_token, {}, 'strict-reference-application')).json;
    expect(await isActive(ordersApi, next.access_token)).toBe(true);
    expect((await use(refresh_token, {}, 'strict-reference-application')).json.error).toBe('invalid_grant');
    expect(await isActive(ordersApi, access_token)).toBe(false);
    expect(await isActive(ordersApi, next.access_token)).toBe(false);
  });

  it('a late reuse leaves other families of the same user and client alone', async () => {
    const robbed = await first('strict-application');
    const spared = await first('strict-application');
    await use(robbed.refresh_token, {}, 'strict-application');
    await use(robbed.refresh_token, {}, 'strict-application');
    expect((await use(spared.refresh_token, {}, 'strict-application')).status).toBe(200);
  });

  it('another client that presents a used token changes nothing', async () => {
    const { refresh_token } = await first('strict-application');
    const next = (await use(refresh_token, {}, 'strict-application')).json;
    expect((await use(refresh_token, {}, 'other-application')).json.error).toBe('invalid_grant');
    expect((await use(next.refresh_token, {}, 'strict-application')).status).toBe(200);
  });

  it('a retry after the family was revoked is refused', async () => {
    const { refresh_token } = await first();
    const next = (await use(refresh_token)).json;
    await revoke(server, 'application', next.refresh_token);
    expect((await use(refresh_token)).json.error).toBe('invalid_grant');
  });

  it('a retry may not widen either', async () => {
    const { refresh_token } = await first('application', { scope: 'orders.read offline_access' });
    await use(refresh_token);
    expect((await use(refresh_token, { scope: 'orders.write' })).json.error).toBe('invalid_scope');
    expect((await use(refresh_token)).status).toBe(200);
  });
});

describe('lifetimes of refresh tokens (CONTRACT §3)', () => {
  it('sliding: each use prolongs it, up to the absolute lifetime from sign-in', async () => {
    const id = 'sliding-application';
    let { refresh_token } = await first(id);
    for (const step of [900, 900]) {
      server.clock.advance(step);
      const { status, json } = await use(refresh_token, {}, id);
      expect(status).toBe(200);
      refresh_token = json.refresh_token;
    }
    server.clock.advance(699);
    const last = await use(refresh_token, {}, id);
    expect(last.status).toBe(200);
    server.clock.advance(1);
    expect((await use(last.json.refresh_token, {}, id)).json.error).toBe('invalid_grant');
  });

  it('sliding: without use it ends after the sliding lifetime', async () => {
    const { refresh_token } = await first('sliding-application');
    server.clock.advance(1000);
    expect((await use(refresh_token, {}, 'sliding-application')).json.error).toBe('invalid_grant');
  });

  it('sliding and re-used: the same token lives on with each use, up to the absolute lifetime', async () => {
    const id = 'sliding-reusing-application';
    const { refresh_token } = await first(id);
    for (const step of [900, 900, 699]) {
      server.clock.advance(step);
      expect((await use(refresh_token, {}, id)).status).toBe(200);
    }
    server.clock.advance(1);
    expect((await use(refresh_token, {}, id)).json.error).toBe('invalid_grant');
  });

  it('absolute: rotation does not prolong it', async () => {
    const id = 'absolute-application';
    let { refresh_token } = await first(id);
    for (const step of [1200, 1200]) {
      server.clock.advance(step);
      refresh_token = (await use(refresh_token, {}, id)).json.refresh_token;
    }
    server.clock.advance(99);
    const last = await use(refresh_token, {}, id);
    expect(last.status).toBe(200);
    server.clock.advance(1);
    expect((await use(last.json.refresh_token, {}, id)).json.error).toBe('invalid_grant');
  });

  it('a sliding lifetime longer than the absolute one is capped by it', async () => {
    const { refresh_token } = await first('capped-application');
    expect((await introspect(server, 'capped-application', refresh_token)).json.exp).toBe(server.clock.now() + 2500);
    server.clock.advance(2500);
    expect((await use(refresh_token, {}, 'capped-application')).json.error).toBe('invalid_grant');
  });

  it('an expired token that was used before is reuse all the same', async () => {
    const id = 'sliding-application';
    const { refresh_token } = await first(id);
    server.clock.advance(900);
    const next = (await use(refresh_token, {}, id)).json;
    server.clock.advance(200);
    expect((await use(refresh_token, {}, id)).json.error).toBe('invalid_grant');
    expect((await use(next.refresh_token, {}, id)).json.error).toBe('invalid_grant');
  });
});

describe('claims at refresh (CONTRACT §3 updateAccessTokenClaimsOnRefresh)', () => {
  it('are read anew, or kept from the first token where the client says so', async () => {
    const { users } = server.server.services.store;
    const fresh = await first('application', { user: 'subject-of-bob' });
    const frozen = await first('frozen-claims-application', { user: 'subject-of-bob' });
    await users.update('subject-of-bob', { claims: { name: 'Robert' } });
    const refreshed = await use(fresh.refresh_token);
    expect(decodeJwt(refreshed.json.access_token).name).toBe('Robert');
    const kept = await use(frozen.refresh_token, {}, 'frozen-claims-application');
    expect(decodeJwt(kept.json.access_token).name).toBe('Bob');
    server.clock.advance(60);
    const again = await use(kept.json.refresh_token, { scope: 'orders.write' }, 'frozen-claims-application');
    expect(decodeJwt(again.json.access_token)).toMatchObject({
      name: 'Bob',
      scope: 'orders.write',
      iat: server.clock.now(),
    });
    expect(decodeJwt(again.json.access_token).jti).not.toBe(decodeJwt(kept.json.access_token).jti);
  });

  it('kept ones do not reach an API that they are not for (RFC 8707 §2.2)', async () => {
    const id = 'frozen-everything-application';
    const scope = 'openid orders.read scope2 offline_access';
    const both = await first(id, { user: 'subject-of-alice', scope });
    expect(decodeJwt(both.access_token)).toMatchObject({
      aud: [ordersApi, 'urn:api2'],
      name: 'Alice Smith',
      email: 'alice@example.com',
    });
    const narrowed = decodeJwt((await use(both.refresh_token, { resource: 'urn:api2' }, id)).json.access_token);
    expect(narrowed).toMatchObject({ aud: 'urn:api2', scope: 'scope2 offline_access', amr: ['custom'] });
    expect(Object.keys(narrowed)).not.toContain('name');
    expect(Object.keys(narrowed)).not.toContain('email');
  });
});
