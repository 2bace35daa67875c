import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { type Application, openAuthorization, startApplication, typePassword } from '../support/application.ts';
import { verifier } from '../support/authorize.ts';
import { launchBrowser, newProfile } from '../support/chromium.ts';

let browser: Browser;
let application: Application;
let server: TestServer;

beforeAll(async () => {
  browser = await launchBrowser();
  application = await startApplication();
  const client = {
    clientSecrets: [{ value: 'secret' }],
    allowedGrantTypes: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    allowedScopes: ['openid', 'profile'],
    redirectUris: [`${application.url}/callback`],
  };
  server = await createTestServer({
    clients: [
      { ...client, clientId: 'web', clientName: 'Web shop' },
      { ...client, clientId: 'careful', clientName: 'Careful shop', requireConsent: true },
    ],
    users: [
      { subject: '1', username: 'alice', password: 'wonderland' },
      { subject: '2', username: 'bob', password: 'builder' },
    ],
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  application?.close();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

/** Two tabs of one browser, without scripts. */
async function tabs(): Promise<{ profile: BrowserContext; first: Page; second: Page }> {
  const profile = await newProfile(browser, { scripts: false });
  return { profile, first: await profile.newPage(), second: await profile.newPage() };
}

function begin(page: Page, state: string, changes: Record<string, string> = {}): Promise<void> {
  return openAuthorization(page, server, application, { state, ...changes });
}

function signIn(page: Page, username = 'alice', password = 'wonderland'): Promise<void> {
  return typePassword(page, username, password);
}

/** The `state` with which the browser came back to the application with a code. */
async function arrived(page: Page): Promise<string | null> {
  await page.waitForURL(`${application.url}/**`);
  const { searchParams } = new URL(page.url());
  return searchParams.has('code') ? searchParams.get('state') : null;
}

async function sub(page: Page): Promise<string | undefined> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'web',
    client_secret: 'secret',
    redirect_uri: `${application.url}/callback`,
    code: new URL(page.url()).searchParams.get('code') ?? '',
    code_verifier: verifier,
  });
  const tokens = (await (await fetch(`${server.url}/connect/token`, { method: 'POST', body })).json()) as {
    readonly id_token: string;
  };
  return JSON.parse(Buffer.from(tokens.id_token.split('.')[1]!, 'base64url').toString()).sub;
}

describe('two tabs with a sign-in page', () => {
  it('go on, both of them, when the second is sent after the first signed in', async () => {
    const { first, second } = await tabs();
    await begin(first, 'one');
    await begin(second, 'two');
    await signIn(first);
    expect(await arrived(first)).toBe('one');
    await signIn(second);
    expect(await arrived(second)).toBe('two');
    expect(await sub(second)).toBe('1');
  });

  it('go on by themselves when the second is reloaded', async () => {
    const { first, second } = await tabs();
    await begin(first, 'one');
    await begin(second, 'two');
    await signIn(first);
    await arrived(first);
    await second.reload();
    expect(await arrived(second)).toBe('two');
  });

  it('show the form again, with what was typed, to somebody else; nobody is signed in by an old form', async () => {
    const { first, second } = await tabs();
    await begin(first, 'one');
    await begin(second, 'two');
    await signIn(first);
    await arrived(first);
    await signIn(second, 'bob', 'builder');
    expect(await second.locator('#notice').textContent()).toBe(
      'In another window somebody signed in or out since this page was opened. Type the password again to sign in here.',
    );
    expect(await second.getByLabel('User name').inputValue()).toBe('bob');
    expect(await second.getByLabel('Password').inputValue()).toBe('');
    await second.getByLabel('Password').fill('builder');
    await second.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(await arrived(second)).toBe('two');
    expect(await sub(second)).toBe('2');
  });

  it('let somebody else go on as who is signed in', async () => {
    const { first, second } = await tabs();
    await begin(first, 'one');
    await begin(second, 'two');
    await signIn(first);
    await arrived(first);
    await signIn(second, 'bob', 'builder');
    await second.getByRole('link', { name: 'Continue as alice' }).click();
    expect(await arrived(second)).toBe('two');
    expect(await sub(second)).toBe('1');
  });

  it('ask again where the client wants a sign-in of its own (prompt=login), and keep what was typed', async () => {
    const { first, second } = await tabs();
    await begin(first, 'one');
    await begin(second, 'two', { prompt: 'login' });
    await signIn(first);
    await arrived(first);
    await signIn(second);
    expect(await second.getByLabel('User name').inputValue()).toBe('alice');
    expect(await second.getByRole('link', { name: 'Continue as alice' }).count()).toBe(0);
    await second.reload();
    await signIn(second);
    expect(await arrived(second)).toBe('two');
  });

  it('cancel in the second without ado', async () => {
    const { first, second } = await tabs();
    await begin(first, 'one');
    await begin(second, 'two');
    await second.getByRole('button', { name: 'Cancel' }).click();
    await second.waitForURL(`${application.url}/**`);
    await signIn(first);
    expect(await arrived(first)).toBe('one');
  });

  it('of this server itself lead where they were to lead', async () => {
    const { first, second } = await tabs();
    await first.goto(`${server.url}/grants`);
    await second.goto(`${server.url}/device?user_code=BCDF-GHJK`);
    await signIn(first);
    await first.waitForURL('**/grants');
    await signIn(second);
    await second.waitForURL('**/device?user_code=BCDF-GHJK');
    expect(await second.getByLabel('Code').inputValue()).toBe('BCDF-GHJK');
  });
});

describe('two tabs of a browser that was never here', () => {
  it('sign in, both, whichever of them begins when', async () => {
    const { first, second } = await tabs();
    await Promise.all([begin(first, 'one'), begin(second, 'two')]);
    await signIn(first);
    expect(await arrived(first)).toBe('one');
    await signIn(second);
    expect(await arrived(second)).toBe('two');
  });

  it('sign in, both, when the answer to the second comes after the page of the first was shown', async () => {
    const { profile, first } = await tabs();
    const fresh = await newProfile(browser);
    const other = await fresh.newPage();
    await begin(first, 'one');
    await begin(other, 'two');
    // As if both had been asked for at once: the cookies of the second answer come on top.
    await profile.addCookies(await fresh.cookies());
    const second = await profile.newPage();
    await second.goto(other.url());
    await signIn(first);
    expect(await arrived(first)).toBe('one');
    await signIn(second);
    expect(await arrived(second)).toBe('two');
  });
});

describe('a consent form that is open', () => {
  it.each([{}, { prompt: 'login' }])('works on after the same user signed in in another tab: %o', async (changes) => {
    const { first, second } = await tabs();
    await begin(first, 'one', { client_id: 'careful', ...changes });
    await begin(second, 'two', { prompt: 'login' });
    await signIn(first);
    await first.waitForURL('**/consent?**');
    await second.reload();
    await signIn(second);
    await arrived(second);
    await first.getByRole('button', { name: 'Allow', exact: true }).click();
    expect(await arrived(first)).toBe('one');
  });

  it('decides nothing for another user who signed in in another tab: they are asked themselves', async () => {
    const { first, second } = await tabs();
    await begin(first, 'one', { client_id: 'careful' });
    await begin(second, 'two', { prompt: 'login' });
    await signIn(first);
    await first.waitForURL('**/consent?**');
    await second.reload();
    await signIn(second, 'bob', 'builder');
    await arrived(second);
    await first.getByRole('button', { name: 'Allow', exact: true }).click();
    await first.waitForURL('**/consent?**');
    expect(await first.locator('.subtitle').textContent()).toBe('Signed in as bob');
    await first.getByRole('button', { name: 'Allow', exact: true }).click();
    expect(await arrived(first)).toBe('one');
  });

  it('asks for a sign-in when the user signed out in another tab', async () => {
    const { first, second } = await tabs();
    await begin(first, 'one', { client_id: 'careful' });
    await signIn(first);
    await first.waitForURL('**/consent?**');
    await second.goto(`${server.url}/logout`);
    await second.getByRole('button', { name: 'Sign out' }).click();
    await first.getByRole('button', { name: 'Allow', exact: true }).click();
    await first.waitForURL('**/login?**');
    await signIn(first);
    await first.waitForURL('**/consent?**');
  });
});

describe('a form of one’s own pages that is open', () => {
  it('works on after the same user signed in anew', async () => {
    const { first, second } = await tabs();
    await first.goto(`${server.url}/grants`);
    await signIn(first);
    await first.waitForURL('**/grants');
    await begin(second, 'two', { prompt: 'login' });
    await signIn(second);
    await arrived(second);
    await first.getByRole('button', { name: 'Sign out everywhere' }).click();
    expect(await first.getByRole('heading', { level: 1 }).textContent()).toBe('You are signed out');
  });

  it.each([
    ['/grants', 'Sign out everywhere'],
    ['/device', 'Continue'],
    ['/logout', 'Sign out'],
  ])('of %s does nothing for another user who signed in since, and says so', async (path, button) => {
    const { first, second } = await tabs();
    await first.goto(`${server.url}/grants`);
    await signIn(first);
    await first.waitForURL('**/grants');
    await first.goto(server.url + path);
    await begin(second, 'two', { prompt: 'login' });
    await signIn(second, 'bob', 'builder');
    await arrived(second);
    if (path === '/device') await first.getByLabel('Code').fill('BCDF-GHJK');
    await first.getByRole('button', { name: button }).click();
    expect(await first.locator('#notice').textContent()).toBe(
      'In another window somebody else signed in since this page was opened. Nothing was done.',
    );
    await second.goto(`${server.url}/grants`);
    expect(await second.locator('.signed-in').textContent()).toContain('Signed in as bob');
  });
});

describe('protection against cross-site request forgery (RFC 9700 §4.7) stays', () => {
  it('a form is refused in another browser, for another purpose, and without the browser’s cookie', async () => {
    const { profile, first } = await tabs();
    await first.goto(`${server.url}/login`);
    const csrf = await first.locator('input[name=csrf]').first().inputValue();
    const form = { username: 'alice', password: 'wonderland', csrf };
    const other = await newProfile(browser);
    await (await other.newPage()).goto(`${server.url}/login`);
    expect((await other.request.post(`${server.url}/login`, { form })).status()).toBe(403);
    expect((await profile.request.post(`${server.url}/logout`, { form: { csrf } })).status()).toBe(403);
    await profile.clearCookies();
    expect((await profile.request.post(`${server.url}/login`, { form })).status()).toBe(403);
  });
});
