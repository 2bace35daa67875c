import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { asUserGrant, ordersApi, secret, startFixture } from '../support/fixture.ts';

const es256 = await generateKeyPair('ES256');
const rs256 = await generateKeyPair('RS256');
const ps256 = await generateKeyPair('PS256');
const publicKeys = [
  { ...(await exportJWK(es256.publicKey)), kid: 'es', alg: 'ES256' },
  { ...(await exportJWK(rs256.publicKey)), kid: 'rs', alg: 'RS256' },
  { ...(await exportJWK(ps256.publicKey)), kid: 'ps', alg: 'PS256' },
];
const keyServer = createServer((_, response) => response.end(JSON.stringify({ keys: publicKeys })));
let server: TestServer;
beforeAll(async () => {
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  const common = {
    allowedGrantTypes: ['client_credentials', asUserGrant],
    allowedScopes: ['openid', 'orders.read'],
    allowOfflineAccess: true,
  };
  server = await startFixture({
    moreClients: [
      { ...common, clientId: 'listed-keys', jwks: { keys: publicKeys } },
      { ...common, clientId: 'proving-keys', jwks: { keys: publicKeys }, requireDPoP: true, requireDPoPNonce: true },
      {
        ...common,
        clientId: 'addressed-keys',
        jwksUri: `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/keys`,
      },
    ],
  });
});
afterAll(async () => {
  keyServer.close();
  await server.close();
});

const insecure = { [oauth.allowInsecureRequests]: true } as const;
const user = { user: 'subject-of-alice', scope: 'openid orders.read offline_access' };

describe('oauth4webapi, unmodified', () => {
  const discover = async () => {
    const issuer = new URL(server.url);
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  };

  it.each([
    ['oidc', 'oidc'],
    ['oauth2', 'oauth2'],
  ] as const)('accepts the metadata as %s', async (_, algorithm) => {
    const issuer = new URL(server.url);
    const response = await oauth.discoveryRequest(issuer, { ...insecure, algorithm });
    expect((await oauth.processDiscoveryResponse(issuer, response)).token_endpoint).toBe(`${server.url}/connect/token`);
  });

  const methods: readonly (readonly [string, string, () => oauth.ClientAuth])[] = [
    ['client_secret_basic', 'application', () => oauth.ClientSecretBasic(secret)],
    ['client_secret_post', 'application', () => oauth.ClientSecretPost(secret)],
    ['none', 'public-application', () => oauth.None()],
    ['private_key_jwt, ES256', 'listed-keys', () => oauth.PrivateKeyJwt({ key: es256.privateKey, kid: 'es' })],
    ['private_key_jwt, PS256', 'listed-keys', () => oauth.PrivateKeyJwt({ key: ps256.privateKey, kid: 'ps' })],
    ['private_key_jwt by jwksUri', 'addressed-keys', () => oauth.PrivateKeyJwt({ key: rs256.privateKey, kid: 'rs' })],
    ['private_key_jwt without kid', 'addressed-keys', () => oauth.PrivateKeyJwt(es256.privateKey)],
  ];
  it.each(methods)('gets, refreshes and revokes tokens by %s', async (_, client_id, authentication) => {
    const as = await discover();
    const me = { client_id };
    const first = await oauth.processGenericTokenEndpointResponse(
      as,
      me,
      await oauth.genericTokenEndpointRequest(as, me, authentication(), asUserGrant, user, insecure),
    );
    expect(first.token_type).toBe('bearer');
    const second = await oauth.processRefreshTokenResponse(
      as,
      me,
      await oauth.refreshTokenGrantRequest(as, me, authentication(), first.refresh_token!, insecure),
    );
    expect(second.access_token).not.toBe(first.access_token);
    expect(oauth.getValidatedIdTokenClaims(second)).toMatchObject({ sub: 'subject-of-alice', aud: client_id });
    if (client_id !== 'public-application') {
      const seen = await oauth.processIntrospectionResponse(
        as,
        me,
        await oauth.introspectionRequest(as, me, authentication(), second.access_token, insecure),
      );
      expect(seen).toMatchObject({ active: true, sub: 'subject-of-alice', client_id });
    }
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, me, authentication(), second.refresh_token!, insecure),
    );
    const refused = await oauth.refreshTokenGrantRequest(as, me, authentication(), second.refresh_token!, insecure);
    await expect(oauth.processRefreshTokenResponse(as, me, refused)).rejects.toMatchObject({
      error: 'invalid_grant',
      status: 400,
    });
  });

  it('gets a token for itself, and an error it understands', async () => {
    const as = await discover();
    const me = { client_id: 'machine' };
    const ask = (scope: string) =>
      oauth.clientCredentialsGrantRequest(as, me, oauth.ClientSecretBasic(secret), { scope }, insecure);
    const token = await oauth.processClientCredentialsResponse(as, me, await ask('orders.read'));
    expect(token).toMatchObject({ expires_in: 3600, scope: 'orders.read', token_type: 'bearer' });
    await expect(oauth.processClientCredentialsResponse(as, me, await ask('openid'))).rejects.toMatchObject({
      error: 'invalid_scope',
    });
    const wrong = await oauth.clientCredentialsGrantRequest(as, me, oauth.ClientSecretBasic('wrong'), {}, insecure);
    await expect(oauth.processClientCredentialsResponse(as, me, wrong)).rejects.toMatchObject({
      code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
    });
  });

  it('verifies a signed introspection response (RFC 9701)', async () => {
    const as = await discover();
    const me = { client_id: 'machine', introspection_signed_response_alg: 'RS256' };
    const authentication = oauth.ClientSecretBasic(secret);
    const { access_token } = await oauth.processClientCredentialsResponse(
      as,
      me,
      await oauth.clientCredentialsGrantRequest(as, me, authentication, {}, insecure),
    );
    const response = await oauth.introspectionRequest(as, me, authentication, access_token, {
      ...insecure,
      requestJwtResponse: true,
    });
    expect(await oauth.processIntrospectionResponse(as, me, response)).toMatchObject({ active: true });
  });

  it('validates the access token as a resource server does (RFC 9068 §4)', async () => {
    const as = await discover();
    const me = { client_id: 'application' };
    const { access_token } = await oauth.processGenericTokenEndpointResponse(
      as,
      me,
      await oauth.genericTokenEndpointRequest(as, me, oauth.ClientSecretPost(secret), asUserGrant, user, insecure),
    );
    const request = new Request('https://orders.example.com/', {
      headers: { authorization: `Bearer ${access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(as, request, ordersApi, insecure);
    expect(claims).toMatchObject({ sub: 'subject-of-alice', client_id: 'application' });
  });
});

describe('openid-client, unmodified', () => {
  const discover = (id: string, authentication: client.ClientAuth) =>
    client.discovery(new URL(server.url), id, undefined, authentication, { execute: [client.allowInsecureRequests] });

  const methods: readonly (readonly [string, string, () => client.ClientAuth])[] = [
    ['client_secret_basic', 'application', () => client.ClientSecretBasic(secret)],
    ['client_secret_post', 'application', () => client.ClientSecretPost(secret)],
    ['private_key_jwt', 'listed-keys', () => client.PrivateKeyJwt({ key: es256.privateKey, kid: 'es' })],
    ['private_key_jwt by jwksUri', 'addressed-keys', () => client.PrivateKeyJwt({ key: rs256.privateKey, kid: 'rs' })],
  ];
  it.each(methods)('gets, refreshes, introspects and revokes tokens by %s', async (_, id, authentication) => {
    const config = await discover(id, authentication());
    const first = await client.genericGrantRequest(config, asUserGrant, user);
    const second = await client.refreshTokenGrant(config, first.refresh_token!);
    expect(second.claims()).toMatchObject({ sub: 'subject-of-alice', aud: id });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await client.tokenIntrospection(config, second.access_token)).toMatchObject({ active: true });
    await client.tokenRevocation(config, second.refresh_token!);
    expect(await client.tokenIntrospection(config, second.access_token)).toEqual({ active: false });
    await expect(client.refreshTokenGrant(config, second.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('learns the nonce of its DPoP proofs by itself (RFC 9449 §8)', async () => {
    const config = await discover('proving-keys', client.PrivateKeyJwt({ key: es256.privateKey, kid: 'es' }));
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const first = await client.genericGrantRequest(config, asUserGrant, user, { DPoP });
    expect(first.token_type).toBe('dpop');
    const second = await client.refreshTokenGrant(config, first.refresh_token!, undefined, { DPoP });
    expect(second.token_type).toBe('dpop');
    const info = await client.fetchUserInfo(config, second.access_token, 'subject-of-alice', { DPoP });
    expect(info.sub).toBe('subject-of-alice');
    await expect(client.refreshTokenGrant(config, second.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_request',
    });
  });

  it('gets a token for itself', async () => {
    const config = await discover('machine', client.ClientSecretBasic(secret));
    const token = await client.clientCredentialsGrant(config, { scope: 'orders.read', resource: ordersApi });
    expect(token.expires_in).toBe(3600);
  });
});

it('jose verifies an access token through discovery and the remote key set (RFC 9068 §4)', async () => {
  const document = (await (await fetch(`${server.url}/.well-known/openid-configuration`)).json()) as {
    jwks_uri: string;
  };
  const config = await client.discovery(new URL(server.url), 'machine', undefined, client.ClientSecretPost(secret), {
    execute: [client.allowInsecureRequests],
  });
  const { access_token } = await client.clientCredentialsGrant(config);
  const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(document.jwks_uri)), {
    issuer: server.url,
    audience: ordersApi,
    typ: 'at+jwt',
    subject: 'machine',
    requiredClaims: ['jti', 'client_id', 'iat', 'exp', 'scope'],
  });
  expect(payload.scope).toBe('orders.read orders.write');
});
