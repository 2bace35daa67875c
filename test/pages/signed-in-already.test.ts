import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { type Application, openAuthorization, startApplication, typePassword } from '../support/application.ts';
import { launchBrowser, newProfile } from '../support/chromium.ts';

let browser: Browser;
let application: Application;
let server: TestServer;

beforeAll(async () => {
  browser = await launchBrowser();
  application = await startApplication();
  server = await createTestServer({
    session: { idleLifetime: 3600, absoluteLifetime: 86_400, staySignedIn: 'offered' },
    timeZone: 'America/New_York',
    clients: [
      {
        clientId: 'web',
        clientName: 'Web shop',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code', 'urn:openid:params:grant-type:ciba'],
        allowedScopes: ['openid', 'profile'],
        redirectUris: [`${application.url}/callback`],
      },
    ],
    users: [
      {
        subject: '1',
        username: 'alice@example.com',
        password: 'wonderland',
        claims: { name: 'Alice Liddell', zoneinfo: 'Europe/Berlin' },
      },
      { subject: '2', username: 'bob', password: 'builder', claims: { name: 'B\u202Eob', zoneinfo: 'Mars/Olympus' } },
    ],
  });
  server.clock.set(1_750_000_000);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  application?.close();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

async function newPage(options = {}): Promise<Page> {
  return (await newProfile(browser, { scripts: false, ...options })).newPage();
}

async function signIn(page: Page, username = 'alice@example.com', password = 'wonderland', stay = false) {
  if (stay) await page.getByLabel('Stay signed in').check();
  await typePassword(page, username, password);
}

function authorize(page: Page, changes: Record<string, string> = {}): Promise<void> {
  return openAuthorization(page, server, application, changes);
}

/** The browser once it was closed and opened again: what has no end of its own is gone, as in an authentication session of iOS. */
async function restarted(context: BrowserContext): Promise<Page> {
  const { cookies } = await context.storageState();
  const kept = cookies.filter(({ expires }) => expires !== -1);
  const fresh = await newProfile(browser, { scripts: false });
  await fresh.addCookies(kept);
  return fresh.newPage();
}

describe('the sign-in page, where somebody is signed in', () => {
  it('says who, leads on, and lets somebody else sign in', async () => {
    const page = await newPage();
    await page.goto(`${server.url}/login?return=/ciba`);
    await signIn(page);
    await page.goto(`${server.url}/login?return=/ciba`);
    expect(await page.getByRole('heading', { name: 'Signed in as' }).textContent()).toBe(
      'Signed in as Alice Liddell (alice@example.com)',
    );
    await page.getByRole('link', { name: 'Continue as Alice Liddell' }).click();
    await page.waitForURL('**/ciba');
    await page.getByRole('link', { name: 'Use another account' }).click();
    await signIn(page, 'bob', 'builder');
    await page.waitForURL('**/ciba');
    // A name that turns the text around is not shown (RFC 9700 §4.16 in spirit).
    expect(await page.locator('.signed-in').textContent()).toContain('Signed in as bob');
  });

  it('leads out', async () => {
    const page = await newPage();
    await page.goto(`${server.url}/login`);
    await signIn(page);
    await page.goto(`${server.url}/login`);
    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.waitForURL('**/logout');
  });
});

describe('after the sign-out', () => {
  it('there is a way on: to sign in again, or to what was allowed for whoever stays', async () => {
    const page = await newPage();
    await page.goto(`${server.url}/login`);
    await signIn(page);
    await page.goto(`${server.url}/logout`);
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await page.getByRole('link', { name: 'What you have allowed' }).click();
    await page.waitForURL('**/grants');
    await page.goto(`${server.url}/logout`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await signIn(page);
    await page.waitForURL('**/grants');
  });
});

describe('times', () => {
  it.each([
    ['the reader’s zone where their profile says which', 'alice@example.com', 'wonderland', '5:11 PM GMT+2'],
    ['the configured zone elsewhere', 'bob', 'builder', '11:11 AM EDT'],
  ])('are shown in %s, which is named', async (_where, username, password, shown) => {
    const body = new URLSearchParams({
      client_id: 'web',
      client_secret: 'secret',
      scope: 'openid',
      login_hint: username,
      binding_message: '4711',
    });
    expect((await fetch(`${server.url}/connect/ciba`, { method: 'POST', body })).status).toBe(200);
    server.clock.set(1_750_000_060);
    const page = await newPage();
    await page.goto(`${server.url}/ciba`);
    await signIn(page, username, password);
    const text = await page.getByRole('article').textContent();
    expect(text?.replaceAll('\u202f', ' ')).toContain(shown);
    server.clock.set(1_750_000_000);
  });
});

it('every page has an icon of this server', async () => {
  const page = await newPage();
  await page.goto(`${server.url}/login`);
  const href = await page.locator('link[rel=icon]').getAttribute('href');
  expect(href).toMatch(new RegExp(`^${server.url}/assets/mintmark\\.svg\\?v=[0-9a-zA-Z_-]{16}$`));
  const icon = await page.request.get(href!);
  expect([icon.status(), icon.headers()['content-type']]).toEqual([200, 'image/svg+xml']);
});

describe('staying signed in', () => {
  it('outlives the browser for who ticks it, up to the greatest lifetime', async () => {
    const page = await newPage();
    await authorize(page);
    expect(await page.getByLabel('Stay signed in').isChecked()).toBe(false);
    await signIn(page, 'bob', 'builder', true);
    await page.waitForURL(`${application.url}/**`);
    const later = await restarted(page.context());
    server.clock.advance(3601);
    await authorize(later, { prompt: 'none' });
    expect(new URL(later.url()).searchParams.has('code')).toBe(true);
    // Whoever signs in anew finds it ticked, and may take it back.
    await authorize(later, { prompt: 'login' });
    expect(await later.getByLabel('Stay signed in').isChecked()).toBe(true);
    server.clock.advance(86_400);
    await authorize(later, { prompt: 'none' });
    expect(new URL(later.url()).searchParams.get('error')).toBe('login_required');
    server.clock.set(1_750_000_000);
  });

  it('ends with the browser for who does not', async () => {
    const page = await newPage();
    await authorize(page);
    await signIn(page, 'bob', 'builder');
    await page.waitForURL(`${application.url}/**`);
    const later = await restarted(page.context());
    await authorize(later, { prompt: 'none' });
    expect(new URL(later.url()).searchParams.get('error')).toBe('login_required');
  });

  it('ends with a sign-out, and with the next sign-in that does not want it', async () => {
    const page = await newPage();
    await page.goto(`${server.url}/login`);
    await signIn(page, 'bob', 'builder', true);
    await page.goto(`${server.url}/login`);
    await page.getByLabel('Stay signed in').uncheck();
    await signIn(page, 'bob', 'builder');
    await page.waitForURL('**/grants');
    const later = await restarted(page.context());
    await later.goto(`${server.url}/grants`);
    expect(new URL(later.url()).pathname).toBe('/login');
  });
});

it('staying signed in is not offered unless the operator does', async () => {
  const strict = await createTestServer({ users: [{ subject: '1', username: 'alice', password: 'wonderland' }] });
  const page = await newPage();
  await page.goto(`${strict.url}/login`);
  expect(await page.getByLabel('Stay signed in').count()).toBe(0);
  await strict.close();
});
