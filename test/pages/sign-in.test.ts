import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as client from 'openid-client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { launchBrowser, newProfile, screenshot } from '../support/chromium.ts';

let browser: Browser;
let application: Server;
let applicationUrl: string;
let server: TestServer;

beforeAll(async () => {
  browser = await launchBrowser();
  // The client: shows what came back.
  application = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>application</title>');
  });
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  applicationUrl = `http://localhost:${(application.address() as AddressInfo).port}`;
  server = await createTestServer({
    apiScopes: [{ name: 'orders.read', displayName: 'Read your orders' }, { name: 'orders.write' }],
    clients: [
      {
        clientId: 'web',
        clientName: 'Web shop',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'profile'],
        redirectUris: [`${applicationUrl}/callback`],
      },
      {
        clientId: 'careful',
        clientName: 'Careful shop',
        clientSecrets: [{ value: 'secret' }],
        requireConsent: true,
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'orders.read', 'orders.write'],
        redirectUris: [`${applicationUrl}/callback`],
      },
    ],
    users: [
      { subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'Alice' } },
      { subject: '2', username: 'bob', password: 'builder', claims: { name: 'Bob' } },
    ],
    locales: ['en', 'de'],
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

/** Goes to the authorization endpoint as `openid-client` would; resolves to what redeems the answer. */
async function begin(page: Page, clientId: string, extra: Record<string, string> = {}) {
  const config = await client.discovery(new URL(server.url), clientId, 'secret', undefined, {
    execute: [client.allowInsecureRequests],
  });
  const verifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: `${applicationUrl}/callback`,
    scope: 'openid profile',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: 'state-1',
    ...extra,
  });
  await page.goto(url.href);
  return async () => {
    await page.waitForURL(`${applicationUrl}/**`);
    return client.authorizationCodeGrant(config, new URL(page.url()), {
      pkceCodeVerifier: verifier,
      expectedState: 'state-1',
    });
  };
}

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function newPage(options = {}): Promise<Page> {
  return (await newProfile(browser, options)).newPage();
}

describe('signing in', () => {
  it('walks the code flow with PKCE for a confidential client, without scripts (RFC 6749 §4.1, RFC 7636)', async () => {
    const page = await newPage({ scripts: false });
    const redeem = await begin(page, 'web');
    await screenshot(page, 'login');
    expect(await page.locator('.subtitle').textContent()).toBe('to continue to Web shop');
    await signIn(page, 'alice', 'wonderland');
    const claims = (await redeem()).claims();
    expect(claims).toMatchObject({ sub: '1', amr: ['pwd'] });
    expect(claims).not.toHaveProperty('idp');
  });

  it('gives one and the same message for a wrong password and an unknown name, and keeps what was typed', async () => {
    const page = await newPage();
    const redeem = await begin(page, 'web');
    const messages: (string | null)[] = [];
    for (const [name, password] of [
      ['alice', 'wrong'],
      ['nobody"><b>', 'wonderland'],
    ] as const) {
      await signIn(page, name, password);
      messages.push(await page.getByRole('alert').textContent());
      expect(await page.getByLabel('User name').inputValue()).toBe(name);
      expect(await page.getByLabel('Password').inputValue()).toBe('');
    }
    expect(messages[0]).toContain('The user name or the password is not right.');
    expect(messages[1]).toBe(messages[0]);
    await signIn(page, 'alice', 'wonderland');
    expect((await redeem()).claims()?.sub).toBe('1');
  });

  it('tells the client that the user refused to sign in (RFC 6749 §4.1.2.1)', async () => {
    const page = await newPage();
    await begin(page, 'web');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(`${applicationUrl}/**`);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
  });

  it('speaks the language that ui_locales asks for, else the browser’s, and fills in login_hint', async () => {
    const page = await newPage({ locale: 'de-AT' });
    await begin(page, 'web', { login_hint: 'bob' });
    expect(await page.title()).toBe('Anmelden – Mintmark');
    expect(await page.getByLabel('Benutzername').inputValue()).toBe('bob');
    await begin(page, 'web', { ui_locales: 'fr en' });
    expect(await page.title()).toBe('Sign in – Mintmark');
  });

  it('answers prompt=none with login_required without a session and with a code in one (OIDC Core §3.1.2.1)', async () => {
    const page = await newPage();
    await begin(page, 'web', { prompt: 'none' });
    expect(new URL(page.url()).searchParams.get('error')).toBe('login_required');
    const first = await begin(page, 'web');
    await signIn(page, 'alice', 'wonderland');
    await first();
    const second = await begin(page, 'web', { prompt: 'none' });
    expect((await second()).claims()?.sub).toBe('1');
  });

  it('switches the account when the user chooses another one (prompt=select_account)', async () => {
    const page = await newPage();
    const first = await begin(page, 'web');
    await signIn(page, 'alice', 'wonderland');
    expect((await first()).claims()?.sub).toBe('1');
    const second = await begin(page, 'web', { prompt: 'select_account' });
    await screenshot(page, 'select-account');
    expect(await page.getByRole('button', { name: 'Continue as Alice' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Use another account' }).click();
    await signIn(page, 'bob', 'builder');
    expect((await second()).claims()?.sub).toBe('2');
  });

  it('refuses to be framed and to be posted to from elsewhere (RFC 9700 §4.16, §4.7)', async () => {
    const page = await newPage();
    await begin(page, 'web');
    const reply = await page.request.get(page.url());
    expect(reply.headers()['x-frame-options']).toBe('DENY');
    expect(reply.headers()['content-security-policy']).toBe(
      `default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self' ${applicationUrl}; frame-ancestors 'none'; base-uri 'none'`,
    );
    const form = {
      username: 'alice',
      password: 'wonderland',
      csrf: 'x',
      interaction: new URL(page.url()).searchParams.get('interaction') ?? '',
    };
    expect((await page.request.post(`${server.url}/login`, { form })).status()).toBe(403);
    const csrf = await page.locator('input[name=csrf]').inputValue();
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await page.request.post(`${server.url}/login`, { form: { ...form, csrf }, headers })).status()).toBe(403);
  });
});

describe('consent', () => {
  const scope = 'openid orders.read orders.write';

  it('lets the user leave out what is not required', async () => {
    const page = await newPage();
    const redeem = await begin(page, 'careful', { scope });
    await signIn(page, 'alice', 'wonderland');
    await page.waitForURL('**/consent?**');
    await screenshot(page, 'consent');
    expect(await page.getByLabel('Your user identifier').isDisabled()).toBe(true);
    expect(await page.getByLabel('Remember this decision').isChecked()).toBe(false);
    await page.getByLabel('orders.write').uncheck();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    expect((await redeem()).scope).toBe('openid orders.read');
  });

  it('tells the client that the user refused (RFC 6749 §4.1.2.1)', async () => {
    const page = await newPage();
    await begin(page, 'careful', { scope });
    await signIn(page, 'bob', 'builder');
    await page.getByRole('button', { name: 'Do not allow' }).click();
    await page.waitForURL(`${applicationUrl}/**`);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
  });

  it('lets somebody else sign in instead, even right after a sign-in, and asks them', async () => {
    const page = await newPage({ scripts: false });
    const redeem = await begin(page, 'careful', { scope });
    await signIn(page, 'alice', 'wonderland');
    await page.getByRole('button', { name: 'Use another account' }).click();
    await signIn(page, 'bob', 'builder');
    expect(await page.locator('.subtitle').textContent()).toBe('Signed in as Bob');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    expect((await redeem()).claims()?.sub).toBe('2');
  });

  it('is shown and withdrawn on the page of grants', async () => {
    const page = await newPage();
    const redeem = await begin(page, 'careful', { scope: 'openid orders.read', prompt: 'consent' });
    await signIn(page, 'bob', 'builder');
    await page.getByLabel('Remember this decision').check();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await redeem();
    await page.goto(`${server.url}/grants`);
    await screenshot(page, 'grants');
    expect(await page.getByRole('article', { name: 'Careful shop' }).textContent()).toContain('Read your orders');
    await page.getByRole('button', { name: 'Withdraw what Careful shop may do' }).click();
    expect(await page.locator('#none').textContent()).toBe('You have not given any application access.');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are signed out');
    await page.goto(`${server.url}/grants`);
    expect(new URL(page.url()).pathname).toBe('/login');
  });
});
