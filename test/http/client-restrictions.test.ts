import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/server/server.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { authorizeServer, authorizeUrl, codeRequest } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';

const es256 = await generateKeyPair('ES256', { extractable: true });
const rs256 = await generateKeyPair('RS256', { extractable: true });
const keys = [
  { ...(await exportJWK(es256.publicKey)), kid: 'es' },
  { ...(await exportJWK(rs256.publicKey)), kid: 'rs' },
];
const clientSecrets = [{ value: 'secret' }];
const redirectUri = 'https://bound.example/cb';

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({
    listen: { trustProxy: true },
    clients: [
      {
        clientId: 'signing',
        clientSecrets,
        jwks: { keys },
        allowedRequestObjectAlgorithms: ['ES256'],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid'],
        redirectUris: [redirectUri],
      },
      {
        clientId: 'certified',
        clientSecrets,
        requireMutualTls: true,
        allowedGrantTypes: ['client_credentials', 'implicit'],
        allowedResponseTypes: ['id_token token'],
        allowedScopes: ['openid', 'api.read'],
        redirectUris: [redirectUri],
      },
    ],
  });
});
afterAll(() => server.close());

describe('allowedRequestObjectAlgorithms (request_object_signing_alg, Registration 1.0 §2)', () => {
  it.each([
    ['ES256', 'es', es256.privateKey, undefined],
    ['RS256', 'rs', rs256.privateKey, 'invalid_request_object'],
  ])('decides on an object signed by %s', async (alg, kid, key, error) => {
    const inside = codeRequest({ client_id: 'signing', redirect_uri: redirectUri, scope: 'openid', prompt: 'none' });
    const claims = { ...inside, iss: 'signing', aud: server.url, exp: server.clock.now() + 60 };
    const request = await new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
    const sent = { client_id: 'signing', redirect_uri: redirectUri, request };
    const location = locationOf(await new Browser().get(authorizeUrl(server, sent)));
    expect(location.searchParams.get('error')).toBe(error ?? 'login_required');
  });
});

describe('requireMutualTls (RFC 8705 §3)', () => {
  const certificate = { 'client-cert': `:${btoa('the certificate of a client')}:` };
  const ask = (headers: Readonly<Record<string, string>>) =>
    postForm(
      `${server.url}/connect/token`,
      { grant_type: 'client_credentials', client_id: 'certified', client_secret: 'secret', scope: 'api.read' },
      headers,
    );

  it('gives tokens that are bound to the certificate', async () => {
    const { status, json } = await ask(certificate);
    expect(status).toBe(200);
    expect(json.token_type).toBe('Bearer');
    expect(decodeJwt(json.access_token).cnf).toEqual({ 'x5t#S256': 'e6EPOiqNycVHOgUkw30VSnkQG8oHA8CKPc5urommd_Q' });
  });

  it.each([
    ['without a certificate', {}],
    ['with a DPoP proof beside it', { ...certificate, dpop: 'x' }],
    ['with a DPoP proof instead', { dpop: 'x' }],
  ])('refuses a request %s', async (_name, headers) => {
    const { status, json } = await ask(headers);
    expect([status, json.error]).toEqual([400, 'invalid_request']);
  });

  it('gives no token to the browser, which has no certificate', async () => {
    const request = codeRequest({ client_id: 'certified', redirect_uri: redirectUri, response_type: 'id_token token' });
    const location = locationOf(await new Browser().get(authorizeUrl(server, request)));
    expect(new URLSearchParams(location.hash.slice(1)).get('error')).toBe('unauthorized_client');
  });

  it('cannot be demanded together with DPoP', async () => {
    const client = { clientId: 'both', clientSecrets, requireMutualTls: true, requireDPoP: true };
    const options = { issuer: 'http://localhost:9400', mode: 'dev', storage: { kind: 'memory' } } as const;
    await expect(createServer({ ...options, clients: [client] })).rejects.toThrow(
      'clients[0].requireMutualTls: cannot stand beside requireDPoP',
    );
  });
});
