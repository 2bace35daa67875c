import { decodeJwt } from 'jose';
import { frontEnd } from 'mintmark';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { answer, authorize, authorizeServer, interactionOf, redeem } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { contextOf } from '../support/decisions.ts';

let provider: TestServer;
let server: TestServer;
let browser: Browser;
let atProvider: Browser;

beforeEach(async () => {
  provider = await authorizeServer({
    clients: [
      {
        clientId: 'rp',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'profile', 'email'],
        // Any port will do on a loopback address (RFC 8252 §7.3).
        redirectUris: ['http://localhost/external/other/callback'],
      },
    ],
  });
  server = await authorizeServer({
    session: { staySignedIn: 'offered' },
    externalProviders: [
      {
        id: 'other',
        displayName: 'Other',
        issuer: provider.url,
        clientId: 'rp',
        clientSecret: 'secret',
        scopes: ['openid', 'profile', 'email'],
        allowPrivateAddresses: true,
      },
    ],
  });
  browser = new Browser();
  atProvider = new Browser();
});
afterEach(async () => {
  await server.close();
  await provider.close();
});

/** Begins at our server; resolves to where the browser is sent. */
async function start(): Promise<URL> {
  const interaction = interactionOf(await authorize(server, browser, { scope: 'openid profile' }));
  return locationOf(await browser.get(`${server.url}/external/other/start?interaction=${interaction}`));
}

/** Signs alice in at the provider; resolves to its redirection back to us. */
async function callback(): Promise<URL> {
  const asked = await atProvider.get((await start()).href);
  return locationOf(
    await answer(provider, atProvider, asked, { login: { username: 'alice', password: 'wonderland' } }),
  );
}

test('asks the provider for the acr that a client asks for, and believes it in those that are listed (RFC 9470 §5)', async () => {
  await Promise.all([server.close(), provider.close()]);
  provider = await authorizeServer({
    passwordAcr: 'silver',
    acrValues: ['gold', 'platinum'],
    clients: [
      {
        clientId: 'rp',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid'],
        redirectUris: ['http://localhost/external/other/callback'],
      },
    ],
  });
  const other = { id: 'other', displayName: 'Other', issuer: provider.url, clientId: 'rp', clientSecret: 'secret' };
  server = await authorizeServer({
    acrValues: ['iron'],
    externalProviders: [{ ...other, scopes: ['openid'], acrValues: ['silver', 'gold'], allowPrivateAddresses: true }],
  });
  const metadata = await (await fetch(`${server.url}/.well-known/openid-configuration`)).json();
  expect(metadata).toMatchObject({ acr_values_supported: ['iron', 'silver', 'gold'] });

  const arrive = async (asked: string | undefined, acr: string) => {
    const [browser, atProvider] = [new Browser(), new Browser()];
    const interaction = interactionOf(await authorize(server, browser, { scope: 'openid', acr_values: asked }));
    const begun = locationOf(await browser.get(`${server.url}/external/other/start?interaction=${interaction}`));
    const page = await atProvider.get(begun.href);
    const cookie = `mintmark-${new URL(provider.url).port}-browser=${atProvider.cookie('-browser')}`;
    const request = new Request(`${provider.url}/own`, { headers: { cookie } });
    const login = { subject: '1', acr };
    const { location } = await frontEnd(provider.server).complete(request, interactionOf(page), { login });
    const back = locationOf(await atProvider.get(location));
    const last = locationOf(await browser.get(locationOf(await browser.get(back.href)).href));
    return { asked: begun.searchParams.get('acr_values'), last: last.searchParams };
  };
  const acrOf = async (parameters: URLSearchParams) => {
    const { id_token } = (await (await redeem(server, parameters.get('code')!)).json()) as {
      readonly id_token: string;
    };
    return decodeJwt(id_token)['acr'];
  };
  const gold = await arrive('iron gold', 'gold');
  expect([gold.asked, await acrOf(gold.last)]).toEqual(['gold', 'gold']);
  const weaker = await arrive(undefined, 'silver');
  expect([weaker.asked, await acrOf(weaker.last)]).toEqual([null, 'silver']);
  // What the provider says of its own accord is not believed.
  const boasting = await arrive(undefined, 'platinum');
  expect([boasting.asked, await acrOf(boasting.last)]).toEqual([null, undefined]);
});

test('signs a user of another provider in under a name of their own (OpenID Connect Core 1.0 §2)', async () => {
  const back = locationOf(await browser.get((await callback()).href));
  const code = locationOf(await browser.get(back.href)).searchParams.get('code')!;
  const tokens = (await (await redeem(server, code)).json()) as Record<string, string>;
  expect(decodeJwt(tokens.id_token!)).toMatchObject({ sub: 'other:1', idp: 'other', amr: ['pwd'] });
  const [session] = await server.server.services.sessions.sessionsOf('other:1', contextOf(server));
  expect(session?.subject.claims).toMatchObject({ name: 'Alice', email: 'alice@example.com' });
});

test.each([
  [
    'an authorization request',
    async () => `${server.url}/login?interaction=${interactionOf(await authorize(server, browser))}`,
  ],
  ['a page of this server', async () => `${server.url}/login?return=/grants`],
])('a user of another provider may stay signed in, for %s', async (_what, page) => {
  for (const wanted of [true, false]) {
    const [form] = formsOf(await (await browser.get(await page())).text());
    const fields = { ...form!.fields, provider: 'other', ...(wanted ? { stay_signed_in: 'on' } : {}) };
    let at = locationOf(await browser.post(form!.action, fields));
    const asked = await atProvider.get(at.href);
    const isKnown = locationOf(asked).pathname.startsWith('/external');
    const login = { username: 'alice', password: 'wonderland' };
    at = locationOf(isKnown ? asked : await answer(provider, atProvider, asked, { login }));
    while (at.href.startsWith(server.url) && at.pathname !== '/grants') at = locationOf(await browser.get(at.href));
    const session = browser.received.findLast((line) => line.includes('-session='));
    expect(session?.includes('; Max-Age=604800')).toBe(wanted);
    browser = new Browser();
  }
});

test('userinfo tells the claims that the other provider told (OpenID Connect Core 1.0 §5.3)', async () => {
  const back = locationOf(await browser.get((await callback()).href));
  const code = locationOf(await browser.get(back.href)).searchParams.get('code')!;
  const { access_token: token } = (await (await redeem(server, code)).json()) as Record<string, string>;
  const response = await fetch(`${server.url}/connect/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  expect(await response.json()).toMatchObject({ sub: 'other:1', name: 'Alice' });
});

test('a user of another provider who was disabled here is not signed in', async () => {
  await server.server.services.users.rememberExternal('other:1', {});
  await server.server.services.users.setEnabled('other:1', false);
  const failed: unknown[] = [];
  server.server.services.events.listen((event) => failed.push(event));
  const back = locationOf(await browser.get((await callback()).href));
  expect(back.pathname).toBe('/login');
  expect(await server.server.services.sessions.sessionsOf('other:1', contextOf(server))).toEqual([]);
  expect(failed).toContainEqual({ type: 'UserSignInFailed', reason: 'disabled', username: 'other:1' });
});

test('asks with PKCE, state and nonce (RFC 9700 §2.1.1)', async () => {
  const { searchParams } = await start();
  expect(searchParams.get('code_challenge_method')).toBe('S256');
  expect(searchParams.get('code_challenge')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(searchParams.get('nonce')).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(searchParams.get('redirect_uri')).toBe(`${server.url}/external/other/callback`);
  expect(searchParams.get('state')).not.toContain('other');
});

test('a callback in another browser than the one that began signs nobody in (RFC 9700 §4.7.1)', async () => {
  const response = await new Browser().get((await callback()).href);
  expect(response.status).toBe(400);
});

test('another browser cannot begin somebody’s interaction', async () => {
  const interaction = interactionOf(await authorize(server, browser));
  const response = await new Browser().get(`${server.url}/external/other/start?interaction=${interaction}`);
  expect(response.status).toBe(400);
});

test.each([
  ['an error of the provider', (url: URL) => url.searchParams.set('error', 'access_denied')],
  ['a code that the provider does not know', (url: URL) => url.searchParams.set('code', 'x'.repeat(43))],
  [
    'an answer of another issuer, mix-up (RFC 9700 §4.4)',
    (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
  ],
])('%s leads back to the sign-in page', async (_name, change) => {
  const url = await callback();
  change(url);
  const location = locationOf(await browser.get(url.href));
  expect(location.pathname).toBe('/login');
  expect(location.searchParams.get('problem')).toBe('external-failed');
  expect((await browser.get(location.href)).status).toBe(400);
});

test.each(['', 'made-up'])('a callback with the state “%s” is refused', async (state) => {
  const url = await callback();
  url.searchParams.set('state', state);
  expect((await browser.get(url.href)).status).toBe(400);
});

test('a callback after 15 minutes is refused', async () => {
  const url = await callback();
  server.clock.advance(900);
  expect((await browser.get(url.href)).status).toBe(400);
});

test('an unknown provider is not found', async () => {
  expect((await browser.get(`${server.url}/external/nobody/callback?state=x`)).status).toBe(404);
});

/** Signs alice in at the provider, an hour before what follows. Without `demands` the browser strips them from the request on its way. */
async function anHourLater(changes: Readonly<Record<string, string>>, demands: 'kept' | 'stripped') {
  await callback();
  provider.clock.advance(3600);
  server.clock.advance(3600);
  const interaction = interactionOf(await authorize(server, browser, { scope: 'openid', ...changes }));
  const url = locationOf(await browser.get(`${server.url}/external/other/start?interaction=${interaction}`));
  if (demands === 'stripped') for (const name of ['prompt', 'max_age']) url.searchParams.delete(name);
  const response = locationOf(await atProvider.get(url.href));
  if (!response.pathname.startsWith('/external/')) return response;
  const back = locationOf(await browser.get(response.href));
  return locationOf(await browser.get(back.href));
}

test.each([
  { prompt: 'login' },
  { max_age: '0' },
  { max_age: '600' },
])('hands the demand for a fresh sign-in on to the provider: %o (OpenID Connect Core 1.0 §3.1.2.1)', async (changes) => {
  const asked = await anHourLater(changes, 'kept');
  expect([asked.origin, asked.pathname]).toEqual([provider.url, '/login']);
});

test.each([
  { prompt: 'login' },
  { max_age: '0' },
  { max_age: '600' },
])('takes no old session at the provider for a fresh sign-in: %o', async (changes) => {
  const answered = await anHourLater(changes, 'stripped');
  expect(answered.searchParams.get('error')).toBe('login_required');
});

test('tells when the provider saw the user, where nothing fresher was demanded', async () => {
  const begun = provider.clock.now();
  const code = (await anHourLater({ max_age: '7200' }, 'stripped')).searchParams.get('code')!;
  const { id_token: idToken } = (await (await redeem(server, code)).json()) as Record<string, string>;
  expect(decodeJwt(idToken!)['auth_time']).toBe(begun);
});

test('believes a provider about its users what the configuration says, and no role besides (RFC 9700 §2)', async () => {
  await provider.close();
  await server.close();
  const roles = { name: 'roles', userClaims: ['role', 'groups'] };
  provider = await authorizeServer({
    identityResources: ['openid', 'profile', 'email', roles],
    users: [
      {
        subject: '1',
        username: 'alice',
        password: 'wonderland',
        claims: { name: 'Alice', role: 'admin', groups: ['a'] },
      },
    ],
    clients: [
      {
        clientId: 'rp',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'profile', 'roles'],
        redirectUris: ['http://localhost/external/other/callback'],
      },
    ],
  });
  const other = { id: 'other', displayName: 'Other', issuer: provider.url, clientId: 'rp', clientSecret: 'secret' };
  const told = async (more: object) => {
    [browser, atProvider] = [new Browser(), new Browser()];
    const scopes = ['openid', 'profile', 'roles'];
    server = await authorizeServer({
      identityResources: ['openid', 'profile', 'email'],
      externalProviders: [{ ...other, scopes, allowPrivateAddresses: true, ...more }],
    });
    await browser.get((await browser.get((await callback()).href)).headers.get('location')!);
    const [session] = await server.server.services.sessions.sessionsOf('other:1', contextOf(server));
    return session?.subject.claims;
  };
  expect(await told({})).toEqual({ name: 'Alice', preferred_username: 'alice' });
  await server.close();
  expect(await told({ claims: ['groups'] })).toEqual({ groups: ['a'] });
});

test('users of another provider whose `sub` differs in letter case alone can both sign in (OpenID Connect Core 1.0 §2)', async () => {
  const signIn = async (subject: string) => {
    provider = await authorizeServer({
      users: [{ subject, username: 'alice', password: 'wonderland' }],
      clients: [
        {
          clientId: 'rp',
          clientSecrets: [{ value: 'secret' }],
          allowedGrantTypes: ['authorization_code'],
          allowedScopes: ['openid'],
          redirectUris: ['http://localhost/external/other/callback'],
        },
      ],
    });
    const other = { id: 'other', displayName: 'Other', issuer: provider.url, clientId: 'rp', clientSecret: 'secret' };
    server = await authorizeServer({
      store: shared,
      externalProviders: [{ ...other, scopes: ['openid'], allowPrivateAddresses: true }],
    });
    [browser, atProvider] = [new Browser(), new Browser()];
    const back = locationOf(await browser.get((await callback()).href));
    const code = locationOf(await browser.get(back.href)).searchParams.get('code')!;
    const tokens = (await (await redeem(server, code)).json()) as Record<string, string>;
    return decodeJwt(tokens.id_token!).sub;
  };
  const shared = createMemoryStore();
  const subjects: unknown[] = [];
  for (const subject of ['k9', 'K9']) {
    await Promise.all([server.close(), provider.close()]);
    subjects.push(await signIn(subject));
  }
  expect(subjects).toEqual(['other:k9', 'other:K9']);
});
