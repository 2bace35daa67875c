import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/index.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { challenge, verifier } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { type Answer, postForm } from '../support/connect.ts';
import { proofKey } from '../support/dpop.ts';

const redirectUri = 'https://web.example/callback';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const first = 'jb0dIpHbBEvqbAzbAwDIgqWkxHGtdjnxNVEjk4xP2Fs';
const second = 'u3nUGjyPYY3zvEQ8mZcXfrgdMIFIobbK7vnBbMHF7nE';

const options = {
  secret: [first],
  apiScopes: [{ name: 'read' }],
  users: [{ subject: '1', username: 'alice', password: 'wonderland' }],
  limits: { waitingRequestsPerAddress: 3, clientAuthenticationFailures: 3, signInAttemptsPerAccount: 3 },
  clients: [
    {
      clientId: 'web',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['authorization_code', 'refresh_token', deviceGrant, 'password'],
      redirectUris: [redirectUri],
      allowedScopes: ['openid', 'read'],
      allowOfflineAccess: true,
    },
    {
      clientId: 'proving',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['read'],
      requireDPoP: true,
      requireDPoPNonce: true,
    },
  ],
} as const satisfies TestServerOptions;

let server: TestServer;
let browser: Browser;
beforeEach(async () => {
  server = await createTestServer(options);
  browser = new Browser();
  onTestFinished(() => server.close());
});

/** Each time another master secret comes to the front, and the one before stays. */
async function reload(secret: readonly string[] = [second, first], more: TestServerOptions = {}): Promise<void> {
  const whole = { ...options, ...more, mode: 'dev', storage: { kind: 'memory' }, secret, issuer: server.url } as const;
  await server.server.reload(whole);
}

const token = (form: Record<string, string>, headers = {}): Promise<Answer> =>
  postForm(`${server.url}/connect/token`, { client_id: 'web', client_secret: 'secret', ...form }, headers);

function begin(): Promise<Response> {
  const parameters = {
    client_id: 'web',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid read offline_access',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  return browser.get(`${server.url}/connect/authorize?${new URLSearchParams(parameters)}`);
}

/** Opens the page that the browser was sent to, and posts its form once `meanwhile` is done. */
async function fillIn(response: Response, fields: Record<string, string>, meanwhile: () => Promise<void>) {
  const address = new URL(response.headers.get('location')!, server.url).href;
  const [form] = formsOf(await (await browser.get(address)).text());
  await meanwhile();
  const action = new URL(form!.action, server.url).href;
  return browser.post(action, { ...form!.fields, ...fields });
}

/** Follows redirections within the server; resolves to where the client gets its answer. */
async function answered(response: Response): Promise<URL> {
  let at = response;
  while (locationOf(at).origin === server.url) at = await browser.get(locationOf(at).href);
  return locationOf(at);
}

describe('what was begun before a reload that brings another master secret to the front', () => {
  it('goes on: a page that was shown, a code, a refresh token, the session', async () => {
    const credentials = { username: 'alice', password: 'wonderland' };
    const signedIn = await fillIn(await begin(), credentials, () => reload());
    const code = (await answered(signedIn)).searchParams.get('code')!;
    await reload([first, second]);
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    const redeemed = await token(form);
    expect(redeemed.status).toBe(200);
    await reload();
    const refreshed = await token({ grant_type: 'refresh_token', refresh_token: redeemed.json.refresh_token });
    expect(refreshed.status).toBe(200);
    const again = await answered(await begin());
    expect(again.searchParams.get('code')).toMatch(/^[\w-]{20,}/);
    // A code that was used is known as such: everything of its family ends.
    expect((await token(form)).json.error).toBe('invalid_grant');
    const ended = await token({ grant_type: 'refresh_token', refresh_token: refreshed.json.refresh_token });
    expect(ended.json.error).toBe('invalid_grant');
  });

  it('goes on: a device that polls, and the code that its user types', async () => {
    const started = await postForm(`${server.url}/connect/deviceauthorization`, {
      client_id: 'web',
      client_secret: 'secret',
      scope: 'openid read',
    });
    const poll = () => token({ grant_type: deviceGrant, device_code: started.json.device_code });
    expect((await poll()).json.error).toBe('authorization_pending');
    await answered(await fillIn(await begin(), { username: 'alice', password: 'wonderland' }, () => reload()));
    const page = `${server.url}/device`;
    const [typed] = formsOf(await (await browser.get(page)).text());
    await reload([first, second]);
    const found = { ...typed!.fields, user_code: started.json.user_code, action: 'find' };
    const [asked] = formsOf(await (await browser.post(page, found)).text());
    await reload();
    expect((await browser.post(page, { ...asked!.fields, decision: 'allow' })).status).toBe(200);
    server.clock.advance(5);
    const polled = await poll();
    expect(decodeJwt(polled.json.access_token).sub).toBe('1');
  });

  it('goes on: a DPoP nonce that was given out', async () => {
    const key = await proofKey(server);
    const ask = async (nonce?: string) =>
      token(
        { grant_type: 'client_credentials', client_id: 'proving' },
        await key.header(nonce === undefined ? {} : { claims: { nonce } }),
      );
    const nonce = (await ask()).headers.get('dpop-nonce')!;
    await reload();
    expect((await ask(nonce)).status).toBe(200);
  });
});

describe('a reload forgets nobody who', () => {
  it('guesses the secret of a client', async () => {
    const guess = (client_secret: string) => token({ grant_type: 'refresh_token', refresh_token: 'x', client_secret });
    for (let one = 0; one < 3; one += 1) expect((await guess('wrong')).status).toBe(401);
    await reload();
    expect((await guess('secret')).status).toBe(429);
  });

  it('guesses a password', async () => {
    const guess = (password: string) => token({ grant_type: 'password', username: 'alice', password, scope: 'read' });
    for (let one = 0; one < 3; one += 1) expect((await guess('wrong')).status).toBe(400);
    await reload();
    expect((await guess('wonderland')).status).toBe(429);
  });

  it('has many requests wait for a user', async () => {
    for (let one = 0; one < 3; one += 1) expect(locationOf(await begin()).pathname).toBe('/login');
    await reload();
    expect(locationOf(await begin()).searchParams.get('error')).toBe('temporarily_unavailable');
  });
});
