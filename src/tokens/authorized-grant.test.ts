import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/create-test-server.ts';
import { type ValidatedRequests, validatedRequests } from '../testing/validated-requests.ts';
import {
  authenticationRequestOf,
  authorizedIndicators,
  authorizedScopes,
  isRefreshTokenDue,
  requestedClaimsOf,
  subjectOf,
} from './authorized-grant.ts';

const orders = 'https://orders.example.com';
let server: TestServer;
let requests: ValidatedRequests;

beforeAll(async () => {
  server = await createTestServer({
    identityResources: ['openid'],
    apiScopes: [{ name: 'orders.read' }],
    apiResources: [{ name: orders, scopes: ['orders.read'] }],
    clients: [
      {
        clientId: 'web',
        requireClientSecret: false,
        allowedScopes: ['openid', 'orders.read'],
        allowOfflineAccess: true,
      },
    ],
  });
  requests = validatedRequests(server.server.services);
});
afterAll(() => server.close());

const granted = { clientId: 'web', scopes: ['openid', 'orders.read', 'offline_access'] };
const narrowed = { ...granted, resource: [orders] };

describe('authorizedScopes', () => {
  it('are those of the authorization, also where the access token is for one resource only (RFC 8707 §2.2)', async () => {
    for (const { request } of [
      await requests.authorizationCode(narrowed),
      await requests.deviceCode(narrowed),
      await requests.ciba(narrowed),
      await requests.refreshToken(narrowed),
    ]) {
      expect(request.resources.scopes).toEqual(['orders.read', 'offline_access']);
      expect(authorizedScopes(request)).toEqual(['openid', 'orders.read', 'offline_access']);
    }
  });

  it('are those of the request where there was no authorization before it', async () => {
    const { request } = await requests.password(narrowed);
    expect(authorizedScopes(request)).toEqual(['orders.read', 'offline_access']);
  });
});

describe('authorizedIndicators', () => {
  it('are those of the authorization request, not of the token request', async () => {
    const limited = { ...granted, resourceIndicators: [orders] };
    expect(authorizedIndicators((await requests.authorizationCode(limited)).request)).toEqual([orders]);
    expect(authorizedIndicators((await requests.deviceCode(limited)).request)).toEqual([orders]);
    expect(authorizedIndicators((await requests.ciba(limited)).request)).toEqual([orders]);
    expect(authorizedIndicators((await requests.authorizationCode(narrowed)).request)).toBeUndefined();
  });

  it('are those of the request itself where there was no authorization before it', async () => {
    expect(authorizedIndicators((await requests.password(narrowed)).request)).toEqual([orders]);
    expect(authorizedIndicators((await requests.password(granted)).request)).toBeUndefined();
  });
});

describe('isRefreshTokenDue', () => {
  it('holds with offline_access and a user', async () => {
    expect(isRefreshTokenDue((await requests.password(granted)).request)).toBe(true);
    expect(isRefreshTokenDue((await requests.authorizationCode(narrowed)).request)).toBe(true);
  });

  it('does not hold on a refresh, without offline_access, or without a user', async () => {
    expect(isRefreshTokenDue((await requests.refreshToken(granted)).request)).toBe(false);
    expect(isRefreshTokenDue((await requests.password({ ...granted, scopes: ['openid'] })).request)).toBe(false);
    expect(isRefreshTokenDue((await requests.clientCredentials(granted)).request)).toBe(false);
    const extension = await requests.extension({ ...granted, extensionGrantType: 'urn:example:badge' });
    expect(isRefreshTokenDue(extension.request)).toBe(false);
  });
});

describe('what an authorization request left behind', () => {
  it('is repeated from a code, and claims also on refresh (OpenID Connect Core 1.0 §5.5, §12.2)', async () => {
    const requestedClaims = { userinfo: {}, idToken: { email: null } };
    const asked = { ...granted, nonce: 'n', stateHash: 's', requestedClaims };
    const code = (await requests.authorizationCode(asked)).request;
    expect(authenticationRequestOf(code)).toEqual({ nonce: 'n', stateHash: 's' });
    expect(requestedClaimsOf(code)).toBe(requestedClaims);
    const refresh = (await requests.refreshToken(asked)).request;
    expect(authenticationRequestOf(refresh)).toEqual({});
    expect(requestedClaimsOf(refresh)).toBe(requestedClaims);
    expect(requestedClaimsOf((await requests.deviceCode(granted)).request)).toBeUndefined();
  });

  it('has no subject where a client acts for itself', async () => {
    expect(subjectOf((await requests.clientCredentials(granted)).request)).toBeUndefined();
    expect(subjectOf((await requests.ciba(granted)).request)?.subjectId).toBe('1');
  });
});
