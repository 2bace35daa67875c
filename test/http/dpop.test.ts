import { calculateJwkThumbprint, decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { type Answer, basic, introspect, postForm } from '../support/connect.ts';
import { type ProofChanges, type ProofKey, proofKey } from '../support/dpop.ts';
import { asUserGrant, ordersApi, secret, startFixture } from '../support/fixture.ts';

const machine = {
  clientSecrets: [{ value: secret }],
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: ['orders.read'],
};
const application = {
  requireClientSecret: false,
  allowedGrantTypes: [asUserGrant, 'authorization_code'],
  redirectUris: ['https://app.example.com/callback'],
  allowedScopes: ['openid', 'orders.read'],
  allowOfflineAccess: true,
};

const events: ServerEvent[] = [];
let server: TestServer;
let key: ProofKey;
let otherKey: ProofKey;
let jkt: string;
beforeAll(async () => {
  server = await startFixture({
    onEvent: (event) => events.push(event),
    moreClients: [
      { ...machine, clientId: 'proving-machine', requireDPoP: true },
      { ...machine, clientId: 'nonce-machine', requireDPoPNonce: true },
      { ...application, clientId: 'public-reusing-application', refreshTokenUsage: 'reUse' },
      { ...application, clientId: 'public-nonce-application', requireDPoPNonce: true },
    ],
  });
  key = await proofKey(server);
  otherKey = await proofKey(server);
  jkt = await calculateJwkThumbprint(key.jwk);
});
afterAll(() => server.close());
beforeEach(() => {
  events.length = 0;
});

type Headers = Readonly<Record<string, string>>;
const credentials = (clientId: string) => ({
  client_id: clientId,
  ...(clientId.startsWith('public') ? {} : { client_secret: secret }),
});
const token = (clientId: string, parameters: Readonly<Record<string, string>>, headers: Headers = {}) =>
  postForm(`${server.url}/connect/token`, { ...credentials(clientId), ...parameters }, headers);
const machineToken = (headers: Headers = {}, clientId = 'machine') =>
  token(clientId, { grant_type: 'client_credentials', scope: 'orders.read' }, headers);
const userToken = (clientId: string, headers: Headers = {}) =>
  token(clientId, { grant_type: asUserGrant, user: 'subject-of-alice', scope: 'orders.read offline_access' }, headers);
const refreshed = (clientId: string, refreshToken: string, headers: Headers = {}) =>
  token(clientId, { grant_type: 'refresh_token', refresh_token: refreshToken }, headers);
const said = ({ status, json }: Answer) => [status, json.error];
const keyOf = ({ json }: Answer) => (decodeJwt(json.access_token).cnf as { jkt?: string } | undefined)?.jkt;

describe('DPoP at the token endpoint (RFC 9449 §5)', () => {
  it('binds the access token to the key, in the token, its type and at introspection (§6)', async () => {
    const answer = await machineToken(await key.header());
    expect(answer.status).toBe(200);
    expect(answer.json.token_type).toBe('DPoP');
    expect(decodeJwt(answer.json.access_token).cnf).toEqual({ jkt });
    expect((await introspect(server, ordersApi, answer.json.access_token)).json).toMatchObject({
      active: true,
      token_type: 'DPoP',
      cnf: { jkt },
    });
    expect(answer.headers.get('dpop-nonce')).toBeNull();
  });

  it('answers without a proof as ever, but for a client that must prove', async () => {
    expect((await machineToken()).json.token_type).toBe('Bearer');
    expect(said(await machineToken({}, 'proving-machine'))).toEqual([400, 'invalid_request']);
    expect((await machineToken(await key.header(), 'proving-machine')).json.token_type).toBe('DPoP');
  });

  it.each([
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
  ])('accepts %s', async (algorithm) => {
    const answer = await machineToken(await (await proofKey(server, algorithm)).header());
    expect(answer.json.token_type).toBe('DPoP');
  });

  it.each<[string, ProofChanges]>([
    ['a query and a fragment in htu', { claims: { htu: 'URL?a=b#c' } }],
    ['a nonce that nobody asked for', { claims: { nonce: 'any' } }],
    ['an exp that is over: iat alone counts', { claims: { exp: 1 } }],
    [
      'a key that says what it is for',
      { header: { jwk: { use: 'sig', key_ops: ['verify'], alg: 'ES256', kid: '1' } } },
    ],
  ])('does not mind %s (§4.3)', async (_name, { claims, header }) => {
    const htu = `${claims?.['htu'] ?? 'URL'}`.replace('URL', `${server.url}/connect/token`);
    const jwk = { ...key.jwk, ...(header?.['jwk'] as object) };
    const answer = await machineToken(await key.header({ claims: { ...claims, htu }, header: { jwk } }));
    expect(said(answer)).toEqual([200, undefined]);
  });

  it.each<[string, ProofChanges, string]>([
    ['the type of another JWT', { header: { typ: 'JWT' } }, "The DPoP proof's typ, alg or jwk is not acceptable."],
    ['no key', { header: { jwk: undefined } }, "The DPoP proof's typ, alg or jwk is not acceptable."],
    ['no jti', { claims: { jti: undefined } }, 'The DPoP proof lacks a claim.'],
    ['an iat that is no number', { claims: { iat: 'now' } }, 'The DPoP proof lacks a claim.'],
    ['the method GET', { claims: { htm: 'GET' } }, "The DPoP proof's htm is wrong."],
    ['the issuer as htu', { claims: { htu: 'https://id.example.com' } }, "The DPoP proof's htu is wrong."],
    ['an iat of long ago', { claims: { iat: 1_000_000_000 } }, "The DPoP proof's iat is not now."],
  ])('refuses %s as invalid_dpop_proof (§4.3)', async (_name, changes, description) => {
    const answer = await machineToken(await key.header(changes));
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: 'invalid_dpop_proof', error_description: description });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['no JWT', 'x'],
    ['nothing', ''],
    ['more than 4000 characters', 'x'.repeat(4001)],
  ])('refuses a header that is %s as invalid_dpop_proof', async (_name, dpop) => {
    expect(said(await machineToken({ dpop }))).toEqual([400, 'invalid_dpop_proof']);
  });

  it('refuses the key of somebody else and a private one (§4.3)', async () => {
    expect(said(await machineToken(await key.header({ header: { jwk: otherKey.jwk } })))).toEqual([
      400,
      'invalid_dpop_proof',
    ]);
    const jwk = { ...key.jwk, d: 'AAAA' };
    expect(said(await machineToken(await key.header({ header: { jwk } })))).toEqual([400, 'invalid_dpop_proof']);
  });

  it('refuses two headers as invalid_request (§4.3)', async () => {
    const dpop = `${await key.proof()}, ${await key.proof()}`;
    expect(said(await machineToken({ dpop }))).toEqual([400, 'invalid_request']);
  });

  it('takes a proof once, however many requests bring it at a time (§11.1)', async () => {
    const header = await key.header();
    const answers = await Promise.all(Array.from({ length: 10 }, () => machineToken(header)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(said(await machineToken(header))).toEqual([400, 'invalid_dpop_proof']);
  });

  it('authenticates the client first, and does not use up the proof of one that fails', async () => {
    const header = await key.header();
    const authorization = basic('machine', 'wrong');
    const form = { grant_type: 'client_credentials' };
    expect(said(await postForm(`${server.url}/connect/token`, form, { ...header, authorization }))).toEqual([
      401,
      'invalid_client',
    ]);
    expect((await machineToken(header)).status).toBe(200);
  });
});

describe('a refresh token got with a proof (RFC 9449 §5)', () => {
  it.each([
    'application',
    'reusing-application',
    'public-application',
    'public-reusing-application',
  ])('is refreshed with a proof again, and without one is good for nothing and not used up: %s', async (clientId) => {
    const first = await userToken(clientId, await key.header());
    expect(keyOf(first)).toBe(jkt);
    expect(said(await refreshed(clientId, first.json.refresh_token))).toEqual([400, 'invalid_grant']);
    const next = await refreshed(clientId, first.json.refresh_token, await key.header());
    expect(keyOf(next)).toBe(jkt);
    expect(said(await refreshed(clientId, next.json.refresh_token))).toEqual([400, 'invalid_grant']);
    expect(keyOf(await refreshed(clientId, next.json.refresh_token, await key.header()))).toBe(jkt);
  });

  it('is bound to the very key for a public client, whereas a confidential one may change it', async () => {
    const own = await userToken('public-application', await key.header());
    const stolen = await refreshed('public-application', own.json.refresh_token, await otherKey.header());
    expect(said(stolen)).toEqual([400, 'invalid_grant']);
    expect((await refreshed('public-application', own.json.refresh_token, await key.header())).status).toBe(200);

    const confidential = await userToken('application', await key.header());
    const changed = await refreshed('application', confidential.json.refresh_token, await otherKey.header());
    expect(keyOf(changed)).toBe(await calculateJwkThumbprint(otherKey.jwk));
  });

  it('by a public client at a refresh is bound from then on', async () => {
    const bearer = await userToken('public-application');
    const next = await refreshed('public-application', bearer.json.refresh_token, await key.header());
    expect(keyOf(next)).toBe(jkt);
    expect(said(await refreshed('public-application', next.json.refresh_token))).toEqual([400, 'invalid_grant']);
    const withOther = await refreshed('public-application', next.json.refresh_token, await otherKey.header());
    expect(said(withOther)).toEqual([400, 'invalid_grant']);
    expect((await refreshed('public-application', next.json.refresh_token, await key.header())).status).toBe(200);
  });

  it('by a confidential client at a refresh binds the access token only: it authenticates', async () => {
    const bearer = await userToken('application');
    const next = await refreshed('application', bearer.json.refresh_token, await key.header());
    expect(keyOf(next)).toBe(jkt);
    expect((await refreshed('application', next.json.refresh_token)).json.token_type).toBe('Bearer');
  });
});

describe('nonces (RFC 9449 §8, CONTRACT §5)', () => {
  it('are demanded where the client is set so, and every answer brings the next one', async () => {
    const asked = await machineToken(await key.header(), 'nonce-machine');
    expect(said(asked)).toEqual([400, 'use_dpop_nonce']);
    const nonce = asked.headers.get('dpop-nonce');
    expect(nonce).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const answer = await machineToken(await key.header({ claims: { nonce } }), 'nonce-machine');
    expect(answer.json.token_type).toBe('DPoP');
    expect(answer.headers.get('dpop-nonce')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect((await machineToken({}, 'nonce-machine')).headers.get('dpop-nonce')).toBeNull();
  });

  it('that are made up or too old are answered with a fresh one', async () => {
    const first = (await machineToken(await key.header(), 'nonce-machine')).headers.get('dpop-nonce');
    for (const nonce of ['made up', first]) {
      server.clock.advance(400);
      const answer = await machineToken(await key.header({ claims: { nonce } }), 'nonce-machine');
      expect(said(answer)).toEqual([400, 'use_dpop_nonce']);
      expect(answer.headers.get('dpop-nonce')).not.toBe(nonce);
    }
  });

  it('are no failure that listeners hear of, other than a bad proof', async () => {
    await machineToken(await key.header(), 'nonce-machine');
    expect(events.filter(({ type }) => type === 'TokenRefused')).toEqual([]);
    await machineToken({ dpop: 'x' }, 'nonce-machine');
    expect(events.filter(({ type }) => type === 'TokenRefused')).toMatchObject([{ reason: 'dpop.malformed' }]);
  });

  it('are demanded when a request is pushed (§10.1)', async () => {
    const htu = `${server.url}/connect/par`;
    const push = async (nonce?: string | null) =>
      postForm(
        htu,
        {
          client_id: 'public-nonce-application',
          response_type: 'code',
          redirect_uri: 'https://app.example.com/callback',
          scope: 'openid',
          code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
          code_challenge_method: 'S256',
        },
        await key.header({ claims: { htu, nonce: nonce ?? undefined } }),
      );
    const asked = await push();
    expect(said(asked)).toEqual([400, 'use_dpop_nonce']);
    expect((await push(asked.headers.get('dpop-nonce'))).status).toBe(201);
  });

  it('are demanded at userinfo, with a challenge that says so (§9)', async () => {
    const clientId = 'public-nonce-application';
    const fresh = async () => (await userToken(clientId, await key.header())).headers.get('dpop-nonce');
    const form = { grant_type: asUserGrant, user: 'subject-of-alice', scope: 'openid' };
    const answer = await token(clientId, form, await key.header({ claims: { nonce: await fresh() } }));
    const accessToken: string = answer.json.access_token;
    const ath = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken))).toString(
      'base64url',
    );
    const htu = `${server.url}/connect/userinfo`;
    const ask = async (nonce: string | null) => {
      const claims = { htm: 'GET', htu, ath, nonce: nonce ?? undefined };
      return fetch(htu, { headers: { authorization: `DPoP ${accessToken}`, ...(await key.header({ claims })) } });
    };
    const asked = await ask(null);
    expect(asked.status).toBe(401);
    expect(asked.headers.get('www-authenticate')).toMatch(/^DPoP realm="mintmark", error="use_dpop_nonce"/);
    const told = await ask(asked.headers.get('dpop-nonce'));
    expect(await told.json()).toEqual({ sub: 'subject-of-alice' });
  });
});
