import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftHalfHash } from '../keys/digest.ts';
import { authenticatedSubject } from '../model/subject.ts';
import type { TokenRequestValidationResult } from '../model/token-request.ts';
import type { TokenResponse } from '../model/token-response.ts';
import { createTestServer, type TestServer } from '../testing/create-test-server.ts';
import { settableClock } from '../testing/settable-clock.ts';
import { type ValidatedRequests, validatedRequests } from '../testing/validated-requests.ts';

const orders = 'https://orders.example.com';
const stock = 'https://stock.example.com';
const now = 1_800_000_000;
let server: TestServer;
let requests: ValidatedRequests;

beforeAll(async () => {
  const client = {
    requireClientSecret: false,
    allowedScopes: ['openid', 'profile', 'orders.read', 'stock.read'],
    allowOfflineAccess: true,
  };
  server = await createTestServer({
    clock: settableClock(now),
    identityResources: ['openid', 'profile'],
    apiScopes: [{ name: 'orders.read' }, { name: 'stock.read' }],
    apiResources: [
      { name: orders, scopes: ['orders.read'] },
      { name: stock, scopes: ['stock.read'] },
    ],
    users: [{ subject: '1', username: 'alice', password: 'alice', claims: { name: 'Alice Smith' } }],
    clients: [
      { ...client, clientId: 'web' },
      { ...client, clientId: 'full', alwaysIncludeUserClaimsInIdToken: true },
      { ...client, clientId: 'opaque', accessTokenType: 'reference' },
      { ...client, clientId: 'keeping', updateAccessTokenClaimsOnRefresh: false },
    ],
  });
  requests = validatedRequests(server.server.services);
});
afterAll(() => server.close());

function generate(result: TokenRequestValidationResult): Promise<TokenResponse> {
  return server.server.services.tokenResponseGenerator.process(result, requests.context());
}

const subject = authenticatedSubject('1', { method: 'pwd', at: now - 60, authenticationContext: 'silver' });
const openid = { clientId: 'web', scopes: ['openid', 'orders.read'], sessionId: 'sid-1', subject };

describe('TokenResponseGenerator.process', () => {
  it('answers a client that acts for itself with an access token only (RFC 6749 §4.4.3)', async () => {
    const response = await generate(await requests.clientCredentials({ clientId: 'web', scopes: ['orders.read'] }));
    expect(response).toEqual({
      accessToken: expect.stringMatching(/^eyJ/),
      accessTokenType: 'Bearer',
      accessTokenLifetime: 3600,
      refreshToken: undefined,
      scope: 'orders.read',
      custom: {},
    });
    expect(decodeJwt(response.accessToken!)).toMatchObject({ sub: 'web', aud: orders, scope: 'orders.read' });
  });

  it('gives no ID token for a password, even with openid', async () => {
    const response = await generate(await requests.password(openid));
    expect(response.identityToken).toBeUndefined();
  });

  it('gives no ID token for an extension grant', async () => {
    const response = await generate(await requests.extension({ ...openid, extensionGrantType: 'urn:example:badge' }));
    expect(response.identityToken).toBeUndefined();
  });

  it('tells a token bound to a DPoP key from a bearer token (RFC 9449 §5)', async () => {
    const confirmation = { method: 'dpop', jkt: 'thumbprint' } as const;
    const response = await generate(await requests.deviceCode({ ...openid, confirmation }));
    expect(response.accessTokenType).toBe('DPoP');
    expect(decodeJwt(response.accessToken!)).toMatchObject({ cnf: { jkt: 'thumbprint' } });
  });

  it('copies what validators want in the response', async () => {
    const customResponse = { a: { b: [1] } };
    const response = await generate(await requests.ciba({ ...openid, customResponse }));
    expect(response.custom).toEqual({ a: { b: [1] } });
  });
});

describe('the ID token of a code (OpenID Connect Core 1.0 §2, §3.1.3.6)', () => {
  it('repeats nonce and s_hash, hashes the access token, and says how and when the user signed in', async () => {
    const result = await requests.authorizationCode({ ...openid, nonce: 'n-0S6_WzA2Mj', stateHash: 'c3RhdGU' });
    const response = await generate(result);
    expect(decodeJwt(response.identityToken!)).toEqual({
      iss: server.url,
      sub: '1',
      aud: 'web',
      iat: now,
      exp: now + 300,
      auth_time: now - 60,
      acr: 'silver',
      amr: ['pwd'],
      sid: 'sid-1',
      nonce: 'n-0S6_WzA2Mj',
      s_hash: 'c3RhdGU',
      at_hash: leftHalfHash(response.accessToken!, 'RS256'),
    });
    expect(decodeProtectedHeader(response.identityToken!).alg).toBe('RS256');
  });

  it('is absent without openid', async () => {
    const response = await generate(await requests.authorizationCode({ ...openid, scopes: ['orders.read'] }));
    expect(response.identityToken).toBeUndefined();
    expect(response.scope).toBe('orders.read');
  });

  it('stays where the token request narrowed the access token to one resource (RFC 8707 §2.2)', async () => {
    const scopes = ['openid', 'orders.read', 'stock.read', 'offline_access'];
    const response = await generate(await requests.authorizationCode({ ...openid, scopes, resource: [stock] }));
    expect(decodeJwt(response.accessToken!)).toMatchObject({ aud: stock, scope: 'stock.read offline_access' });
    expect(response.scope).toBe('stock.read offline_access');
    expect(decodeJwt(response.identityToken!)).toMatchObject({ sub: '1', aud: 'web' });
  });

  it('holds user claims where the client wants them, or the claims parameter asked (OpenID Connect Core 1.0 §5.4, §5.5)', async () => {
    const scopes = ['openid', 'profile'];
    const plain = await generate(await requests.authorizationCode({ ...openid, scopes }));
    expect(decodeJwt(plain.identityToken!)).not.toHaveProperty('name');
    const full = await generate(await requests.authorizationCode({ ...openid, scopes, clientId: 'full' }));
    expect(decodeJwt(full.identityToken!)).toMatchObject({ name: 'Alice Smith' });
    const requestedClaims = { userinfo: {}, idToken: { name: null } };
    const asked = await generate(await requests.authorizationCode({ ...openid, requestedClaims }));
    expect(decodeJwt(asked.identityToken!)).toMatchObject({ name: 'Alice Smith' });
  });

  it('hashes a reference token, too', async () => {
    const response = await generate(await requests.authorizationCode({ ...openid, clientId: 'opaque' }));
    expect(response.accessToken).toMatch(/^[\w-]{50}$/);
    expect(decodeJwt(response.identityToken!)).toMatchObject({ at_hash: leftHalfHash(response.accessToken!, 'RS256') });
  });
});

describe.each(['deviceCode', 'ciba'] as const)('the response to %s', (grant) => {
  it('has access token and ID token, the latter without nonce', async () => {
    const response = await generate(await requests[grant](openid));
    expect(decodeJwt(response.accessToken!)).toMatchObject({ sub: '1', client_id: 'web', sid: 'sid-1' });
    const claims = decodeJwt(response.identityToken!);
    expect(claims).toMatchObject({ sub: '1', auth_time: now - 60, amr: ['pwd'], sid: 'sid-1' });
    expect(claims).toMatchObject({ at_hash: leftHalfHash(response.accessToken!, 'RS256') });
    expect(claims).not.toHaveProperty('nonce');
    expect(response).toMatchObject({ refreshToken: undefined, scope: 'openid orders.read' });
  });

  it('keeps the ID token where the access token is narrowed to one resource', async () => {
    const scopes = ['openid', 'orders.read', 'stock.read'];
    const response = await generate(await requests[grant]({ ...openid, scopes, resource: [orders] }));
    expect(response.scope).toBe('orders.read');
    expect(decodeJwt(response.identityToken!)).toMatchObject({ aud: 'web' });
  });

  it('has a refresh token if offline_access was granted, for all that was granted', async () => {
    const scopes = ['openid', 'orders.read', 'stock.read', 'offline_access'];
    const response = await generate(await requests[grant]({ ...openid, scopes, resource: [orders] }));
    const stored = await server.server.services.vault.find('refresh_token', response.refreshToken!);
    expect(stored?.content).toMatchObject({
      clientId: 'web',
      subject: { subjectId: '1', authenticatedAt: now - 60 },
      scopes: ['openid', 'orders.read', 'stock.read', 'offline_access'],
      sessionId: 'sid-1',
      authorizedAt: now,
    });
  });
});

describe('the response to a device code without openid', () => {
  it('has no ID token (RFC 8628 §3.5)', async () => {
    const response = await generate(await requests.deviceCode({ ...openid, scopes: ['orders.read'] }));
    expect(response.identityToken).toBeUndefined();
  });
});

describe('the response to a refresh (RFC 6749 §6, OpenID Connect Core 1.0 §12.2)', () => {
  it('carries the successor, a new access token, and an ID token without nonce', async () => {
    const result = await requests.refreshToken({ ...openid, nonce: 'n', nextRefreshTokenHandle: 'next' });
    const response = await generate(result);
    expect(response).toMatchObject({ refreshToken: 'next', scope: 'openid orders.read', accessTokenLifetime: 3600 });
    const claims = decodeJwt(response.identityToken!);
    expect(claims).toMatchObject({ sub: '1', iat: now, auth_time: now - 60, sid: 'sid-1' });
    expect(claims).toMatchObject({ at_hash: leftHalfHash(response.accessToken!, 'RS256') });
    expect(claims).not.toHaveProperty('nonce');
  });

  it('has no ID token if openid was not granted', async () => {
    const response = await generate(await requests.refreshToken({ ...openid, scopes: ['orders.read'] }));
    expect(response.identityToken).toBeUndefined();
  });

  it('keeps the claims of the first access token where the client wants that, with times and scope of its own', async () => {
    const result = await requests.refreshToken({ ...openid, clientId: 'keeping', resource: [orders] });
    const { request } = result;
    const accessToken = {
      issuer: server.url,
      clientId: 'keeping',
      subjectId: '1',
      shownSubject: '1',
      hasUser: true,
      audience: [orders, stock],
      scopes: ['openid', 'orders.read', 'stock.read'],
      issuedAt: now - 1000,
      lifetime: 3600,
      tokenType: 'jwt',
      tokenId: 'first',
      family: request.family,
      allowedSigningAlgorithms: [],
      claims: { role: 'then' },
    } as const;
    const refreshToken = { ...request.refreshToken, accessToken };
    const response = await generate({ ...result, request: { ...request, refreshToken } });
    const claims = decodeJwt(response.accessToken!);
    expect(claims).toMatchObject({ role: 'then', iat: now, aud: orders, scope: 'orders.read' });
    expect(claims.jti?.startsWith(`${request.family}.`)).toBe(true);
  });
});
