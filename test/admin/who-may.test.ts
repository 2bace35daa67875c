import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminServer, adminToken, askAdmin, startAdmin } from '../support/admin.ts';
import { answerOf, basic, postForm } from '../support/connect.ts';
import { proofKey } from '../support/dpop.ts';
import { secret } from '../support/fixture.ts';

const machine = { clientSecrets: [{ value: secret }], allowedGrantTypes: ['client_credentials'] };
const forUsers = {
  clientSecrets: [{ value: secret }],
  allowedGrantTypes: ['password'],
  allowedScopes: ['openid', 'mintmark.admin', 'orders.read'],
};
const password = 'correct horse battery';

let server: AdminServer;
let other: AdminServer;
beforeAll(async () => {
  const apis = {
    apiScopes: [{ name: 'orders.read' }],
    apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read'] }],
  };
  const admin = { console: { subjects: ['root-id'], claim: { name: 'roles', value: 'admin' } } };
  server = await startAdmin({
    ...apis,
    admin,
    clientRegistration: { mode: 'open', scopes: ['openid'] },
    clients: [
      { ...machine, clientId: 'orders', allowedScopes: ['orders.read'] },
      { ...machine, clientId: 'reference', allowedScopes: ['mintmark.admin'], accessTokenType: 'reference' },
      { ...machine, clientId: 'bound', allowedScopes: ['mintmark.admin'], requireDPoP: true },
      { ...forUsers, clientId: 'app' },
    ],
    users: [
      { subject: 'root-id', username: 'root', password },
      { subject: 'ada-id', username: 'ada', password, claims: { roles: ['staff', 'admin'] } },
      { subject: 'bob-id', username: 'bob', password, claims: { roles: ['staff'] } },
    ],
  });
  other = await startAdmin();
});
afterAll(async () => {
  await server.close();
  await other.close();
});

async function refusalOf(token: string | undefined, headers: Readonly<Record<string, string>> = {}, path = '/clients') {
  const answer = await askAdmin(server, 'GET', path, { token, headers });
  return [answer.status, answer.json?.type, answer.headers.get('www-authenticate')];
}

const invalid = [401, 'urn:mintmark:problem:invalid-token', 'Bearer realm="mintmark admin", error="invalid_token"'];

describe('the admin API lets in', () => {
  it('nobody without a token, wherever else one may stand (RFC 6750 §3.1)', async () => {
    const token = await adminToken(server);
    const none = [
      401,
      'urn:mintmark:problem:no-token',
      expect.stringMatching(/^Bearer realm="mintmark admin", DPoP realm="mintmark admin", algs="[\w ]+"$/),
    ];
    expect(await refusalOf(undefined)).toEqual(none);
    expect(await refusalOf(undefined, {}, `/clients?access_token=${token}`)).toEqual(none);
    expect(await refusalOf(undefined, { cookie: `access_token=${token}; mintmark=${token}` })).toEqual(none);
    const posted = await fetch(`${server.admin}/admin/v1/clients`, {
      method: 'POST',
      body: new URLSearchParams({ access_token: token }),
    });
    expect(posted.status).toBe(401);
    expect(await refusalOf(token, {}, `/clients?access_token=${token}`)).toEqual([
      401,
      'urn:mintmark:problem:invalid-token',
      'Bearer realm="mintmark admin", error="invalid_request"',
    ]);
  });

  it('no token of another issuer, for another audience, that expired, or is none', async () => {
    expect(await refusalOf(await adminToken(other))).toEqual(invalid);
    expect(await refusalOf(await adminToken(server, { clientId: 'orders', scope: 'orders.read' }))).toEqual(invalid);
    expect(await refusalOf('nonsense')).toEqual(invalid);
    expect(await refusalOf(undefined, { authorization: basic('operator') })).toEqual(invalid);
    const token = await adminToken(server);
    expect((await refusalOf(token))[0]).toBe(200);
    server.clock.advance(3601);
    expect(await refusalOf(token)).toEqual(invalid);
  });

  it('no ID token, or another JWT of this server that is no access token', async () => {
    const claims = decodeJwt(await adminToken(server));
    const payload = JSON.parse(JSON.stringify(claims));
    const { tokenCreationService } = server.server.services;
    for (const typ of ['JWT', 'logout+jwt', 'userinfo+jwt']) {
      const jwt = await tokenCreationService.createJwt(payload, { typ, algorithms: ['ES256'] });
      expect(await refusalOf(jwt)).toEqual(invalid);
    }
    const accessToken = await tokenCreationService.createJwt(payload, { typ: 'at+jwt', algorithms: ['ES256'] });
    expect((await refusalOf(accessToken))[0]).toBe(200);
  });

  it('whoever may read to what reads, and to nothing else (RFC 6750 §3.1)', async () => {
    const token = await adminToken(server, { clientId: 'reader', scope: 'mintmark.read' });
    expect((await refusalOf(token))[0]).toBe(200);
    const change = await askAdmin(server, 'POST', '/clients', { token, body: { clientId: 'x' } });
    expect(change.status).toBe(403);
    expect(change.json.type).toBe('urn:mintmark:problem:insufficient-scope');
    expect(change.headers.get('www-authenticate')).toBe(
      'Bearer realm="mintmark admin", error="insufficient_scope", scope="mintmark.admin"',
    );
    const operations = await server.server.services.adminOperations();
    for (const { method, path, access } of operations) {
      const answer = await askAdmin(server, method, path.replace(/\{\w+\}/g, 'nothing'), { token });
      expect([path, method, answer.status === 403]).toEqual([path, method, access === 'change']);
    }
  });

  it('reference tokens while they live', async () => {
    const token = await adminToken(server, { clientId: 'reference' });
    expect(token).not.toContain('.');
    expect((await refusalOf(token))[0]).toBe(200);
    await postForm(`${server.url}/connect/revocation`, { token }, { authorization: basic('reference') });
    expect(await refusalOf(token)).toEqual(invalid);
  });

  it('no token of a client that is disabled or deleted meanwhile', async () => {
    const root = await adminToken(server);
    const wanted = { ...machine, clientId: 'temporary', allowedScopes: ['mintmark.admin'] };
    await askAdmin(server, 'POST', '/clients', { token: root, body: wanted });
    const token = await adminToken(server, { clientId: 'temporary' });
    expect((await refusalOf(token))[0]).toBe(200);
    await askAdmin(server, 'POST', '/clients/temporary/disable', { token: root });
    expect(await refusalOf(token)).toEqual(invalid);
  });

  it('holders of a bound token with the proof for this address and method alone (RFC 9449 §7.1)', async () => {
    const key = await proofKey(server);
    const at = (htm: string, htu: string, accessToken: string) =>
      key.proof({ claims: { htm, htu, ath: createHash('sha256').update(accessToken).digest('base64url') } });
    const issued = await postForm(
      `${server.url}/connect/token`,
      { grant_type: 'client_credentials' },
      { authorization: basic('bound'), ...(await key.header()) },
    );
    expect(issued.json.token_type).toBe('DPoP');
    const token = issued.json.access_token;
    const dpop = (proof: string) => refusalOf(undefined, { authorization: `DPoP ${token}`, dpop: proof });
    const url = `${server.admin}/admin/v1/clients`;
    expect((await dpop(await at('GET', url, token)))[0]).toBe(200);
    const challenge = expect.stringMatching(
      /^DPoP realm="mintmark admin", error="(invalid_token|invalid_dpop_proof)", algs="/,
    );
    const refused = [401, 'urn:mintmark:problem:invalid-token', challenge];
    expect(await refusalOf(token)).toEqual(refused);
    expect(await refusalOf(undefined, { authorization: `DPoP ${token}` })).toEqual(refused);
    expect(await dpop(await at('POST', url, token))).toEqual(refused);
    expect(await dpop(await at('GET', `${server.url}/connect/userinfo`, token))).toEqual(refused);
    expect(await dpop(await at('GET', url, 'another'))).toEqual(refused);
  });

  it('users whom the configuration names as administrators, and no other user of the same client', async () => {
    const tokenOf = async (username: string) => {
      const form = { grant_type: 'password', username, password, scope: 'openid mintmark.admin' };
      return (await postForm(`${server.url}/connect/token`, form, { authorization: basic('app') })).json.access_token;
    };
    expect((await refusalOf(await tokenOf('root')))[0]).toBe(200);
    expect((await refusalOf(await tokenOf('ada')))[0]).toBe(200);
    expect(await refusalOf(await tokenOf('bob'))).toEqual([
      403,
      'urn:mintmark:problem:not-an-administrator',
      'Bearer realm="mintmark admin", error="insufficient_scope"',
    ]);
  });

  it('nobody at the public port, with or without a token', async () => {
    const token = await adminToken(server);
    for (const path of ['/admin/v1/clients', '/admin/v1/openapi.json', '/admin', '/metrics']) {
      const answer = await answerOf(await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } }));
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });

  it('no client that registered itself: it cannot get the scopes', async () => {
    const register = async (scope: string) => {
      const body = { redirect_uris: ['https://agent.example/cb'], grant_types: ['authorization_code'], scope };
      const headers = { 'content-type': 'application/json' };
      const request = { method: 'POST', headers, body: JSON.stringify(body) };
      return answerOf(await fetch(`${server.url}/connect/register`, request));
    };
    expect((await register('openid mintmark.admin')).status).toBe(400);
    const { client_id: clientId } = (await register('openid')).json;
    const token = await adminToken(server);
    const patch = { allowedScopes: ['mintmark.admin'] };
    const changed = await askAdmin(server, 'PATCH', `/clients/${clientId}`, { token, body: patch });
    expect([changed.status, changed.json.detail]).toEqual([
      409,
      'allowedScopes: is beyond clientRegistration, which says what such clients may have',
    ]);
  });
});
