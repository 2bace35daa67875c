import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser, locationOf } from '../../test/support/browser.ts';
import { ask, freePort } from '../ask.ts';
import { start } from './server.ts';

let origin: string;
let running: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  running = await start(port);
});
afterAll(() => running.close());

const login = { username: 'alice', password: 'wonderland' };

/** Starts at the shop; resolves to the address of the front end's page. */
async function begin(browser: Browser): Promise<URL> {
  return locationOf(await browser.get(locationOf(await browser.get(`${origin}/`)).href));
}

/** What the script of the page does: `/id/interaction/<id>` of the page's `interaction`. */
function interactionOf(page: URL): string {
  return `${origin}/id/interaction/${page.searchParams.get('interaction')}`;
}

/** Answers as the page would and goes on; resolves to where the browser is sent. */
async function answer(browser: Browser, page: URL, result: unknown): Promise<URL> {
  const reply = await browser.postJson(interactionOf(page), result, { origin, 'sec-fetch-site': 'same-origin' });
  expect(reply.status).toBe(200);
  const { location } = (await reply.json()) as { location: string };
  return locationOf(await browser.get(location));
}

it('signs in and asks for consent on its own page, and the shop gets tokens for what was left in', async () => {
  const browser = new Browser();
  const signIn = await begin(browser);
  expect(signIn.href).toMatch(/^http:\/\/localhost:\d+\/sign-in\?interaction=[\w-]{43}$/);
  const page = await browser.get(signIn.href);
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(await page.text()).toContain('<script src="/sign-in.js">');
  expect(await (await browser.get(interactionOf(signIn))).json()).toMatchObject({
    prompt: 'login',
    client: { clientId: 'shop', clientName: 'The shop' },
  });
  const consent = await answer(browser, signIn, { login });
  expect(consent.pathname).toBe('/sign-in');
  expect(await (await browser.get(interactionOf(consent))).json()).toMatchObject({
    prompt: 'consent',
    subjectId: '1',
    scopes: ['openid', 'profile', 'orders.read'],
  });
  const callback = await answer(browser, consent, { consent: { scopes: ['openid', 'orders.read'], remember: false } });
  expect(callback.origin + callback.pathname).toBe(`${origin}/callback`);
  expect(callback.searchParams.get('state')).toBe('af0ifjsldkj');
  const { status, body } = await ask(`${origin}/id`, 'shop', {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: `${origin}/callback`,
    code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  });
  expect([status, body.scope]).toEqual([200, 'openid orders.read']);
  expect(decodeJwt(String(body.id_token))).toMatchObject({ sub: '1', aud: 'shop', iss: `${origin}/id` });
});

it('tells the shop access_denied when the user refuses to sign in, or refuses consent (RFC 6749 §4.1.2.1)', async () => {
  const browser = new Browser();
  const atSignIn = await answer(browser, await begin(browser), { refused: true });
  const consent = await answer(browser, await begin(browser), { login });
  const atConsent = await answer(browser, consent, { refused: true });
  for (const callback of [atSignIn, atConsent]) {
    expect(callback.origin + callback.pathname).toBe(`${origin}/callback`);
    expect(callback.searchParams.get('error')).toBe('access_denied');
    expect(callback.searchParams.has('code')).toBe(false);
  }
});

it('lets nobody look or answer from another browser, and nobody in with a wrong password (RFC 9700 §4.7)', async () => {
  const browser = new Browser();
  const signIn = await begin(browser);
  const stranger = new Browser();
  expect((await stranger.get(interactionOf(signIn))).status).toBe(400);
  for (const result of [{ login }, { refused: true }]) {
    expect((await stranger.postJson(interactionOf(signIn), result)).status).toBe(400);
  }
  const wrong = await browser.postJson(interactionOf(signIn), { login: { ...login, password: 'x' } });
  expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  expect((await answer(browser, signIn, { login })).pathname).toBe('/sign-in');
});
