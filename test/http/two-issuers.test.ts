import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomHandle } from '../../src/keys/digest.ts';
import { createServer } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { introspect, refresh, revoke, signIn } from '../support/connect.ts';
import { proofKey } from '../support/dpop.ts';
import { startFixture } from '../support/fixture.ts';

const secret = randomHandle();
let one: TestServer;
let other: TestServer;
/** Stands on the store of the first, as when somebody points two servers at one database. */
let sharing: TestServer;
beforeAll(async () => {
  const store = createMemoryStore();
  one = await startFixture({ secret, store });
  other = await startFixture({ secret });
  sharing = await startFixture({ secret, store, path: '/second' });
});
afterAll(() => Promise.all([one.close(), other.close(), sharing.close()]));

const userInfo = async (server: TestServer, token: string) =>
  (await fetch(`${server.url}/connect/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;
const isActive = async (server: TestServer, caller: string, token: string) =>
  (await introspect(server, caller, token)).json.active;

describe('an issuer with a path', () => {
  it.each(['/:tenant', '/a*', '/*', '/caf%C3%A9', '/:t+', '/(a)'])('answers below its own alone: %s', async (path) => {
    const issuer = `http://localhost${path}`;
    const server = await createServer({ mode: 'dev', storage: { kind: 'memory' }, issuer });
    const statusAt = async (target: string) => (await server.fetch(new Request(`http://localhost${target}`))).status;
    const discovery = '/.well-known/openid-configuration';
    const metadata = '/.well-known/oauth-authorization-server';
    expect(await statusAt(path + discovery)).toBe(200);
    expect(await statusAt(metadata + path)).toBe(200);
    for (const elsewhere of ['/other', '/a', '/ab', '/caf%c3%a9', `${path}${path}`, '']) {
      expect([elsewhere, await statusAt(elsewhere + discovery)]).toEqual([elsewhere, 404]);
      expect([elsewhere, await statusAt(metadata + elsewhere)]).toEqual([elsewhere, 404]);
    }
    await server.close();
  });
});

describe('two issuers in one process, with the same clients, users and master secret', () => {
  it.each(['application', 'reference-application'])('take no access token of each other: %s', async (clientId) => {
    const { access_token } = (await signIn(one, clientId)).json;
    for (const stranger of [other, sharing]) {
      expect(await isActive(stranger, clientId, access_token)).toBe(false);
      expect(await userInfo(stranger, access_token)).toBe(401);
    }
    expect(await isActive(one, clientId, access_token)).toBe(true);
    expect(await userInfo(one, access_token)).toBe(200);
  });

  it('refresh and revoke nothing of each other', async () => {
    const { refresh_token } = (await signIn(one, 'application')).json;
    expect((await refresh(other, 'application', refresh_token)).json.error).toBe('invalid_grant');
    expect(await isActive(other, 'application', refresh_token)).toBe(false);
    expect((await revoke(other, 'application', refresh_token)).status).toBe(200);
    expect((await refresh(one, 'application', refresh_token)).status).toBe(200);
  });

  it('take no proof that was made for the other (RFC 9449 §4.3)', async () => {
    const key = await proofKey(one);
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'machine' });
    body.set('client_secret', 'a secret of 32 characters, or so');
    const send = async (server: TestServer) =>
      (await fetch(`${server.url}/connect/token`, { method: 'POST', body, headers: await key.header() })).status;
    expect(await send(one)).toBe(200);
    expect(await send(other)).toBe(400);
  });
});
