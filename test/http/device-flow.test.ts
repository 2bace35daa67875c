import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OAuthError } from '../../src/errors/oauth-error.ts';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { contextOf, decisionServer, deviceGrant, post, sessionOf } from '../support/decisions.ts';

let server: TestServer;
beforeEach(async () => {
  server = await decisionServer();
});
afterEach(() => server.close());

const credentials = { client_id: 'tv', client_secret: 'secret' };

function begin(form: Record<string, string> = {}) {
  return post(server, '/connect/deviceauthorization', { ...credentials, ...form });
}

function poll(deviceCode: string, form: Record<string, string> = {}) {
  return post(server, '/connect/token', { ...credentials, grant_type: deviceGrant, device_code: deviceCode, ...form });
}

async function decide(userCode: string, scopes: readonly string[] | 'denied') {
  const decision = scopes === 'denied' ? { outcome: 'denied' as const } : { outcome: 'approved' as const, scopes };
  const session = await sessionOf(server);
  await server.server.services.deviceInteraction.decide(userCode, decision, session, contextOf(server));
  return session;
}

function reason(error: unknown): string {
  return error instanceof OAuthError ? error.reason : String(error);
}

describe('device authorization endpoint', () => {
  test('answers codes, addresses, lifetime and interval (RFC 8628 §3.2)', async () => {
    const { status, body } = await begin({ scope: 'openid api.read' });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([
      'device_code',
      'user_code',
      'verification_uri',
      'verification_uri_complete',
      'expires_in',
      'interval',
    ]);
    expect(body.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(body.verification_uri).toBe(`${server.url}/device`);
    expect(body.verification_uri_complete).toBe(`${server.url}/device?user_code=${body.user_code}`);
    expect(body.expires_in).toBe(300);
    expect(body.interval).toBe(5);
  });

  test('lets a public client name itself, and gives it digits where it is set so (RFC 8628 §3.1, §6.1)', async () => {
    const { status, body } = await post(server, '/connect/deviceauthorization', { client_id: 'public-tv' });
    expect(status).toBe(200);
    expect(body.user_code).toMatch(/^\d{3}-\d{3}-\d{3}$/);
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['a client without the grant', { client_id: 'neither' }, 400, 'unauthorized_client'],
    ['a scope that is not allowed', { scope: 'other' }, 400, 'invalid_scope'],
    ['a resource that is no URI', { resource: 'api' }, 400, 'invalid_target'],
    ['a resource without a scope', { resource: 'https://two.example', scope: 'api.read' }, 400, 'invalid_target'],
  ])('refuses %s', async (_name, form, status, error) => {
    const answer = await begin(form);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });
});

describe('user code', () => {
  test('is found however it is typed (RFC 8628 §6.1)', async () => {
    const { body } = await begin();
    const typed = ` ${body.user_code.toLowerCase().replace('-', ' . ')} `;
    const found = await server.server.services.deviceInteraction.find(typed, undefined, contextOf(server));
    expect(found?.userCode).toBe(body.user_code);
    expect(found?.client.clientId).toBe('tv');
    expect(found?.scopes).toEqual(['openid', 'profile', 'api.read', 'api.write', 'offline_access']);
  });

  test('cannot be guessed: after three wrong ones an address is refused, the right one included (RFC 8628 §5.1)', async () => {
    const { body } = await begin();
    const { deviceInteraction } = server.server.services;
    const context = contextOf(server, '192.0.2.7');
    for (let guess = 0; guess < 3; guess += 1) {
      expect(await deviceInteraction.find('BBBB-BBBB', undefined, context)).toBeUndefined();
    }
    const refused = await deviceInteraction.find(body.user_code, undefined, context).catch(reason);
    expect(refused).toBe('request.rate-limited');
    const elsewhere = await deviceInteraction.find(body.user_code, undefined, contextOf(server, '192.0.2.8'));
    expect(elsewhere?.userCode).toBe(body.user_code);
  });

  test('parallel guesses are counted before they are looked at (RFC 8628 §5.1)', async () => {
    await begin();
    const context = contextOf(server, '192.0.2.9');
    const guesses = Array.from({ length: 50 }, () =>
      server.server.services.deviceInteraction.find('CCCC-CCCC', undefined, context).catch(reason),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(3);
  });

  test('right codes are not held against anybody', async () => {
    const context = contextOf(server, '192.0.2.10');
    for (let turn = 0; turn < 10; turn += 1) {
      const { body } = await begin();
      const found = await server.server.services.deviceInteraction.find(body.user_code, undefined, context);
      expect(found?.userCode).toBe(body.user_code);
    }
  });

  test('is good for one decision, and not after it expired (RFC 8628 §3.3)', async () => {
    const first = await begin();
    await decide(first.body.user_code, ['openid']);
    expect(await decide(first.body.user_code, 'denied').catch(reason)).toBe('decision.unknown');
    const second = await begin();
    server.clock.advance(300);
    expect(await decide(second.body.user_code, ['openid']).catch(reason)).toBe('decision.unknown');
  });

  test('of two answers at once the first one stands', async () => {
    const { body } = await begin();
    const answers = await Promise.allSettled([decide(body.user_code, ['openid']), decide(body.user_code, 'denied')]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('grants nothing that was not asked for', async () => {
    const { body } = await begin({ scope: 'openid' });
    expect(await decide(body.user_code, ['openid', 'api.read']).catch(reason)).toBe('decision.invalid');
  });
});

describe('device code', () => {
  test('is pending, then redeemed for what the user left in (RFC 8628 §3.5)', async () => {
    const { body } = await begin({ scope: 'openid api.read api.write offline_access' });
    const pending = await poll(body.device_code);
    expect([pending.status, pending.body.error]).toEqual([400, 'authorization_pending']);
    const session = await decide(body.user_code, ['openid', 'api.read', 'offline_access']);
    server.clock.advance(5);
    const tokens = await poll(body.device_code);
    expect(tokens.status).toBe(200);
    expect(tokens.body.scope).toBe('openid api.read offline_access');
    expect(tokens.body.refresh_token).toMatch(/^[A-Za-z0-9_-]{50}$/);
    expect(decodeJwt(tokens.body.access_token)).toMatchObject({ sub: '1', aud: 'https://one.example' });
    expect(decodeJwt(tokens.body.id_token)).toMatchObject({ sub: '1', aud: 'tv', sid: session.sessionId });
  });

  test('keeps the resource of its request (RFC 8707 §2.2)', async () => {
    const { body } = await begin({ scope: 'api.read api.write', resource: 'https://two.example' });
    await decide(body.user_code, ['api.write']);
    const other = await poll(body.device_code, { resource: 'https://one.example' });
    expect(other.body.error).toBe('invalid_target');
    server.clock.advance(5);
    const tokens = await poll(body.device_code);
    expect(tokens.body.scope).toBe('api.write');
    expect(decodeJwt(tokens.body.access_token).aud).toBe('https://two.example');
  });

  test('polled too early is answered slow_down, and the interval grows by 5 seconds for good (RFC 8628 §3.5)', async () => {
    const { body } = await begin();
    expect((await poll(body.device_code)).body.error).toBe('authorization_pending');
    server.clock.advance(4);
    expect((await poll(body.device_code)).body.error).toBe('slow_down');
    server.clock.advance(5);
    expect((await poll(body.device_code)).body.error).toBe('slow_down');
    server.clock.advance(6);
    expect((await poll(body.device_code)).body.error).toBe('authorization_pending');
  });

  test.each([
    ['approved', ['openid'], 200, undefined],
    ['refused', 'denied', 400, 'access_denied'],
  ] as const)('%s is told at any pace, as slow_down is for what is pending (RFC 8628 §3.5)', async (_name, decision, status, error) => {
    const { body } = await begin();
    expect((await poll(body.device_code)).body.error).toBe('authorization_pending');
    expect((await poll(body.device_code)).body.error).toBe('slow_down');
    await decide(body.user_code, decision as never);
    const answer = await poll(body.device_code);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });

  test('expired is told at any pace', async () => {
    const { body } = await begin();
    server.clock.advance(299);
    expect((await poll(body.device_code)).body.error).toBe('authorization_pending');
    server.clock.advance(1);
    expect((await poll(body.device_code)).body.error).toBe('expired_token');
  });

  test('polled early does not move what a client that honours the interval waits for', async () => {
    const { body } = await begin();
    expect((await poll(body.device_code)).body.error).toBe('authorization_pending');
    server.clock.advance(4);
    expect((await poll(body.device_code)).body.error).toBe('slow_down');
    server.clock.advance(6);
    expect((await poll(body.device_code)).body.error).toBe('authorization_pending');
  });

  test('refused by the user is access_denied; so is one with nothing left in (RFC 8628 §3.5)', async () => {
    const first = await begin();
    await decide(first.body.user_code, 'denied');
    expect((await poll(first.body.device_code)).body.error).toBe('access_denied');
    const second = await begin();
    await decide(second.body.user_code, []);
    expect((await poll(second.body.device_code)).body.error).toBe('access_denied');
  });

  test('expired is expired_token (RFC 8628 §3.5)', async () => {
    const { body } = await begin();
    server.clock.advance(300);
    const answer = await poll(body.device_code);
    expect([answer.status, answer.body.error]).toEqual([400, 'expired_token']);
  });

  test.each([
    ['unknown', { device_code: 'unknown' }],
    ['too long', { device_code: 'x'.repeat(101) }],
  ])('%s is invalid_grant', async (_name, form) => {
    expect((await poll('', form)).body.error).toBe('invalid_grant');
  });

  test('of another client is invalid_grant and stays good for its own (RFC 8628 §3.4)', async () => {
    const { body } = await begin();
    await decide(body.user_code, ['openid']);
    const stranger = { client_id: 'public-tv', client_secret: '' };
    expect((await poll(body.device_code, stranger)).body.error).toBe('invalid_grant');
    expect((await poll(body.device_code)).status).toBe(200);
  });

  test('of a user who was disabled meanwhile is invalid_grant', async () => {
    const { body } = await begin();
    await decide(body.user_code, ['openid']);
    await server.server.services.users.setEnabled('1', false);
    expect((await poll(body.device_code)).body.error).toBe('invalid_grant');
  });

  test('used again is invalid_grant, and ends what came of its first use (RFC 6749 §4.1.2)', async () => {
    const { body } = await begin({ scope: 'openid offline_access' });
    await decide(body.user_code, ['openid', 'offline_access']);
    const tokens = await poll(body.device_code);
    expect((await poll(body.device_code)).body.error).toBe('invalid_grant');
    const { vault } = server.server.services;
    const stored = await vault.find('refresh_token', tokens.body.refresh_token);
    expect(stored === undefined || stored.revoked).toBe(true);
  });

  test('polled 50 times at once is redeemed once', async () => {
    const { body } = await begin();
    await decide(body.user_code, ['openid']);
    const answers = await Promise.all(Array.from({ length: 50 }, () => poll(body.device_code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});
