import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtInLanguages } from '../../src/model/languages.ts';
import { builtInStylesheet } from '../../src/pages/stylesheet.ts';
import { createTestServer, type TestServer } from '../../src/testing/create-test-server.ts';
import { challenge } from '../support/authorize.ts';
import { axeCheck, launchBrowser, newProfile, screenshot } from '../support/chromium.ts';

const callback = 'http://localhost:9/callback';
const phone = { width: 360, height: 640 };
/** The heading of the sign-in page and the button that agrees. */
const words: Readonly<Record<(typeof builtInLanguages)[number], readonly [title: string, allow: string]>> = {
  en: ['Sign in', 'Allow'],
  de: ['Anmelden', 'Erlauben'],
  fr: ['Se connecter', 'Autoriser'],
  es: ['Iniciar sesión', 'Permitir'],
  it: ['Accedi', 'Consenti'],
  pt: ['Entrar', 'Permitir'],
  nl: ['Aanmelden', 'Toestaan'],
  pl: ['Zaloguj się', 'Zezwól'],
  tr: ['Oturum aç', 'İzin ver'],
  ar: ['تسجيل الدخول', 'السماح'],
  hi: ['साइन इन करें', 'अनुमति दें'],
  ja: ['サインイン', '許可する'],
  zh: ['登录', '允许'],
  ko: ['로그인', '허용'],
};

let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  browser = await launchBrowser();
  const client = {
    clientSecrets: [{ value: 'secret' }],
    allowedGrantTypes: ['authorization_code'],
    allowedScopes: ['openid', 'profile', 'email', 'orders.read'],
    allowOfflineAccess: true,
    requireConsent: true,
    redirectUris: [callback],
  };
  server = await createTestServer({
    locales: builtInLanguages,
    session: { staySignedIn: 'offered' },
    identityResources: ['openid', 'profile', 'email'],
    apiScopes: [{ name: 'orders.read', displayName: 'Read orders', description: 'See what you ordered.' }],
    clients: [
      { ...client, clientId: 'shop', clientName: 'Web shop', tosUri: 'https://shop.example/terms' },
      { ...client, clientId: 'souk', clientName: 'متجر (1)' },
    ],
    users: [{ subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'Alice' } }],
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

function authorizeUrl(language: string, clientId = 'shop'): string {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid profile email orders.read offline_access',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ui_locales: language,
  });
  return `${server.url}/connect/authorize?${query}`;
}

async function newPage(): Promise<Page> {
  const page = await (await newProfile(browser, { bypassCSP: true })).newPage();
  await page.setViewportSize(phone);
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.locator('#username').fill('alice');
  await page.locator('#password').fill('wonderland');
  await page.locator('#sign-in').click();
  await page.waitForURL('**/consent?**');
}

/** Whether all of the page is within the screen, and every button and label within its neighbours. */
async function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as { document: Document; innerWidth: number };
    const wide = [...document.querySelectorAll('body *')].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return (
        left < 0 || right > innerWidth || (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      );
    });
    return wide.map((element) => element.outerHTML.slice(0, 200));
  });
}

describe.each(builtInLanguages)('sign-in and consent in %s', (language) => {
  it('name their language and direction, fit a phone and have no violation that axe finds', async () => {
    const page = await newPage();
    await page.goto(authorizeUrl(language));
    const [title, allow] = words[language];
    for (const word of [title, allow]) {
      const html = page.locator('html');
      expect(await html.getAttribute('lang')).toBe(language);
      expect(await html.getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
      expect(await page.locator(word === title ? 'h1' : '#allow').textContent()).toBe(word);
      expect(await overflowing(page)).toEqual([]);
      expect(await axeCheck(page)).toEqual([]);
      if (word === allow) break;
      await screenshot(page, `languages/${language}`);
      await signIn(page);
    }
  });
});

describe('from right to left', () => {
  it('everything is mirrored: the text begins at the right edge, and boxes stand before their labels', async () => {
    const page = await newPage();
    await page.goto(authorizeUrl('ar'));
    await signIn(page);
    const box = async (selector: string) => (await page.locator(selector).boundingBox()) ?? { x: NaN, width: NaN };
    const tick = await box('[id="scope:email"]');
    const label = await box('label[for="scope:email"]');
    expect(tick.x).toBeGreaterThanOrEqual(label.x + label.width);
    const heading = await box('h1');
    expect(tick.x + tick.width).toBeGreaterThan(heading.x + heading.width - 40);
  });

  it('names, hosts and codes keep their own direction and turn nothing around', async () => {
    const page = await newPage();
    await page.goto(authorizeUrl('ar'));
    expect(await page.locator('.subtitle').textContent()).toBe('للمتابعة إلى \u2068Web shop\u2069');
    expect(await page.locator('#username').getAttribute('dir')).toBe('auto');
    await signIn(page);
    expect(await page.title()).toBe('\u2068Web shop\u2069 يطلب الوصول – Mintmark');
    expect(await page.locator('label[for="scope:orders.read"] bdi').textContent()).toBe('Read orders');
    await page.goto(`${server.url}/nowhere?ui_locales=ar`);
    expect(await page.locator('#error').getAttribute('dir')).toBe('ltr');
    expect(await page.locator('#request-id').getAttribute('dir')).toBe('ltr');
    expect(await page.locator('#error-description').getAttribute('dir')).toBe('ltr');
    await page.goto(`${server.url}/device?ui_locales=ar&user_code=BCDF-GHJK`);
    expect(await page.locator('#user_code').getAttribute('dir')).toBe('ltr');
  });

  it('a client’s name in Arabic stays together on an English page', async () => {
    const page = await newPage();
    await page.goto(authorizeUrl('en', 'souk'));
    expect(await page.locator('.subtitle').textContent()).toBe('to continue to \u2068متجر (1)\u2069');
  });

  it('no rule of the stylesheet knows left from right (CSS Logical Properties Level 1)', () => {
    expect(builtInStylesheet.match(/[{;\s-](left|right)\b[^;]*/g) ?? []).toEqual([]);
    const sides = [...builtInStylesheet.matchAll(/(?:margin|padding|inset):\s*([^;}]+)/g)].map(([, value = '']) =>
      value.split(/\s+(?![^(]*\))/),
    );
    expect(sides.filter(([, right, , left]) => left !== undefined && left !== right)).toEqual([]);
  });
});
