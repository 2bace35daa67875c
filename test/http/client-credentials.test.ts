import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { requestToken } from '../support/connect.ts';
import { startFixture } from '../support/fixture.ts';

const counting = withCounting(createMemoryStore());
let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ store: counting.store });
});
afterAll(() => server.close());

const ask = (clientId: string, scope?: string) =>
  requestToken(server, clientId, { grant_type: 'client_credentials', scope });

describe('client_credentials (RFC 6749 §4.4)', () => {
  it('answers with access token, lifetime, type and scope in the order of the contract, and nothing else (RFC 6749 §4.4.3)', async () => {
    const answer = await ask('machine', 'orders.read');
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json)).toEqual(['access_token', 'expires_in', 'token_type', 'scope']);
    expect(answer.json.expires_in).toBe(3600);
    expect(answer.json.token_type).toBe('Bearer');
    expect(answer.json.scope).toBe('orders.read');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('pragma')).toBe('no-cache');
  });

  it('touches no store for a JWT', async () => {
    await ask('machine');
    counting.calls.reset();
    expect((await ask('machine')).status).toBe(200);
    expect(counting.calls.total).toBe(0);
  });

  it('grants every API scope of the client, in its order, where none is asked for (RFC 6749 §3.3)', async () => {
    expect((await ask('machine')).json.scope).toBe('orders.read orders.write');
  });

  it('leaves identity scopes and offline_access out of what is granted without a scope parameter', async () => {
    expect((await ask('identity-machine')).json.scope).toBe('orders.read orders.write');
  });

  it('keeps the order of the request and drops repeats within the scope (RFC 6749 §3.3)', async () => {
    const answer = await ask('machine', 'orders.write  orders.read orders.write');
    expect(answer.json.scope).toBe('orders.write orders.read');
  });

  it('names one API as a string audience and several as a list (RFC 7519 §4.1.3)', async () => {
    const one = await ask('numbered-machine', 'scope1 scope3');
    expect(decodeJwt(one.json.access_token).aud).toBe('urn:api1');
    const two = await ask('numbered-machine', 'scope1 scope2');
    expect(decodeJwt(two.json.access_token).aud).toEqual(['urn:api1', 'urn:api2']);
  });

  it('names the issuer where a scope belongs to no API, since a JWT needs an audience (RFC 9068 §2.2)', async () => {
    expect(decodeJwt((await ask('numbered-machine', 'scope4')).json.access_token).aud).toBe(server.url);
  });

  it.each([
    ['openid', 'identity-machine'],
    ['offline_access', 'identity-machine'],
    ['orders.read openid', 'identity-machine'],
    ['orders.read offline_access', 'identity-machine'],
    ['unheard.of', 'machine'],
    ['orders.read unheard.of', 'machine'],
    ['scope1', 'machine'],
    ['orders.read scope1', 'machine'],
    ['withdrawn', 'machine'],
    ['ORDERS.READ', 'machine'],
    ['orders.read,orders.write', 'machine'],
    ['constructor', 'machine'],
  ])('refuses the scope "%s" whole for %s (RFC 6749 §3.3)', async (scope, clientId) => {
    const answer = await ask(clientId, scope);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_scope');
    expect(answer.json.access_token).toBeUndefined();
  });

  it.each([
    'orders.read\torders.write',
    'a"b',
    'a\\b',
    'ünïcode',
    ' ',
    'x'.repeat(1001),
    'a '.repeat(600),
  ])('refuses the malformed scope %j (RFC 6749 §3.3)', async (scope) => {
    const answer = await ask('machine', scope);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_scope');
  });

  it('refuses a client without scopes of its own that asks for none (RFC 6749 §3.3)', async () => {
    const answer = await ask('scopeless');
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_scope');
  });

  it('is never for a public client, even one that was stored as if it were (RFC 6749 §4.4)', async () => {
    const { clients, store } = server.server.services;
    const machine = (await clients.find('machine'))!;
    await store.clients.insert({
      ...machine,
      clientId: 'public-machine',
      requireClientSecret: false,
      clientSecrets: [],
    });
    const answer = await requestToken(server, 'public-machine', { grant_type: 'client_credentials' });
    expect([answer.status, answer.json.error]).toEqual([400, 'unauthorized_client']);
  });

  it('refuses a client that may not use the grant (RFC 6749 §5.2)', async () => {
    for (const clientId of ['grantless', 'application', 'public-application']) {
      const answer = await ask(clientId);
      expect(answer.status).toBe(400);
      expect(answer.json.error).toBe('unauthorized_client');
    }
  });

  it('uses the lifetime of the client', async () => {
    const answer = await ask('short-lived-machine');
    expect(answer.json.expires_in).toBe(60);
    const { iat, exp } = decodeJwt(answer.json.access_token);
    expect(exp! - iat!).toBe(60);
  });

  it('hands out a handle of 50 characters where the client uses reference tokens', async () => {
    const answer = await ask('reference-machine');
    expect(answer.json.access_token).toMatch(/^[A-Za-z0-9_-]{50}$/);
    expect(answer.json.expires_in).toBe(3600);
  });
});
