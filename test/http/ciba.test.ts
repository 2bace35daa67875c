import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CibaRequestDetails } from '../../src/ciba/interaction.ts';
import { OAuthError } from '../../src/errors/oauth-error.ts';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { cibaGrant, contextOf, decisionServer, post, sessionOf } from '../support/decisions.ts';
import { createReceiver, type Receiver } from '../support/receiver.ts';

let server: TestServer;
let receiver: Receiver;
let signingKey: CryptoKey;
const asked: CibaRequestDetails[] = [];
const events: ServerEvent[] = [];

beforeEach(async () => {
  asked.length = 0;
  events.length = 0;
  receiver = await createReceiver(204);
  const pair = await generateKeyPair('ES256', { extractable: true });
  signingKey = pair.privateKey;
  const shared = { allowedGrantTypes: [cibaGrant], allowedScopes: ['openid', 'api.read'] };
  server = await decisionServer({
    notifyUser: (request) => {
      asked.push(request);
    },
    onEvent: (event) => {
      events.push(event);
    },
    clients: [
      {
        ...shared,
        clientId: 'ping',
        clientSecrets: [{ value: 'secret' }],
        backChannelClientNotificationUri: `${receiver.url}/notify`,
      },
      {
        ...shared,
        clientId: 'signer',
        clientSecrets: [{ value: 'secret' }],
        requireRequestObject: true,
        jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256' }] },
      },
    ],
  });
});
afterEach(async () => {
  await server.close();
  await receiver.close();
});

const credentials = { client_id: 'desk', client_secret: 'secret' };
const plain = { scope: 'openid api.read', login_hint: 'alice' };

function begin(form: Record<string, string>) {
  return post(server, '/connect/ciba', { ...credentials, ...form });
}

function poll(id: string, form: Record<string, string> = {}) {
  return post(server, '/connect/token', { ...credentials, grant_type: cibaGrant, auth_req_id: id, ...form });
}

async function decide(decision: 'denied' | readonly string[], subjectId = '1') {
  const request = asked.at(-1)!;
  const session = await sessionOf(server, subjectId);
  const said =
    decision === 'denied' ? { outcome: 'denied' as const } : { outcome: 'approved' as const, scopes: decision };
  await server.server.services.cibaInteraction.decide(request.id, said, session, contextOf(server));
}

const reason = (error: unknown) => (error instanceof OAuthError ? error.reason : String(error));

describe('backchannel authentication endpoint', () => {
  test('answers auth_req_id, expires_in and interval, and tells the user (CIBA Core 1.0 §7.3)', async () => {
    const { status, body } = await begin({ ...plain, binding_message: 'W4SCT – ü', acr_values: 'a b' });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['auth_req_id', 'expires_in', 'interval']);
    expect(body).toMatchObject({ expires_in: 300, interval: 5 });
    expect(body.auth_req_id).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(asked[0]).toMatchObject({ subjectId: '1', bindingMessage: 'W4SCT – ü', acrValues: ['a', 'b'] });
    expect(asked[0]?.client.clientId).toBe('desk');
    expect(JSON.stringify(asked[0])).not.toContain(body.auth_req_id);
  });

  test.each([
    ['no hint', { scope: 'openid' }, 400, 'invalid_request'],
    ['two hints', { ...plain, login_hint_token: 'x' }, 400, 'invalid_request'],
    ['a hint that names nobody', { ...plain, login_hint: 'mallory' }, 400, 'unknown_user_id'],
    ['a login_hint_token, which nobody reads', { scope: 'openid', login_hint_token: 'x' }, 400, 'unknown_user_id'],
    ['an id_token_hint that is none', { scope: 'openid', id_token_hint: 'x' }, 400, 'invalid_request'],
    ['no scope', { login_hint: 'alice' }, 400, 'invalid_request'],
    ['a scope without openid', { ...plain, scope: 'api.read' }, 400, 'invalid_scope'],
    ['an unknown scope', { ...plain, scope: 'openid other' }, 400, 'invalid_scope'],
    ['a malformed resource', { ...plain, resource: 'x' }, 400, 'invalid_target'],
    ['requested_expiry 0', { ...plain, requested_expiry: '0' }, 400, 'invalid_request'],
    ['requested_expiry over the client’s', { ...plain, requested_expiry: '301' }, 400, 'invalid_request'],
    ['requested_expiry of words', { ...plain, requested_expiry: 'soon' }, 400, 'invalid_request'],
    ['a binding_message of 101', { ...plain, binding_message: 'x'.repeat(101) }, 400, 'invalid_binding_message'],
    ['a binding_message of spaces', { ...plain, binding_message: '   ' }, 400, 'invalid_binding_message'],
    ['a binding_message of fillers', { ...plain, binding_message: '\u3164' }, 400, 'invalid_binding_message'],
    ['a binding_message of blanks of Braille', { ...plain, binding_message: '\u2800' }, 400, 'invalid_binding_message'],
    [
      'a binding_message with a filler in it',
      { ...plain, binding_message: 'a\u115fb' },
      400,
      'invalid_binding_message',
    ],
    [
      'a binding_message with a joiner in it',
      { ...plain, binding_message: 'a\u034fb' },
      400,
      'invalid_binding_message',
    ],
    [
      'a binding_message that piles up',
      { ...plain, binding_message: `a${'\u0301'.repeat(99)}` },
      400,
      'invalid_binding_message',
    ],
    ['a binding_message that turns around', { ...plain, binding_message: 'a\u202eb' }, 400, 'invalid_binding_message'],
    ['a user_code, which nobody can say is right', { ...plain, user_code: '1234' }, 400, 'invalid_user_code'],
    ['a user_code of 101', { ...plain, user_code: 'x'.repeat(101) }, 400, 'invalid_request'],
    ['a wrong secret', { ...plain, client_secret: 'x' }, 401, 'invalid_client'],
    ['a client without the grant', { ...plain, client_id: 'neither' }, 400, 'unauthorized_client'],
    ['a ping client without its token', { ...plain, client_id: 'ping' }, 400, 'invalid_request'],
    [
      'a token that no header can carry',
      { ...plain, client_id: 'ping', client_notification_token: 'a b' },
      400,
      'invalid_request',
    ],
    [
      'a token of 1025',
      { ...plain, client_id: 'ping', client_notification_token: 'a'.repeat(1025) },
      400,
      'invalid_request',
    ],
    ['an unsigned request where signing is a must', { ...plain, client_id: 'signer' }, 400, 'invalid_request'],
  ])('refuses %s (CIBA Core 1.0 §13)', async (_name, form, status, error) => {
    const answer = await begin(form);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(asked).toEqual([]);
  });

  test('takes a subject as login_hint, and an expired ID token of the same client as id_token_hint', async () => {
    expect((await begin({ ...plain, login_hint: '2' })).status).toBe(200);
    const { body } = await begin(plain);
    await decide(['openid']);
    const { id_token: hint } = (await poll(body.auth_req_id)).body;
    server.clock.advance(3600);
    expect((await begin({ scope: 'openid', id_token_hint: hint })).status).toBe(200);
    expect(asked.at(-1)?.subjectId).toBe('1');
    const stranger = await begin({ scope: 'openid', id_token_hint: hint, client_id: 'other-desk' });
    expect(stranger.body.error).toBe('invalid_request');
  });

  test('keeps to requested_expiry', async () => {
    const { body } = await begin({ ...plain, requested_expiry: '10' });
    expect(body.expires_in).toBe(10);
    server.clock.advance(10);
    expect((await poll(body.auth_req_id)).body.error).toBe('expired_token');
  });
});

describe('signed requests', () => {
  function claims() {
    const now = server.clock.now();
    const standard = { iss: 'signer', aud: server.url, iat: now, nbf: now, exp: now + 300, jti: crypto.randomUUID() };
    return { ...standard, ...plain, requested_expiry: 120 };
  }
  async function send(changes: Record<string, unknown> = {}, form: Record<string, string> = {}, typ = 'JWT') {
    const own = Array.isArray(changes.aud) ? { aud: ['https://other.example', server.url] } : {};
    const payload = JSON.parse(JSON.stringify({ ...claims(), ...changes, ...own }));
    const request = await new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k', typ }).sign(signingKey);
    return post(server, '/connect/ciba', { client_id: 'signer', client_secret: 'secret', request, ...form });
  }

  test('are answered like plain ones (CIBA Core 1.0 §7.1.1)', async () => {
    const { status, body } = await send({ client_id: 'signer' });
    expect([status, body.expires_in]).toEqual([200, 120]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['without iss', { iss: undefined }],
    ['of another issuer', { iss: 'desk' }],
    ['without aud', { aud: undefined }],
    ['for another server', { aud: 'https://other.example' }],
    ['for another server too', { aud: ['https://other.example', 'own'] }],
    ['without exp', { exp: undefined }],
    ['without iat', { iat: undefined }],
    ['without nbf', { nbf: undefined }],
    ['without jti', { jti: undefined }],
    ['with another client_id', { client_id: 'desk' }],
    ['with a request in it', { request: 'x' }],
    ['with a request_uri in it', { request_uri: 'x' }],
  ])('are refused %s (FAPI-CIBA §5.2.2)', async (_name, changes) => {
    expect((await send(changes)).body.error).toBe('invalid_request');
  });

  test.each([
    ['expired an hour ago', -7200, -3600],
    ['good for 70 minutes', 0, 4200],
    ['not good before 10 minutes', 600, 900],
    ['good since 70 minutes', -4200, 60],
  ])('are refused when %s (FAPI-CIBA §5.2.2)', async (_name, nbf, exp) => {
    const now = server.clock.now();
    expect((await send({ nbf: now + nbf, exp: now + exp })).body.error).toBe('invalid_request');
  });

  test('are refused with parameters beside them, of another type, and a second time', async () => {
    expect((await send({}, { login_hint: 'bob' })).body.error).toBe('invalid_request');
    expect((await send({}, {}, 'client-authentication+jwt')).body.error).toBe('invalid_request');
    expect((await send({ jti: 'once' })).status).toBe(200);
    expect((await send({ jti: 'once' })).body.error).toBe('invalid_request');
  });
});

describe('auth_req_id', () => {
  test('is pending, then redeemed for what the user left in (CIBA Core 1.0 §10.1)', async () => {
    const { body } = await begin(plain);
    expect((await poll(body.auth_req_id)).body.error).toBe('authorization_pending');
    expect((await poll(body.auth_req_id)).body.error).toBe('slow_down');
    await decide(['openid']);
    const tokens = await poll(body.auth_req_id);
    expect([tokens.status, tokens.body.scope]).toEqual([200, 'openid']);
    expect(decodeJwt(tokens.body.id_token)).toMatchObject({ sub: '1', aud: 'desk' });
    expect((await poll(body.auth_req_id)).body.error).toBe('invalid_grant');
  });

  test('is access_denied when the user refuses, and invalid_grant to other clients', async () => {
    const { body } = await begin(plain);
    expect((await poll(body.auth_req_id, { client_id: 'other-desk' })).body.error).toBe('invalid_grant');
    await decide('denied');
    expect((await poll(body.auth_req_id)).body.error).toBe('access_denied');
  });

  test('polled 50 times at once is redeemed once', async () => {
    const { body } = await begin(plain);
    await decide(['openid']);
    const answers = await Promise.all(Array.from({ length: 50 }, () => poll(body.auth_req_id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('the user’s side', () => {
  test('shows a user their own requests alone', async () => {
    await begin(plain);
    const { cibaInteraction } = server.server.services;
    expect(await cibaInteraction.pendingFor('1', contextOf(server))).toHaveLength(1);
    expect(await cibaInteraction.pendingFor('2', contextOf(server))).toEqual([]);
    await decide('denied');
    expect(await cibaInteraction.pendingFor('1', contextOf(server))).toEqual([]);
  });

  test('lets nobody else decide, nobody twice, and nothing more be granted than was asked for', async () => {
    await begin(plain);
    expect(await decide(['openid'], '2').catch(reason)).toBe('decision.unknown');
    expect(await decide(['openid', 'profile']).catch(reason)).toBe('decision.invalid');
    await decide(['openid']);
    expect(await decide('denied').catch(reason)).toBe('decision.unknown');
  });
});

describe('ping mode', () => {
  async function pinged() {
    const form = { ...plain, client_id: 'ping', client_notification_token: 'token-68+/~==' };
    const { body } = await begin(form);
    await decide(['openid']);
    await server.server.services.background.drain(5000);
    return body.auth_req_id as string;
  }
  const told = () => events.filter(({ type }) => type === 'BackchannelClientNotified');

  test('posts auth_req_id alone with the client’s bearer token (CIBA Core 1.0 §10.2)', async () => {
    const id = await pinged();
    expect(receiver.received).toEqual([
      { path: '/notify', authorization: 'Bearer token-68+/~==', body: JSON.stringify({ auth_req_id: id }) },
    ]);
    expect(told()).toEqual([{ type: 'BackchannelClientNotified', clientId: 'ping', delivered: true }]);
    expect((await poll(id, { client_id: 'ping' })).status).toBe(200);
  });
});

describe('a client that does not take the ping', () => {
  test.each([
    ['401', [401], 1, false],
    ['a redirection', [302], 1, false],
    ['503 once', [503, 200], 2, true],
    ['503 for good', [503], 2, false],
  ])('answering %s is told at most twice, and can poll all the same', async (_name, statuses, posts, delivered) => {
    await receiver.close();
    const other = await createReceiver(...statuses);
    const { CibaClientNotifier } = await import('../../src/ciba/client-notifier.ts');
    const { background, events: bus, clients } = server.server.services;
    const options = { background, events: bus, allowPrivateAddresses: true, retryDelayMs: 1 };
    const client = { ...(await clients.findEnabled('ping'))!, backChannelClientNotificationUri: other.url };
    const request = { authenticationRequestId: 'id', clientNotificationToken: 't' } as never;
    new CibaClientNotifier(options).notify(client, request, contextOf(server));
    await background.drain(5000);
    expect(other.received).toHaveLength(posts);
    expect(events.at(-1)).toEqual({ type: 'BackchannelClientNotified', clientId: 'ping', delivered });
    await other.close();
  });
});
