import { decodeJwt } from 'jose';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { options } from './server.ts';

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
const orders = 'https://orders.example.com';
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

it('answers with a token about the same user for the next API, which names its actor and lives no longer (RFC 8693 §2.2.1, §4.1)', async () => {
  const start = server.clock.now();
  server.clock.advance(3000);
  const { status, body } = await exchange('gateway', usersToken, { resource: orders });
  expect(status).toBe(200);
  expect(body).toMatchObject({ issued_token_type: accessTokenType, token_type: 'Bearer', expires_in: 600 });
  expect(body.scope).toBe('orders.read orders.write');
  expect(decodeJwt(String(body.access_token))).toMatchObject({
    sub: '1',
    client_id: 'gateway',
    aud: orders,
    auth_time: start,
    act: { sub: 'gateway' },
  });
});

it('keeps the earlier actor inside the newer one (RFC 8693 §4.1)', async () => {
  const second = await exchange('gateway', usersToken);
  const third = await exchange('orders', String(second.body.access_token));
  expect(decodeJwt(String(third.body.access_token))).toMatchObject({
    aud: 'https://stock.example.com',
    act: { sub: 'orders', act: { sub: 'gateway' } },
  });
});

it('refuses tokens that were meant for another, are over, or are none (RFC 8693 §2.2.2)', async () => {
  const { body } = await exchange('gateway', usersToken, { resource: orders });
  expect((await exchange('gateway', String(body.access_token))).body.error).toBeUndefined();
  const onlyStock = await exchange('gateway', usersToken, { resource: 'https://stock.example.com' });
  expect((await exchange('orders', String(onlyStock.body.access_token))).body.error).toBe('invalid_request');
  expect((await exchange('gateway', 'nonsense')).body.error).toBe('invalid_request');
  server.clock.advance(3600);
  expect(await exchange('gateway', usersToken)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
});

it('lets an agent act for the user, and read but not write, as the policy says', async () => {
  const agent = await ask(server.url, 'agent', { grant_type: 'client_credentials' });
  const actor = { actor_token: String(agent.body.access_token), actor_token_type: accessTokenType };
  const reads = await exchange('gateway', usersToken, { ...actor, scope: 'orders.read' });
  expect(decodeJwt(String(reads.body.access_token)).act).toEqual({ sub: 'agent' });
  const writes = await exchange('gateway', usersToken, { ...actor, scope: 'orders.write' });
  expect(writes.body).toMatchObject({ error: 'invalid_scope', error_description: 'An agent may read, but not write.' });
});
