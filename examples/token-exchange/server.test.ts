import { decodeJwt } from 'jose';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { options } from './server.ts';

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
let server: TestServer;
let usersToken: string;

beforeEach(async () => {
  server = await createTestServer(options);
  const { body } = await ask(server.url, 'app', { grant_type: 'password', username: 'alice', password: 'alice' });
  usersToken = String(body.access_token);
});
afterEach(() => server.close());

function exchange(clientId: string, subjectToken: string, more: Record<string, string> = {}) {
  return ask(server.url, clientId, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subjectToken,
    subject_token_type: accessTokenType,
    ...more,
  });
}

it('answers with a token about the same user for the next API, which names its actor (RFC 8693 §2.2.1, §4.1)', async () => {
  const start = server.clock.now();
  server.clock.advance(3000);
  const { status, body } = await exchange('gateway', usersToken);
  expect(status).toBe(200);
  expect(body).toMatchObject({ issued_token_type: accessTokenType, token_type: 'Bearer', expires_in: 600 });
  expect(body.scope).toBe('orders');
  const claims = decodeJwt(String(body.access_token));
  expect(claims).toMatchObject({ sub: '1', client_id: 'gateway', aud: 'https://orders.example.com', auth_time: start });
  expect(claims.act).toEqual({ sub: 'gateway' });
});

it('keeps the earlier actor inside the newer one (RFC 8693 §4.1)', async () => {
  const second = await exchange('gateway', usersToken);
  const third = await exchange('orders', String(second.body.access_token));
  expect(decodeJwt(String(third.body.access_token)).act).toEqual({ sub: 'orders', act: { sub: 'gateway' } });
});

it('refuses tokens that were meant for another, are over, or are none (RFC 8693 §2.2.2)', async () => {
  const refusal = { error: 'invalid_request', error_description: 'The subject_token cannot be exchanged.' };
  expect((await exchange('orders', usersToken)).body).toMatchObject(refusal);
  expect((await exchange('gateway', 'nonsense')).body).toMatchObject(refusal);
  server.clock.advance(3600);
  const late = await exchange('gateway', usersToken);
  expect(late.status).toBe(400);
  expect(late.body).toMatchObject(refusal);
});

it('refuses what it does not do: other token types and actor tokens', async () => {
  const other = { requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' };
  expect((await exchange('gateway', usersToken, other)).body.error).toBe('invalid_request');
  const actor = { actor_token: usersToken, actor_token_type: accessTokenType };
  expect((await exchange('gateway', usersToken, actor)).body.error).toBe('invalid_request');
  expect((await exchange('app', usersToken)).body.error).toBe('unauthorized_client');
});
