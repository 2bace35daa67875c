import { calculateJwkThumbprint } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import {
  answer,
  authorizeServer,
  authorizeUrl,
  codeRequest,
  type Parameters,
  redeem,
  verifier,
} from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';
import { proofKey } from '../support/dpop.ts';

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({
    clients: [
      {
        clientId: 'pushing',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid'],
        redirectUris: ['https://pushing.example/cb'],
        requirePushedAuthorization: true,
      },
    ],
  });
});
afterAll(() => server.close());

const login = { login: { username: 'alice', password: 'wonderland' } };

async function push(changes: Parameters = {}): Promise<{ status: number; body: Record<string, string> }> {
  const body = new URLSearchParams({ ...codeRequest(changes), client_secret: 'secret' });
  const response = await fetch(`${server.url}/connect/par`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

function go(browser: Browser, requestUri: string, clientId = 'web'): Promise<Response> {
  return browser.get(authorizeUrl(server, { client_id: clientId, request_uri: requestUri }));
}

describe('pushed authorization requests', () => {
  it('are taken with 201 and used once, with their response (RFC 9126 §2.2, §4)', async () => {
    const { status, body } = await push();
    expect(status).toBe(201);
    expect(body).toEqual({
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/),
      expires_in: 60,
    });
    const browser = new Browser();
    const asked = await go(browser, body.request_uri!);
    const alsoAsked = await go(browser, body.request_uri!);
    server.clock.advance(120);
    const done = locationOf(await answer(server, browser, asked, login));
    expect(done.searchParams.get('state')).toBe('state-1');
    expect((await redeem(server, done.searchParams.get('code')!)).status).toBe(200);
    const second = locationOf(await answer(server, browser, alsoAsked, login));
    expect(second.searchParams.get('error')).toBe('invalid_request_uri');
    expect((await go(browser, body.request_uri!)).status).toBe(400);
  });

  it('end after a minute, and are of one client only (RFC 9126 §4)', async () => {
    const { body } = await push();
    expect((await go(new Browser(), body.request_uri!, 'other')).status).toBe(400);
    server.clock.advance(61);
    expect((await go(new Browser(), body.request_uri!)).status).toBe(400);
  });

  it('are used up by an error too (RFC 9126 §4)', async () => {
    const { body } = await push({ prompt: 'none' });
    expect(locationOf(await go(new Browser(), body.request_uri!)).searchParams.get('error')).toBe('login_required');
    expect((await go(new Browser(), body.request_uri!)).status).toBe(400);
  });

  it.each<[string, Parameters, string]>([
    ['an unregistered redirect URI', { redirect_uri: 'https://evil.example/cb' }, 'invalid_request'],
    ['a request_uri', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    ['no code_challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['an unknown scope', { scope: 'openid nonsense' }, 'invalid_scope'],
    ['a request object of a client without keys', { request: 'x.y.z' }, 'request_not_supported'],
    ['an unknown response_type', { response_type: 'smoke' }, 'unsupported_response_type'],
  ])('are checked when pushed: %s (RFC 9126 §2.3)', async (_name, changes, error) => {
    const { status, body } = await push(changes);
    expect(status).toBe(400);
    expect(body.error).toBe(error);
  });

  it('need the client to prove who it is (RFC 9126 §2)', async () => {
    const body = new URLSearchParams({ ...codeRequest(), client_secret: 'wrong' });
    expect((await fetch(`${server.url}/connect/par`, { method: 'POST', body })).status).toBe(401);
    expect((await fetch(`${server.url}/connect/par`)).status).toBe(405);
  });

  it('are the only ones of a client that must push (RFC 9126 §6)', async () => {
    const changes = { client_id: 'pushing', redirect_uri: 'https://pushing.example/cb', scope: 'openid' };
    const plain = await new Browser().get(authorizeUrl(server, codeRequest(changes)));
    expect(locationOf(plain).searchParams.get('error')).toBe('invalid_request');
    const { body } = await push(changes);
    const asked = await go(new Browser(), body.request_uri!, 'pushing');
    expect(locationOf(asked).pathname).toBe('/login');
  });
});

describe('a pushed request with a DPoP proof (RFC 9449 §10.1)', () => {
  const pushed = (dpop: string, changes: Parameters = {}) =>
    postForm(`${server.url}/connect/par`, { ...codeRequest(changes), client_secret: 'secret' }, { dpop });
  const forPush = () => ({ claims: { htu: `${server.url}/connect/par` } });

  it('binds the code to its key', async () => {
    const key = await proofKey(server);
    const other = await proofKey(server);
    const { json } = await pushed(await key.proof(forPush()));
    const browser = new Browser();
    const done = await answer(server, browser, await go(browser, json.request_uri), login);
    const code = locationOf(done).searchParams.get('code')!;
    const exchange = async (headers: Record<string, string>) =>
      postForm(
        `${server.url}/connect/token`,
        {
          grant_type: 'authorization_code',
          code,
          redirect_uri: codeRequest().redirect_uri,
          code_verifier: verifier,
          client_id: 'web',
          client_secret: 'secret',
        },
        headers,
      );
    expect((await exchange({})).json.error).toBe('invalid_grant');
    expect((await exchange(await other.header())).json.error).toBe('invalid_grant');
    expect((await exchange(await key.header())).json.token_type).toBe('DPoP');
  });

  it('is refused for a bad, long or used proof as invalid_dpop_proof, and for two as invalid_request', async () => {
    const key = await proofKey(server);
    const proof = await key.proof(forPush());
    expect((await pushed(proof)).status).toBe(201);
    const forToken = await key.proof();
    for (const bad of [proof, 'x', 'x'.repeat(4001), forToken]) {
      const { status, json } = await pushed(bad);
      expect([status, json.error]).toEqual([400, 'invalid_dpop_proof']);
    }
    const two = await pushed(`${await key.proof(forPush())}, ${await key.proof(forPush())}`);
    expect([two.status, two.json.error]).toEqual([400, 'invalid_request']);
  });

  it('takes a dpop_jkt beside it that is of the same key, and no other', async () => {
    const key = await proofKey(server);
    const own = await calculateJwkThumbprint(key.jwk);
    const stranger = await calculateJwkThumbprint((await proofKey(server)).jwk);
    expect((await pushed(await key.proof(forPush()), { dpop_jkt: own })).status).toBe(201);
    const { status, json } = await pushed(await key.proof(forPush()), { dpop_jkt: stranger });
    expect([status, json.error]).toEqual([400, 'invalid_request']);
  });
});
