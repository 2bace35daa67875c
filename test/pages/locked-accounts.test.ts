import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { launchBrowser, newProfile } from '../support/chromium.ts';

let browser: Browser;
let server: TestServer;
const events: ServerEvent[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser?.close());

beforeEach(async () => {
  events.length = 0;
  server = await createTestServer({
    onEvent: (event) => events.push(event),
    locales: ['en', 'de'],
    limits: { signInAttemptsPerAccount: 3 },
    users: [
      { subject: '1', username: 'alice', password: 'wonderland' },
      { subject: '2', username: 'bob', password: 'builder' },
    ],
  });
  // At the beginning of a window.
  server.clock.advance(300 - (server.clock.now() % 300));
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await server.close();
});

async function newBrowser(locale = 'en'): Promise<Page> {
  return (await newProfile(browser, { scripts: false, locale })).newPage();
}

/** Tries to sign in in a browser; resolves to what is wrong, or `null`. */
async function tryIn(page: Page, username: string, password: string): Promise<string | null> {
  await page.goto(`${server.url}/login`);
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(password);
  await page.locator('#sign-in').click();
  const problem = page.locator('#problem p');
  return (await problem.count()) === 0 ? null : problem.textContent();
}

async function signOut(page: Page): Promise<void> {
  await page.goto(`${server.url}/logout`);
  await page.locator('#sign-out').click();
}

const wrong = 'The user name or the password is not right. Check both and try again.';
const locked =
  'Too many wrong passwords were tried for this user name. It can be used again in 5 minutes. A browser in which you signed in with it before can still be used, and those who run this service can unlock it.';

describe('after too many wrong passwords', () => {
  it.each(['alice', 'nobody'])('the user name %s is locked, for so long, whether it exists or not', async (name) => {
    const page = await newBrowser();
    for (const guess of ['a', 'b', 'c']) expect(await tryIn(page, name, guess)).toBe(wrong);
    expect(await tryIn(page, name, 'wonderland')).toBe(locked);
    server.clock.advance(200);
    expect(await tryIn(page, name, 'wonderland')).toBe(locked.replace('5 minutes', '2 minutes'));
    expect(await tryIn(page, 'bob', 'builder')).toBe(null);
    expect(events.filter(({ type }) => type === 'AccountLocked')).toEqual([
      { type: 'AccountLocked', username: name, until: server.clock.now() + 100 },
    ]);
  });

  it('German says it in German', async () => {
    const page = await newBrowser('de');
    for (const guess of ['a', 'b', 'c']) await tryIn(page, 'alice', guess);
    expect(await tryIn(page, 'alice', 'wonderland')).toContain('Er kann in 5 Minuten wieder verwendet werden.');
  });

  it('it opens again by itself, and at once when an operator unlocks it', async () => {
    const page = await newBrowser();
    for (const guess of ['a', 'b', 'c']) await tryIn(page, 'alice', guess);
    await server.server.services.signInAttempts.unlock('Alice', server.clock.now());
    expect(await tryIn(page, 'alice', 'wonderland')).toBe(null);
    await signOut(page);
    const stranger = await newBrowser();
    for (const guess of ['a', 'b', 'c']) await tryIn(stranger, 'bob', guess);
    server.clock.advance(300);
    expect(await tryIn(stranger, 'bob', 'builder')).toBe(null);
  });
});

describe('a browser in which the user signed in before', () => {
  it('goes on while strangers are locked out, and guesses on its own account', async () => {
    const own = await newBrowser();
    expect(await tryIn(own, 'alice', 'wonderland')).toBe(null);
    await signOut(own);
    const stranger = await newBrowser();
    for (const guess of ['a', 'b', 'c']) await tryIn(stranger, 'alice', guess);
    expect(await tryIn(stranger, 'alice', 'wonderland')).toBe(locked);
    expect(await tryIn(own, 'alice', 'typo')).toBe(wrong);
    expect(await tryIn(own, 'ALICE', 'wonderland')).toBe(null);
    await signOut(own);
    for (const guess of ['a', 'b', 'c']) expect(await tryIn(own, 'alice', guess)).toBe(wrong);
    expect(await tryIn(own, 'alice', 'wonderland')).toBe(locked);
  });

  it('is no stranger to that account alone, and its cookie signs nobody in', async () => {
    const own = await newBrowser();
    await tryIn(own, 'alice', 'wonderland');
    const cookies = await own.context().cookies();
    const known = cookies.find(({ name }) => name.endsWith('-known'))!;
    expect(known).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(known.value).not.toContain('alice');
    const stranger = await newBrowser();
    for (const guess of ['a', 'b', 'c']) await tryIn(stranger, 'bob', guess);
    await own.context().clearCookies();
    await own.context().addCookies([known]);
    await own.goto(`${server.url}/grants`);
    expect(new URL(own.url()).pathname).toBe('/login');
    expect(await tryIn(own, 'bob', 'builder')).toBe(locked);
    // Good for the browser that has it, and for nothing that somebody made up.
    await own.context().addCookies([{ ...known, value: `${known.value.slice(0, -4)}AAAA` }]);
    for (const guess of ['a', 'b', 'c']) await tryIn(stranger, 'alice', guess);
    expect(await tryIn(own, 'alice', 'wonderland')).toBe(locked);
  });

  it('is a stranger again after 90 days without a sign-in', async () => {
    const own = await newBrowser();
    await tryIn(own, 'alice', 'wonderland');
    server.clock.advance(90 * 86_400);
    for (const guess of ['a', 'b', 'c']) await tryIn(await newBrowser(), 'alice', guess);
    await own.context().addCookies((await own.context().cookies()).map((cookie) => ({ ...cookie, expires: -1 })));
    expect(await tryIn(own, 'alice', 'wonderland')).toBe(locked);
  });
});
