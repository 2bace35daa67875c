import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import { createLogger } from '../../src/operations/log.ts';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { authorizeServer, redirectUri } from '../support/authorize.ts';
import { postForm } from '../support/connect.ts';

const ciba = 'urn:openid:params:grant-type:ciba';
let server: TestServer;
let signingKey: CryptoKey;
const lines: string[] = [];
const events: ServerEvent[] = [];

beforeEach(async () => {
  lines.length = 0;
  events.length = 0;
  const pair = await generateKeyPair('ES256', { extractable: true });
  signingKey = pair.privateKey;
  server = await authorizeServer({
    log: await createLogger({ level: 'info', write: (line) => lines.push(line) }),
    onEvent: (event) => events.push(event),
    clients: [
      {
        clientId: 'shop',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code', 'client_credentials', ciba],
        allowedScopes: ['openid', 'api.read'],
        redirectUris: ['https://shop.example/cb'],
        postLogoutRedirectUris: ['https://shop.example/bye'],
        jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256' }] },
      },
    ],
  });
});
afterEach(() => server.close());

const shop = { client_id: 'shop', client_secret: 'secret' };
const authorize = (parameters: Readonly<Record<string, string>>) =>
  fetch(`${server.url}/connect/authorize?${new URLSearchParams(parameters)}`, { redirect: 'manual' });

/** The one line about a refusal, without what every line has. */
function refusal(): Readonly<Record<string, unknown>> {
  const refused = lines.map((line) => JSON.parse(line)).filter(({ reason }) => reason !== undefined);
  expect(refused).toHaveLength(1);
  const { level: _, time: __, timestamp: ___, requestId, msg, message, ...rest } = refused[0];
  expect(requestId).toMatch(/^\S{16,}$/);
  expect(msg ?? message).toBe('a request was refused');
  return rest;
}

it('names a client that nobody knows, at the token endpoint and in the event', async () => {
  await postForm(`${server.url}/connect/token`, {
    grant_type: 'client_credentials',
    client_id: 'shopp',
    client_secret: 'x',
  });
  expect(refusal()).toEqual({ reason: 'client.unknown', clientId: 'shopp' });
  expect(events).toEqual([
    {
      type: 'TokenRefused',
      clientId: 'shopp',
      reason: 'client.unknown',
      grantType: 'client_credentials',
      fields: { clientId: 'shopp' },
    },
  ]);
});

it('names a client that nobody knows at the authorization endpoint', async () => {
  await authorize({ client_id: 'shopp', redirect_uri: 'https://shop.example/cb', response_type: 'code' });
  expect(refusal()).toEqual({ reason: 'authorize.unknown-client', clientId: 'shopp' });
  expect(events).toEqual([
    {
      type: 'AuthorizationRefused',
      clientId: 'shopp',
      error: 'unauthorized_client',
      reason: 'authorize.unknown-client',
      fields: { clientId: 'shopp' },
    },
  ]);
});

it('names client and address of an unregistered redirect_uri', async () => {
  await authorize({
    client_id: 'shop',
    redirect_uri: `${redirectUri}?code=abc`,
    response_type: 'code',
    scope: 'openid',
  });
  expect(refusal()).toEqual({
    reason: 'authorize.redirect-uri',
    clientId: 'shop',
    redirectUri: 'https://web.example/callback?code=…',
    detail: 'not registered',
  });
});

it('names client and address of an unregistered post_logout_redirect_uri', async () => {
  const asked = { client_id: 'shop', post_logout_redirect_uri: 'https://shop.example/goodbye' };
  const answer = await fetch(`${server.url}/connect/endsession?${new URLSearchParams(asked)}`);
  expect(answer.status).toBe(200);
  expect(refusal()).toEqual({
    reason: 'logout.redirect-uri',
    clientId: 'shop',
    postLogoutRedirectUri: 'https://shop.example/goodbye',
  });
});

it('says which scope, and of which client', async () => {
  const asked = { ...shop, grant_type: 'client_credentials', scope: 'api.read api.write' };
  await postForm(`${server.url}/connect/token`, asked);
  expect(refusal()).toEqual({ reason: 'scope.not-allowed', clientId: 'shop', scope: 'api.write' });
});

it('says which resource, and of which client', async () => {
  const asked = { ...shop, grant_type: 'client_credentials', resource: 'https://nobody.example' };
  await postForm(`${server.url}/connect/token`, asked);
  expect(refusal()).toEqual({ reason: 'resource.unknown', clientId: 'shop', resource: 'https://nobody.example' });
});

it('says of a CIBA request for an unknown user which client sent which hint, not whom', async () => {
  await postForm(`${server.url}/connect/ciba`, { ...shop, scope: 'openid', login_hint: 'carol@example.com' });
  expect(refusal()).toEqual({ reason: 'ciba.unknown-user', clientId: 'shop', hint: 'login_hint' });
  expect(lines.join('')).not.toContain('carol');
});

it('names the client of a refused push and of a refused device request', async () => {
  await postForm(`${server.url}/connect/par`, { ...shop, response_type: 'code' });
  expect(refusal()).toEqual({ reason: 'authorize.pkce-required', clientId: 'shop' });
  lines.length = 0;
  await postForm(`${server.url}/connect/deviceauthorization`, { client_id: 'shop', client_secret: 'secret' });
  expect(refusal()).toEqual({
    reason: 'client.grant-not-allowed',
    clientId: 'shop',
    grantType: 'urn:ietf:params:oauth:grant-type:device_code',
  });
});

it('tells of an error that goes back to the client what the client is not told', async () => {
  const request = await new SignJWT({
    client_id: 'shop',
    response_type: 'code',
    redirect_uri: 'https://shop.example/cb',
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer('somebody else')
    .setAudience(server.url)
    .setExpirationTime('1m')
    .sign(signingKey);
  const answer = await authorize({ client_id: 'shop', redirect_uri: 'https://shop.example/cb', request });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toContain('error=invalid_request_object');
  expect(refusal()).toEqual({
    reason: 'authorize.request-object',
    clientId: 'shop',
    detail: 'unexpected "iss" claim value',
    cause: 'SignedJwtError',
  });
});

it('shows no value that is no name, since it may be a secret in the wrong place', async () => {
  await postForm(`${server.url}/connect/token`, { ...shop, grant_type: 'Sw0rdf1sh!' });
  expect(refusal()).toEqual({ reason: 'grant.unsupported', clientId: 'shop', grantType: '(malformed, 10 characters)' });
});

it('shows the fields on the error page in dev', async () => {
  const page = await (await authorize({ client_id: 'shopp', response_type: 'code' })).text();
  expect(page).toContain('<code id="error-clientId" dir="ltr">shopp</code>');
});

it.each([
  '/connect/par',
  '/connect/deviceauthorization',
  '/connect/ciba',
  '/connect/introspect',
  '/connect/revocation',
])('names the client that a request speaks of, before it proved anything, at %s', async (path) => {
  await postForm(server.url + path, { client_id: 'shopp', client_secret: 'x' });
  expect(refusal()).toEqual({ reason: 'client.unknown', clientId: 'shopp' });
});

it.each([
  '/connect/introspect',
  '/connect/revocation',
])('names the client that proved who it is at %s', async (path) => {
  await postForm(server.url + path, shop);
  expect(refusal()).toEqual({ reason: 'request.missing-parameter', clientId: 'shop', parameter: 'token' });
});
