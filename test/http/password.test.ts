import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { type Parameters, requestToken } from '../support/connect.ts';
import { startFixture } from '../support/fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});
afterAll(() => server.close());

const alice = { username: 'alice', password: 'the password of alice' };
const ask = (parameters: Parameters, clientId = 'application') =>
  requestToken(server, clientId, { grant_type: 'password', ...alice, ...parameters });

describe('password (RFC 6749 §4.3)', () => {
  it('answers with access and refresh token, never with an ID token (CONTRACT §5)', async () => {
    const { status, json } = await ask({ scope: 'openid email orders.read offline_access' });
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['access_token', 'expires_in', 'token_type', 'refresh_token', 'scope']);
    expect(json.scope).toBe('openid email orders.read offline_access');
    expect(json.refresh_token).toMatch(/^[A-Za-z0-9_-]{50}$/);
  });

  it('gives no refresh token without offline_access (RFC 6749 §4.3.3)', async () => {
    const { json } = await ask({ scope: 'orders.read' });
    expect(Object.keys(json)).toEqual(['access_token', 'expires_in', 'token_type', 'scope']);
  });

  it('says in the token how and when the user was authenticated', async () => {
    const claims = decodeJwt((await ask({ scope: 'orders.write' })).json.access_token);
    expect(claims).toMatchObject({
      sub: 'subject-of-alice',
      client_id: 'application',
      amr: ['pwd'],
      idp: 'local',
      auth_time: server.clock.now(),
      name: 'Alice Smith',
    });
    expect(claims.email).toBeUndefined();
  });

  it('gives the claims of the scopes that were asked for', async () => {
    const claims = decodeJwt((await ask({ scope: 'orders.read' })).json.access_token);
    expect(claims.email).toBe('alice@example.com');
  });

  it('finds the user whatever the letter case of the name', async () => {
    expect((await ask({ username: 'ALICE', scope: 'orders.read' })).status).toBe(200);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['the password of another', { password: 'the password of bob' }],
    ['an unknown user', { username: 'mallory' }],
    ['a name that is too long', { username: 'x'.repeat(101) }],
    ['a password that is too long', { password: 'x'.repeat(201) }],
    ['a name out of SQL', { username: "alice' or '1'='1" }],
    ['a name of an object member', { username: '__proto__' }],
  ])('refuses %s with one text for all (RFC 6749 §5.2)', async (_, parameters) => {
    const { status, json } = await ask(parameters);
    expect(status).toBe(400);
    expect(json.error).toBe('invalid_grant');
    expect(json.error_description).toBe('invalid_username_or_password');
    expect(Object.keys(json)).toEqual(['error', 'error_description', 'error_uri']);
  });

  it.each([
    'username',
    'password',
  ])('asks for the %s where it is missing, and counts no guess (RFC 6749 §4.3.2, §5.2)', async (name) => {
    for (let time = 0; time < 30; time += 1) {
      const { status, json } = await ask({ [name]: undefined });
      expect([status, json.error]).toEqual([400, 'invalid_request']);
    }
    expect((await ask({ scope: 'orders.read' })).status).toBe(200);
  });

  it.each([
    'unheard.of',
    'orders.read unheard.of',
    'scope1',
    'orders.read scope1',
  ])('refuses the scope "%s" (RFC 6749 §3.3)', async (scope) => {
    expect((await ask({ scope })).json.error).toBe('invalid_scope');
  });

  it('refuses offline_access to a client that may not have it (RFC 6749 §3.3)', async () => {
    const { json } = await ask({ scope: 'orders.read offline_access' }, 'online-application');
    expect(json.error).toBe('invalid_scope');
    expect((await ask({}, 'online-application')).json.scope).toBe('openid profile email orders.read orders.write');
  });

  it('refuses a client that may not use the grant (RFC 6749 §5.2)', async () => {
    expect((await ask({}, 'machine')).json.error).toBe('unauthorized_client');
  });

  it('refuses a user who was switched off', async () => {
    const { users } = server.server.services.store;
    await users.update('subject-of-bob', { enabled: false });
    const { json } = await ask({ username: 'bob', password: 'the password of bob' });
    expect(json.error).toBe('invalid_grant');
  });

  it('slows down guessing of one account, the right password included, and says when to come back', async () => {
    const guarded = await startFixture({
      limits: { signInAttemptsPerAccount: 2, signInAttemptsPerAddress: 100, windowSeconds: 300 },
    });
    const guess = (password: string) =>
      requestToken(guarded, 'application', { grant_type: 'password', username: 'alice', password });
    expect((await guess('a')).json.error).toBe('invalid_grant');
    expect((await guess('b')).json.error).toBe('invalid_grant');
    const limited = await guess(alice.password);
    expect(limited.json.access_token).toBeUndefined();
    expect([400, 429]).toContain(limited.status);
    guarded.clock.advance(301);
    expect((await guess(alice.password)).status).toBe(200);
    await guarded.close();
  });
});

describe('a validator of passwords of one’s own', () => {
  it('answers with its own code, text and members (CONTRACT §5)', async () => {
    const own = await startFixture({
      resourceOwnerPasswordValidator: {
        validate: async () => ({
          error: 'invalid_grant',
          errorDescription: 'custom error description',
          customResponse: { locked: true, until: { hour: 12 }, error: 'forged' },
        }),
      },
    });
    const { status, json } = await requestToken(own, 'application', { grant_type: 'password', ...alice });
    expect(status).toBe(400);
    expect(json.error).toBe('invalid_grant');
    expect(json.error_description).toBe('custom error description');
    expect(json.locked).toBe(true);
    expect(json.until).toEqual({ hour: 12 });
    expect(json.token_type).toBeUndefined();
    expect(json.expires_in).toBeUndefined();
    await own.close();
  });
});
