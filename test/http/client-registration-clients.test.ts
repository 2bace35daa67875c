import { discoverAuthorizationServerMetadata, registerClient } from '@modelcontextprotocol/sdk/client/auth.js';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { UserAgent } from '../conformance/support/user-agent.ts';
import { callback, publicClient, registrationServer, tokensFor } from '../support/registration.ts';

let server: TestServer;
beforeAll(async () => {
  server = await registrationServer();
});
afterAll(() => server.close());

/** Authorization, redemption and refresh by a configuration of openid-client, Alice giving consent. */
async function wholeFlow(configuration: openid.Configuration) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: callback,
    scope: 'openid orders.read offline_access',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const { arrival } = await new UserAgent(server.url).visit(url.href);
  const tokens = await openid.authorizationCodeGrant(configuration, arrival!.url, { pkceCodeVerifier });
  return openid.refreshTokenGrant(configuration, tokens.refresh_token!);
}

const metadata = { redirect_uris: [callback], grant_types: ['authorization_code', 'refresh_token'] };
const options = { execute: [openid.allowInsecureRequests] };

describe('openid-client, unmodified', () => {
  it.each([
    ['without a word about authentication', {}],
    ['with its secret in the form', { token_endpoint_auth_method: 'client_secret_post' }],
    ['as a public client', { token_endpoint_auth_method: 'none' }],
  ])('registers %s, and gets tokens', async (_, more) => {
    const registered = await openid.dynamicClientRegistration(
      new URL(server.url),
      { ...metadata, ...more },
      undefined,
      options,
    );
    expect((await wholeFlow(registered)).scope).toBe('openid orders.read offline_access');
  });

  it('registers with a key of its own', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] };
    const registered = await openid.dynamicClientRegistration(
      new URL(server.url),
      { ...metadata, token_endpoint_auth_method: 'private_key_jwt', jwks },
      openid.PrivateKeyJwt({ key: privateKey, kid: 'k1' }),
      options,
    );
    expect((await wholeFlow(registered)).token_type).toBe('bearer');
  });

  it('registers with an invitation', async () => {
    const invited = await registrationServer({ clientRegistration: { mode: 'initialAccessToken' } });
    const now = invited.clock.now();
    const initialAccessToken = await invited.server.services.invitations.create(1, now + 60, now);
    const registered = await openid.dynamicClientRegistration(new URL(invited.url), metadata, undefined, {
      ...options,
      initialAccessToken,
    });
    expect(registered.clientMetadata().client_id).toMatch(/^client-/);
    await expect(
      openid.dynamicClientRegistration(new URL(invited.url), metadata, undefined, options),
    ).rejects.toThrow();
    await invited.close();
  });
});

it('oauth4webapi, unmodified, registers and checks what comes back', async () => {
  const issuer = new URL(server.url);
  const insecure = { [oauth.allowInsecureRequests]: true };
  const found = await oauth.discoveryRequest(issuer, insecure);
  const as = await oauth.processDiscoveryResponse(issuer, found);
  const answer = await oauth.dynamicClientRegistrationRequest(as, metadata, insecure);
  const client = await oauth.processDynamicClientRegistrationResponse(answer);
  expect(client).toMatchObject({ client_id: expect.any(String), client_secret_expires_at: 0 });
});

it('the SDK of the Model Context Protocol, unmodified, registers and gets tokens', async () => {
  const found = await discoverAuthorizationServerMetadata(server.url);
  const told = await registerClient(server.url, {
    metadata: found!,
    clientMetadata: { ...publicClient, response_types: ['code'], scope: 'orders.read' },
  });
  expect(told).toMatchObject({ client_name: 'Agent', scope: 'orders.read offline_access' });
  expect((await tokensFor(server, told.client_id, { scope: 'orders.read' })).json.scope).toBe('orders.read');
});

it('a registered client signs its request objects with the algorithm that it registered, and with no other', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const rsa = await generateKeyPair('PS256', { extractable: true });
  const keys = [
    { ...(await exportJWK(publicKey)), kid: 'ec' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' },
  ];
  const registered = await openid.dynamicClientRegistration(
    new URL(server.url),
    { ...metadata, jwks: { keys }, request_object_signing_alg: 'ES256', require_signed_request_object: true },
    undefined,
    options,
  );
  const { client_id: clientId } = registered.clientMetadata();
  const object = (alg: string, kid: string, key: CryptoKey) =>
    new SignJWT({
      client_id: clientId,
      redirect_uri: callback,
      response_type: 'code',
      scope: 'orders.read',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    })
      .setProtectedHeader({ alg, kid, typ: 'oauth-authz-req+jwt' })
      .setIssuer(clientId)
      .setAudience(server.url)
      .setExpirationTime('5m')
      .setIssuedAt()
      .setNotBefore('0s')
      .sign(key);
  const send = async (request: string) => {
    const parameters = new URLSearchParams({ client_id: clientId, redirect_uri: callback, request });
    return (await new UserAgent(server.url).visit(`${server.url}/connect/authorize?${parameters}`)).arrival?.url;
  };
  expect((await send(await object('ES256', 'ec', privateKey)))?.searchParams.get('code')).toMatch(/./);
  const other = await send(await object('PS256', 'rsa', rsa.privateKey));
  expect(other?.searchParams.get('error')).toBe('invalid_request_object');
});
