import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpReply } from '../../src/model/http-message.ts';
import type { DetailOnPage, GrantableOnPage, PageModels } from '../../src/pages/page-models.ts';
import { PageWriter } from '../../src/pages/page-writer.ts';
import { axeCheck, launchBrowser, newProfile } from '../support/chromium.ts';

/** Names as an attacker would choose them. */
const hostile = `<script>document.title='owned'</script>"><img src=x onerror="document.title='owned'">`;
const client = {
  clientId: 'web',
  name: hostile,
  logoUri: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=',
  uri: 'https://web.example/"><b>',
  policyUri: 'https://web.example/privacy',
  tosUri: 'https://web.example/terms',
};
const form = { action: '/login', hidden: { csrf: '"><b>', interaction: 'x' } };
const grantables: readonly GrantableOnPage[] = [
  { scope: 'openid', name: 'Your user identifier', required: true, emphasize: false, aboutUser: true },
  { scope: 'profile', name: 'Your profile', required: false, emphasize: true, aboutUser: true },
  {
    scope: 'api.read',
    name: hostile,
    description: `Reads ${hostile}`,
    required: false,
    emphasize: false,
    aboutUser: false,
  },
];
const details: readonly DetailOnPage[] = [
  {
    title: `Pay 12.50 EUR to ${hostile}`,
    lines: [{ name: hostile, value: hostile }],
    choices: [
      { value: hostile, label: hostile, checked: true },
      { value: 'second', label: 'Second account', checked: false },
    ],
    single: false,
    language: 'en',
  },
  {
    title: 'Pay from',
    lines: [],
    choices: [
      { value: 'DE01', label: 'Current account', checked: true },
      { value: 'DE02', label: 'Savings', checked: false },
    ],
    single: true,
  },
  { title: 'See accounts', lines: [], choices: [], single: false },
];
const username = `alice ${hostile}`;
const signedInAs = username;

type AnyPage = { [Name in keyof PageModels]: PageModels[Name] & { readonly page: Name } }[keyof PageModels];

const pages: Readonly<Record<string, AnyPage>> = {
  login: {
    page: 'login',
    ...form,
    client,
    username: '',
    providers: [{ id: 'other', name: hostile }],
    cancelable: true,
  },
  'login at which somebody is signed in': {
    page: 'login',
    ...form,
    username,
    staySignedIn: true,
    notice: 'outdated',
    signedIn: { name: hostile, continueTo: '/grants' },
    providers: [],
    cancelable: false,
  },
  'login that is locked': {
    page: 'login',
    ...form,
    username,
    staySignedIn: false,
    problem: 'locked',
    retryAfter: 200,
    providers: [],
    cancelable: true,
  },
  'login with a wrong password': {
    page: 'login',
    ...form,
    username,
    problem: 'wrong-credentials',
    providers: [],
    cancelable: false,
  },
  consent: {
    page: 'consent',
    ...form,
    client,
    signedInAs,
    grantables,
    details,
    resources: [hostile],
    mayRemember: true,
    returnsTo: 'app.example.com',
  },
  'consent to a client that describes itself': {
    page: 'consent',
    ...form,
    client: {
      ...client,
      introduced: { host: 'app.example.com', isKnown: false, isNameHidden: true, isOnThisDevice: true },
    },
    signedInAs,
    grantables,
    details: [],
    resources: [],
    mayRemember: true,
    returnsTo: '127.0.0.1:4711',
  },
  'account choice': { page: 'account', ...form, client, signedInAs },
  'device code': { page: 'device', step: 'enter', ...form, signedInAs, userCode: hostile },
  'device code that is wrong': {
    page: 'device',
    step: 'enter',
    ...form,
    signedInAs,
    userCode: 'BCDF-GHJK',
    problem: 'unknown',
  },
  'device confirmation': {
    page: 'device',
    step: 'confirm',
    ...form,
    signedInAs,
    userCode: 'BCDF-GHJK',
    client,
    grantables,
    details,
  },
  'device done': { page: 'device', step: 'allowed', ...form, signedInAs },
  ciba: {
    page: 'ciba',
    ...form,
    signedInAs,
    requests: [1, 2].map((number) => ({
      id: String(number),
      client,
      bindingMessage: hostile,
      grantables,
      details,
      expiresAt: 1_700_000_000,
    })),
    notice: 'approved',
  },
  grants: {
    page: 'grants',
    ...form,
    signedInAs,
    grants: [1, 2].map(() => ({
      client,
      grantables,
      details,
      since: 1_700_000_000,
      until: 1_800_000_000,
      offline: true,
    })),
    sessionCount: 2,
    notice: 'revoked',
  },
  logout: { page: 'logout', step: 'confirm', ...form, clientName: hostile },
  'logout done': {
    page: 'logout',
    step: 'done',
    signedOut: true,
    frames: ['data:text/html,x'],
    onward: '/login',
    returnTo: { uri: 'https://app.example.com/"><b>', clientName: hostile },
  },
  error: {
    page: 'error',
    client,
    error: 'invalid_request',
    description: hostile,
    requestId: 'abc',
    status: 400,
  },
};

let browser: Browser;
let server: Server;
let url: string;
let writer: PageWriter;

beforeAll(async () => {
  browser = await launchBrowser();
  server = createServer(
    (request, response) =>
      void answer(request.url ?? '/').then((reply) => {
        response.writeHead(reply.status, reply.headers as Record<string, string>);
        response.end(reply.body);
      }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
  writer = new PageWriter({ issuer: url, locales: ['en', 'de', 'ar'], timeZone: 'UTC' });
  await writer.start();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

async function answer(target: string): Promise<HttpReply> {
  if (target.startsWith('/assets/')) {
    return { status: 200, headers: { 'content-type': 'text/css' }, body: writer.stylesheet };
  }
  const { pathname, searchParams } = new URL(target, url);
  const page = pages[decodeURIComponent(pathname.slice(1))];
  if (page === undefined) return { status: 404, headers: {}, body: '' };
  const language = searchParams.get('language') ?? 'en';
  return writer.write(page as never, { target, header: () => language } as never);
}

describe.each(Object.keys(pages))('the page %s', (name) => {
  it.each(['light', 'dark'])('has no violation that axe finds, in %s colours', async (scheme) => {
    const profile = await newProfile(browser, { dark: scheme === 'dark', bypassCSP: true });
    const page = await profile.newPage();
    await page.goto(`${url}/${encodeURIComponent(name)}?language=${scheme === 'dark' ? 'ar' : 'en'}`);
    expect(await page.locator('html').getAttribute('lang')).toBe(scheme === 'dark' ? 'ar' : 'en');
    expect(await axeCheck(page)).toEqual([]);
    await profile.close();
  });

  it('shows hostile names as text and stays within a small screen', async () => {
    const profile = await newProfile(browser, { bypassCSP: true });
    const page = await profile.newPage();
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${url}/${encodeURIComponent(name)}?language=de`);
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('script, b, img[src="x"]').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await profile.close();
  });
});
