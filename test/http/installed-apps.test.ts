import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { authorize, authorizeServer, challenge, redeem, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

const redirectUri = 'cursor://anysphere.cursor-deeplink/oauth/callback';

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({
    clients: [
      {
        clientId: 'editor',
        requireClientSecret: false,
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid'],
        redirectUris: [redirectUri, 'vscode://publisher.extension/callback'],
        privateUseSchemes: ['cursor', 'vscode'],
        allowedCorsOrigins: [
          'capacitor://localhost',
          'ionic://localhost',
          'tauri://localhost',
          'http://tauri.localhost',
        ],
      },
    ],
  });
});
afterAll(() => server.close());

describe('an installed app whose scheme has no dot (RFC 8252 §8.4 only advises it)', () => {
  it('gets its code at that address, and redeems it', async () => {
    const browser = new Browser();
    const request = { client_id: 'editor', redirect_uri: redirectUri, scope: 'openid', code_challenge: challenge };
    await signIn(server, browser, request);
    const location = locationOf(await authorize(server, browser, request));
    expect(`${location.protocol}//${location.host}${location.pathname}`).toBe(redirectUri);
    const code = location.searchParams.get('code');
    const changes = { client_id: 'editor', client_secret: undefined, redirect_uri: redirectUri };
    const answer = await redeem(server, code ?? '', changes);
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ token_type: 'Bearer' })]);
  });

  it('has no other such scheme', async () => {
    const response = await authorize(server, new Browser(), { client_id: 'editor', redirect_uri: 'zed://callback' });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });
});

describe('an origin of a web view', () => {
  it.each([
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'http://tauri.localhost',
  ])('may call the server: %s', async (origin) => {
    const answer = await fetch(`${server.url}/connect/token`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  });

  it('may not where no client lists it', async () => {
    const answer = await fetch(`${server.url}/connect/token`, {
      method: 'OPTIONS',
      headers: { origin: 'capacitor://elsewhere', 'access-control-request-method': 'POST' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe(null);
  });
});
