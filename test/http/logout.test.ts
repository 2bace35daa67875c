import { createRemoteJWKSet, decodeJwt, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { answer, authorize, authorizeServer, challenge, redeem, signIn, verifier } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { contextOf, sessionOf } from '../support/decisions.ts';
import { createReceiver, type Receiver } from '../support/receiver.ts';

let server: TestServer;
let browser: Browser;
let receiver: Receiver;
let idToken: string;
const events: ServerEvent[] = [];
const after = 'https://shop.example/bye?x=1';
const asShop = { client_id: 'shop', redirect_uri: 'https://shop.example/cb' };

beforeEach(async () => {
  events.length = 0;
  receiver = await createReceiver(200);
  server = await authorizeServer({
    onEvent: (event) => {
      events.push(event);
    },
    clients: [
      {
        clientId: 'shop',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'api.read'],
        redirectUris: ['https://shop.example/cb'],
        postLogoutRedirectUris: [after],
        backChannelLogoutUri: `${receiver.url}/logout`,
        accessTokenType: 'reference',
      },
    ],
  });
  browser = new Browser();
  const changes = { client_id: 'shop', redirect_uri: 'https://shop.example/cb', scope: 'openid api.read' };
  const code = locationOf(await signIn(server, browser, changes)).searchParams.get('code')!;
  const tokens = await redeem(server, code, { client_id: 'shop', redirect_uri: 'https://shop.example/cb' });
  ({ id_token: idToken, access_token: accessToken } = (await tokens.json()) as Record<string, string> as never);
});
let accessToken: string;
afterEach(async () => {
  await server.close();
  await receiver.close();
});

function endSession(parameters: Record<string, string> = {}) {
  return browser.get(`${server.url}/connect/endsession?${new URLSearchParams(parameters)}`);
}

/** Where a form that another site posts, without our cookies, sends the browser. */
async function fromElsewhere(form: Record<string, string>): Promise<URL> {
  return locationOf(await new Browser().post(`${server.url}/connect/endsession`, form));
}

async function isSignedIn(): Promise<boolean> {
  const answer = locationOf(await authorize(server, browser, { prompt: 'none', code_challenge: challenge }));
  return answer.searchParams.get('error') === null;
}

async function confirm(page: Response, action = 'logout'): Promise<Response> {
  const form: Record<string, string> = { action };
  const html = await page.text();
  for (const [input] of html.matchAll(/<input type="hidden"[^>]*>/g)) {
    const value = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(input)?.[1]?.replaceAll('&amp;', '&') ?? '';
    form[value('name')] = value('value');
  }
  return browser.post(/action="([^"]*)"/.exec(html)![1]!, form);
}

describe('a sign-out that a client asks for', () => {
  test('with its ID token signs out at once and goes back with state (RP-Initiated Logout 1.0 §3)', async () => {
    const state = 's'.repeat(128);
    const answer = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: after, state });
    expect(answer.headers.get('location')).toBe(`${after}&state=${state}`);
    expect(await isSignedIn()).toBe(false);
  });

  test('ends the codes of the session that nobody redeemed yet (RFC 9700 §4.5)', async () => {
    const aCode = async () =>
      locationOf(await authorize(server, browser, { ...asShop, scope: 'openid' })).searchParams.get('code')!;
    const kept = await aCode();
    const used = await aCode();
    expect((await redeem(server, used, asShop)).status).toBe(200);
    await endSession({ id_token_hint: idToken });
    const late = await redeem(server, kept, asShop);
    expect([late.status, await late.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
    // One that was redeemed is still known: its second use is a replay (RFC 6749 §4.1.2).
    expect((await redeem(server, used, asShop)).status).toBe(400);
    expect(events.filter(({ type }) => type === 'ReplayDetected')).toHaveLength(1);
  });

  test('without state goes back without one', async () => {
    const answer = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: after });
    expect(answer.headers.get('location')).toBe(after);
  });

  test('with an expired ID token is as good (RP-Initiated Logout 1.0 §2)', async () => {
    server.clock.advance(1000);
    const answer = await endSession({ id_token_hint: idToken, post_logout_redirect_uri: after });
    expect(answer.headers.get('location')).toBe(after);
  });

  test('without a post-logout address shows a page', async () => {
    const answer = await endSession({ id_token_hint: idToken, state: 'x' });
    expect(answer.status).toBe(200);
    expect(await isSignedIn()).toBe(false);
  });

  test.each<[string, () => Record<string, string> | Promise<Record<string, string>>]>([
    ['nothing', () => ({})],
    ['state alone', () => ({ state: 'x' })],
    ['an address alone', () => ({ post_logout_redirect_uri: after })],
    ['client_id and an address', () => ({ client_id: 'shop', post_logout_redirect_uri: after })],
    [
      'an address that is not registered',
      () => ({ id_token_hint: idToken, post_logout_redirect_uri: 'https://evil.example/' }),
    ],
    ['an address with a query added', () => ({ id_token_hint: idToken, post_logout_redirect_uri: `${after}&foo=bar` })],
    [
      'an address in other letter case',
      () => ({ id_token_hint: idToken, post_logout_redirect_uri: after.replace('shop.', 'SHOP.') }),
    ],
    [
      'another client’s id beside the ID token',
      () => ({ id_token_hint: idToken, client_id: 'web', post_logout_redirect_uri: after }),
    ],
    ['an unknown client', () => ({ client_id: 'nobody', post_logout_redirect_uri: after })],
    ['an access token as hint', () => ({ id_token_hint: accessToken, post_logout_redirect_uri: after })],
    [
      'an ID token without signature',
      () => {
        const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
        return { id_token_hint: `${none}.${idToken.split('.')[1]}.`, post_logout_redirect_uri: after };
      },
    ],
    [
      'an ID token that another key signed',
      async () => {
        const { privateKey } = await generateKeyPair('ES256', { extractable: true });
        const header = { alg: 'ES256', typ: 'JWT', kid: (await exportJWK(privateKey)).x! };
        const forged = await new SignJWT(decodeJwt(idToken)).setProtectedHeader(header).sign(privateKey);
        return { id_token_hint: forged, post_logout_redirect_uri: after };
      },
    ],
  ])('with %s asks first and redirects nowhere (RP-Initiated Logout 1.0 §2-3)', async (_name, parameters) => {
    const answer = await endSession(await parameters());
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('id="sign-out"');
    expect(await isSignedIn()).toBe(true);
  });

  test('with client_id goes back once the user has confirmed', async () => {
    const page = await endSession({ client_id: 'shop', post_logout_redirect_uri: after, state: 'a&b' });
    const answer = await confirm(page);
    expect(answer.headers.get('location')).toBe(`${after}&state=a%26b`);
    expect(await isSignedIn()).toBe(false);
  });

  test('signs nobody out when the user stays', async () => {
    await confirm(await endSession({ client_id: 'shop', post_logout_redirect_uri: after }), 'stay');
    expect(await isSignedIn()).toBe(true);
  });

  test('posted by another site, without our cookies, comes back as a navigation that has them', async () => {
    const address = await fromElsewhere({ id_token_hint: idToken, post_logout_redirect_uri: after, state: 'a&b' });
    const answer = await browser.get(address.href);
    expect(answer.headers.get('location')).toBe(`${after}&state=a%26b`);
    expect(await isSignedIn()).toBe(false);
  });

  test('posted by another site leaves neither an ID token nor whom it is about in an address (RFC 9700 §4.2.4)', async () => {
    const { href, searchParams } = await fromElsewhere({ id_token_hint: idToken, logout_hint: 'alice@example.com' });
    expect([...searchParams.keys()]).toEqual(['carried']);
    for (const part of [...idToken.split('.'), 'alice', decodeJwt(idToken).sid as string]) {
      expect(decodeURIComponent(href)).not.toContain(part);
    }
    expect((await browser.get(href)).status).toBe(200);
    expect(await isSignedIn()).toBe(false);
  });

  test.each<[string, () => Promise<string>]>([
    [
      'too old',
      async () => {
        const { href } = await fromElsewhere({ id_token_hint: idToken, post_logout_redirect_uri: after });
        server.clock.advance(3600);
        return href;
      },
    ],
    [
      'changed',
      async () => {
        const { href } = await fromElsewhere({ id_token_hint: idToken, post_logout_redirect_uri: after });
        return href.replace(/....$/, 'AAAA');
      },
    ],
    [
      'of a wrong ID token',
      async () => (await fromElsewhere({ id_token_hint: 'x.y.z', post_logout_redirect_uri: after })).href,
    ],
  ])('that is %s on its way asks first and redirects nowhere', async (_what, make) => {
    const page = await browser.get(await make());
    expect(await page.text()).toContain('id="sign-out"');
    expect(await isSignedIn()).toBe(true);
  });

  test('posted by another site with a state that no address can hold goes back without it', async () => {
    const form = { id_token_hint: idToken, post_logout_redirect_uri: after, state: 's'.repeat(20_000) };
    const answer = await browser.get((await fromElsewhere(form)).href);
    expect(answer.headers.get('location')).toBe(after);
  });

  test('is handed back by the page that asks first, and not with the ID token', async () => {
    const other = new Browser();
    await signIn(server, other, {}, { username: 'bob', password: 'builder' });
    const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: after, state: 'a' });
    const page = await other.get(`${server.url}/connect/endsession?${query}`);
    const [form] = formsOf(await page.text());
    expect(Object.keys(form!.fields)).toEqual(['carried', 'csrf']);
    const answer = await other.post(form!.action, { ...form!.fields, action: 'logout' });
    expect(answer.headers.get('location')).toBe(`${after}&state=a`);
  });

  test('with the ID token of another user asks first', async () => {
    const other = new Browser();
    await signIn(server, other, {}, { username: 'bob', password: 'builder' });
    const page = await other.get(
      `${server.url}/connect/endsession?${new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: after })}`,
    );
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('id="sign-out"');
  });
});

describe('what ends with a session', () => {
  test('every client gets a logout token (Back-Channel Logout 1.0 §2.4)', async () => {
    await endSession({ id_token_hint: idToken });
    await server.server.services.background.drain(5000);
    expect(receiver.received).toHaveLength(1);
    const token = new URLSearchParams(receiver.received[0]!.body).get('logout_token')!;
    const jwks = createRemoteJWKSet(new URL(`${server.url}/.well-known/openid-configuration/jwks`));
    const { payload, protectedHeader } = await jwtVerify(token, jwks, { typ: 'logout+jwt', issuer: server.url });
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({
      aud: 'shop',
      sub: '1',
      sid: decodeJwt(idToken).sid,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(Object.keys(payload).sort()).toEqual(['aud', 'events', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub']);
    expect(events.filter(({ type }) => type === 'LogoutNotified')).toEqual([
      { type: 'LogoutNotified', clientId: 'shop', sessionId: payload.sid, delivered: true, attempts: 1 },
    ]);
  });

  test('a session ends when another user signs in in its browser, and its clients are told (Back-Channel Logout 1.0 §2.5)', async () => {
    const asked = await authorize(server, browser, { prompt: 'login' });
    await answer(server, browser, asked, { login: { username: 'bob', password: 'builder' } });
    await server.server.services.background.drain(5000);
    const told = receiver.received.map(({ body }) => decodeJwt(new URLSearchParams(body).get('logout_token')!));
    expect(told.map(({ aud, sub, sid }) => ({ aud, sub, sid }))).toEqual([
      { aud: 'shop', sub: '1', sid: decodeJwt(idToken).sid },
    ]);
    const { referenceTokenService } = server.server.services;
    expect(await referenceTokenService.find(accessToken, server.clock.now())).toBeUndefined();
    expect(events.filter(({ type }) => type === 'UserSignedOut')).toEqual([
      { type: 'UserSignedOut', subjectId: '1', sessionId: decodeJwt(idToken).sid },
    ]);
  });

  test('nobody is told when the same user signs in anew', async () => {
    const asked = await authorize(server, browser, { prompt: 'login' });
    await answer(server, browser, asked, { login: { username: 'alice', password: 'wonderland' } });
    await server.server.services.background.drain(5000);
    expect(receiver.received).toEqual([]);
  });

  test('reference access tokens without offline access (documented at LogoutService)', async () => {
    const { referenceTokenService } = server.server.services;
    expect(await referenceTokenService.find(accessToken, server.clock.now())).toBeDefined();
    await endSession({ id_token_hint: idToken });
    expect(await referenceTokenService.find(accessToken, server.clock.now())).toBeUndefined();
  });

  test('everywhere, also in a session that a hundred later ones hide', async () => {
    const { logout, referenceTokenService } = server.server.services;
    const code = locationOf(await authorize(server, browser, { ...asShop, scope: 'openid' })).searchParams.get('code')!;
    server.clock.advance(1);
    for (let count = 0; count < 101; count += 1) await sessionOf(server);
    await logout.signOutEverywhere('1', contextOf(server));
    expect(await referenceTokenService.find(accessToken, server.clock.now())).toBeUndefined();
    expect((await redeem(server, code, asShop)).status).toBe(400);
    expect(await isSignedIn()).toBe(false);
  });

  test('refresh tokens stay: they are offline access (OpenID Connect Core 1.0 §11)', async () => {
    const changes = { scope: 'openid offline_access', prompt: 'consent' };
    const asked = await authorize(server, browser, { ...changes, prompt: undefined });
    const code = new URL(asked.headers.get('location')!).searchParams.get('code')!;
    const tokens = (await (await redeem(server, code, { code_verifier: verifier })).json()) as Record<string, string>;
    await endSession({ id_token_hint: idToken });
    const form = {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token!,
      client_id: 'web',
      client_secret: 'secret',
    };
    const refreshed = await fetch(`${server.url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect(refreshed.status).toBe(200);
  });
});

describe('a client’s server that calls the end session endpoint by itself', () => {
  test('ends nothing, and the log says why and whose call it was', async () => {
    const lines: unknown[] = [];
    const { log } = server.server.services;
    log.warn = (message, fields) => {
      lines.push({ message, fields });
    };
    const url = `${server.url}/connect/endsession`;
    const body = new URLSearchParams({ id_token_hint: idToken });
    expect((await server.server.fetch(new Request(url, { method: 'POST', body }))).status).toBe(303);
    expect((await server.server.fetch(new Request(`${url}?${body}`))).status).toBe(200);
    const line = {
      message:
        'a sign-out that came without a browser and its cookies ended nothing: send the browser to the end session endpoint',
      fields: { requestId: expect.any(String), clientId: 'shop' },
    };
    expect(lines).toEqual([line, line]);
    expect(await isSignedIn()).toBe(true);
    const inBrowser = { headers: { 'sec-fetch-mode': 'navigate' } };
    await server.server.fetch(new Request(`${url}?${body}`, inBrowser));
    expect(lines).toHaveLength(2);
  });
});
