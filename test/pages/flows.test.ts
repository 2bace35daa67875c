import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { launchBrowser, newProfile, type ProfileOptions, screenshot } from '../support/chromium.ts';

const library = readFileSync(
  createRequire(import.meta.url)
    .resolve('oidc-client-ts')
    .replace(/umd\/.*|esm\/.*/, 'browser/oidc-client-ts.min.js'),
);
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const cibaGrant = 'urn:openid:params:grant-type:ciba';

let browser: Browser;
let application: Server;
let applicationUrl: string;
let server: TestServer;
/** What the application was told by the back channel and by frames. */
const told: { readonly path: string; readonly body: string }[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  application = createServer((request, response) => {
    void readBody(request).then((body) => {
      const path = request.url ?? '/';
      if (path.startsWith('/backchannel') || path.startsWith('/frontchannel')) told.push({ path, body });
      if (path === '/oidc-client-ts.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(library);
        return;
      }
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>application</title><script src="/oidc-client-ts.js"></script>');
    });
  });
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  applicationUrl = `http://localhost:${(application.address() as AddressInfo).port}`;
  const clientSecrets = [{ value: 'secret' }];
  const spa = {
    requireClientSecret: false,
    allowedGrantTypes: ['authorization_code'],
    allowedScopes: ['openid', 'profile'],
    redirectUris: [`${applicationUrl}/callback`],
    postLogoutRedirectUris: [`${applicationUrl}/signed-out`],
    allowedCorsOrigins: [applicationUrl],
  };
  server = await createTestServer({
    apiScopes: [{ name: 'orders.read', displayName: 'Read your orders' }, { name: 'orders.write' }],
    clients: [
      { ...spa, clientId: 'spa', clientName: 'Browser application' },
      {
        ...spa,
        clientId: 'notified',
        clientName: 'Notified application',
        backChannelLogoutUri: `${applicationUrl}/backchannel`,
        frontChannelLogoutUri: `${applicationUrl}/frontchannel`,
      },
      {
        clientId: 'tv',
        clientName: 'Television',
        clientSecrets,
        allowedGrantTypes: [deviceGrant],
        allowedScopes: ['openid', 'orders.read', 'orders.write'],
      },
      {
        clientId: 'call-center',
        clientName: 'Call center',
        clientSecrets,
        allowedGrantTypes: [cibaGrant],
        allowedScopes: ['openid', 'orders.read'],
      },
    ],
    locales: ['en', 'de'],
    users: [
      { subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'Alice' } },
      { subject: '2', username: 'bob', password: 'builder' },
    ],
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  application?.closeAllConnections();
  application?.close();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

async function newPage(options: ProfileOptions = {}): Promise<Page> {
  return (await newProfile(browser, options)).newPage();
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('wonderland');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function post(path: string, clientId: string, form: Record<string, string>) {
  const reply = await fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:secret`)}` },
    body: new URLSearchParams(form),
  });
  return (await reply.json()) as Record<string, string>;
}

/** Runs code of `oidc-client-ts` in the application's page. */
async function inApplication(page: Page, clientId: string, code: string): Promise<unknown> {
  return page.evaluate(`(async () => {
    const manager = new oidc.UserManager({
      authority: ${JSON.stringify(server.url)},
      client_id: ${JSON.stringify(clientId)},
      redirect_uri: location.origin + '/callback',
      post_logout_redirect_uri: location.origin + '/signed-out',
      scope: 'openid profile',
      loadUserInfo: true,
    });
    ${code}
  })()`);
}

async function signInWithLibrary(page: Page, clientId: string): Promise<unknown> {
  await page.goto(applicationUrl);
  await inApplication(page, clientId, 'await manager.signinRedirect();').catch(() => undefined);
  await page.waitForURL(`${server.url}/login**`);
  await signIn(page);
  await page.waitForURL(`${applicationUrl}/callback**`);
  return inApplication(page, clientId, 'return (await manager.signinCallback()).profile;');
}

describe('a browser application with oidc-client-ts, unmodified', () => {
  it('signs in, reads userinfo and signs out without being asked, thanks to the hint', async () => {
    const page = await newPage();
    expect(await signInWithLibrary(page, 'spa')).toMatchObject({ sub: '1', name: 'Alice' });
    await inApplication(page, 'spa', 'await manager.signoutRedirect();').catch(() => undefined);
    await page.waitForURL(`${applicationUrl}/signed-out**`);
    await page.goto(`${server.url}/logout/done`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are signed out');
  });
});

describe('signing out', () => {
  it('tells the clients of the session by the back and the front channel, then leads back', async () => {
    told.length = 0;
    const page = await newPage();
    await signInWithLibrary(page, 'notified');
    await inApplication(page, 'notified', 'await manager.signoutRedirect();').catch(() => undefined);
    await page.getByRole('link', { name: 'Return to Notified application' }).waitFor();
    await page.waitForURL(`${applicationUrl}/signed-out**`);
    const front = told.find(({ path }) => path.startsWith('/frontchannel'));
    expect(new URL(front?.path ?? '', applicationUrl).searchParams.get('iss')).toBe(server.url);
    await expect.poll(() => told.some(({ path }) => path === '/backchannel')).toBe(true);
    const back = told.find(({ path }) => path === '/backchannel');
    const token = decodeJwt(new URLSearchParams(back?.body).get('logout_token') ?? '');
    expect(token).toMatchObject({ aud: 'notified', sub: '1', iss: server.url });
    expect(token['sid']).toBe(new URL(front?.path ?? '', applicationUrl).searchParams.get('sid'));
  });

  it('asks first when nobody proves who asks, and lets the user stay', async () => {
    const page = await newPage();
    await page.goto(`${server.url}/grants`);
    await signIn(page);
    await page.goto(`${server.url}/connect/endsession`);
    await screenshot(page, 'logout');
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are still signed in');
    await page.goto(`${server.url}/logout`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are signed out');
    await page.goto(`${server.url}/logout`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are signed out');
    expect(await page.getByRole('button').count()).toBe(0);
  });
});

describe('connecting a device (RFC 8628)', () => {
  it('takes the code however it is typed, shows who asks, and grants what was left in', async () => {
    const started = await post('/connect/deviceauthorization', 'tv', { scope: 'openid orders.read orders.write' });
    const page = await newPage({ scripts: false });
    await page.goto(started['verification_uri'] ?? '');
    await signIn(page);
    await screenshot(page, 'device');
    await page.getByLabel('Code').fill('BBBB-BBBB');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('This code is unknown or too old.');
    await page.getByLabel('Code').fill((started['user_code'] ?? '').toLowerCase().replaceAll('-', ' '));
    await page.getByRole('button', { name: 'Continue' }).click();
    await screenshot(page, 'device-confirm');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Connect Television?');
    expect(await page.locator('#shown-code').textContent()).toBe(started['user_code']);
    await page.getByLabel('orders.write').uncheck();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your device is connected');
    const form = { grant_type: deviceGrant, device_code: started['device_code'] ?? '' };
    expect(await post('/connect/token', 'tv', form)).toMatchObject({ scope: 'openid orders.read' });
  });

  it('asks for confirmation when the link holds the code, and lets the user refuse (§5.4)', async () => {
    const started = await post('/connect/deviceauthorization', 'tv', { scope: 'openid' });
    const page = await newPage();
    await page.goto(`${server.url}/device?user_code=${started['user_code']}`);
    await signIn(page);
    expect(await page.getByLabel('Code').inputValue()).toBe(started['user_code']);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Do not allow' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your device is not connected');
    const form = { grant_type: deviceGrant, device_code: started['device_code'] ?? '' };
    expect(await post('/connect/token', 'tv', form)).toMatchObject({ error: 'access_denied' });
  });
});

describe('somebody else at the browser', () => {
  it('signs in as another and comes back to the page', async () => {
    const page = await newPage({ scripts: false });
    await page.goto(`${server.url}/device?user_code=BCDF-GHJK`);
    await signIn(page);
    await page.getByRole('link', { name: 'Use another account' }).click();
    await page.getByLabel('User name').fill('bob');
    await page.getByLabel('Password').fill('builder');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(page.url()).toBe(`${server.url}/device?user_code=BCDF-GHJK`);
    expect(await page.locator('.signed-in').textContent()).toContain('Signed in as bob');
    await page.goto(`${server.url}/grants`);
    await page.getByRole('link', { name: 'Sign out', exact: true }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign out');
  });
});

describe('approving from afar (CIBA Core 1.0)', () => {
  it('shows the binding message and grants what the user approves', async () => {
    const started = await post('/connect/ciba', 'call-center', {
      scope: 'openid orders.read',
      login_hint: 'alice',
      binding_message: 'W4SCT',
    });
    const page = await newPage({ scripts: false });
    await page.goto(`${server.url}/ciba`);
    await signIn(page);
    await screenshot(page, 'ciba');
    const request = page.getByRole('article', { name: 'Call center' });
    expect(await request.locator('.binding-message').textContent()).toBe('W4SCT');
    await request.getByRole('button', { name: 'Allow', exact: true }).click();
    expect(await page.getByRole('status').textContent()).toBe('The request was approved.');
    const form = { grant_type: cibaGrant, auth_req_id: started['auth_req_id'] ?? '' };
    expect(await post('/connect/token', 'call-center', form)).toMatchObject({ scope: 'openid orders.read' });
  });
});

describe('pages of the running server', () => {
  it('shows an error page with the request id when the client is unknown', async () => {
    const page = await newPage();
    const reply = await page.goto(`${server.url}/connect/authorize?client_id=nobody&response_type=code`);
    await screenshot(page, 'error');
    expect(reply?.status()).toBe(400);
    expect(await page.locator('#request-id').textContent()).toBe(reply?.headers()['x-request-id']);
  });

  it.each([
    ['/login?interaction=x', 'Gehen Sie zur Anwendung zurück und fangen Sie neu an.'],
    ['/nowhere', 'Unter dieser Adresse gibt es nichts.'],
  ])('says in the reader’s language what to do about it: %s', async (path, advice) => {
    const page = await newPage({ locale: 'de' });
    await page.goto(server.url + path);
    expect(await page.locator('#advice').textContent()).toContain(advice);
  });
});
