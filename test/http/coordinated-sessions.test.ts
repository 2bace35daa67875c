import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { authorizeServer, redeem, redirectUri, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';

const client = {
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: ['authorization_code', 'refresh_token', 'password'],
  allowedScopes: ['openid', 'api.read'],
  allowOfflineAccess: true,
  redirectUris: [redirectUri],
};
let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({
    session: { idleLifetime: 1800, absoluteLifetime: 7200 },
    clients: [
      { ...client, clientId: 'bound', coordinateLifetimeWithUserSession: true },
      { ...client, clientId: 'bound-reference', coordinateLifetimeWithUserSession: true, accessTokenType: 'reference' },
      { ...client, clientId: 'free' },
    ],
  });
});
afterAll(() => server.close());

interface Tokens {
  readonly clientId: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

async function tokensOf(browser: Browser, clientId: string, changes = {}): Promise<Tokens> {
  const request = { client_id: clientId, scope: 'openid api.read offline_access', resource: 'https://api.example' };
  const code = locationOf(await signIn(server, browser, { ...request, ...changes })).searchParams.get('code')!;
  const reply = await redeem(server, code, { client_id: clientId });
  return { clientId, ...((await reply.json()) as Omit<Tokens, 'clientId'>) };
}

async function refresh({ clientId, refresh_token }: Tokens): Promise<Tokens & { readonly error?: string }> {
  const form = { grant_type: 'refresh_token', refresh_token, client_id: clientId, client_secret: 'secret' };
  return { clientId, ...(await postForm(`${server.url}/connect/token`, form)).json };
}

/** Whether userinfo takes the access token, and introspection both tokens. */
async function isGood({ clientId, access_token, refresh_token }: Tokens): Promise<readonly boolean[]> {
  const headers = { authorization: `Bearer ${access_token}` };
  const userInfo = await fetch(`${server.url}/connect/userinfo`, { headers });
  const introspected = [access_token, refresh_token].map(async (token) => {
    const form = { token, client_id: clientId, client_secret: 'secret' };
    return (await postForm(`${server.url}/connect/introspect`, form)).json.active as boolean;
  });
  return [userInfo.status === 200, ...(await Promise.all(introspected))];
}

async function signOut(browser: Browser): Promise<void> {
  const [form] = formsOf(await (await browser.get(`${server.url}/logout`)).text());
  await browser.post(form!.action, { ...form!.fields, action: 'logout' });
}

const good = [true, true, true];
const ended = [false, false, false];

describe('tokens of a client with coordinateLifetimeWithUserSession', () => {
  it.each(['bound', 'bound-reference'])('end with the sign-out, refresh tokens too (%s)', async (clientId) => {
    const browser = new Browser();
    const tokens = await tokensOf(browser, clientId);
    const others = await tokensOf(new Browser(), clientId);
    expect(await isGood(tokens)).toEqual(good);
    await signOut(browser);
    expect(await isGood(tokens)).toEqual(ended);
    expect((await refresh(tokens)).error).toBe('invalid_grant');
    expect(await isGood(others)).toEqual(good);
  });

  it('stay with other clients, since offline access is meant (OpenID Connect Core 1.0 §11)', async () => {
    const browser = new Browser();
    const tokens = await tokensOf(browser, 'free');
    await signOut(browser);
    expect((await refresh(tokens)).access_token).toBeDefined();
  });

  it.each(['bound', 'bound-reference'])('end when the session expires without use (%s)', async (clientId) => {
    const tokens = await tokensOf(new Browser(), clientId);
    const free = await tokensOf(new Browser(), 'free');
    server.clock.advance(1799);
    expect(await isGood(tokens)).toEqual(good);
    server.clock.advance(1);
    expect(await isGood(tokens)).toEqual(ended);
    expect((await refresh(tokens)).error).toBe('invalid_grant');
    expect(await isGood(free)).toEqual(good);
  });

  it('keep the session alive by refreshing, up to its absolute end', async () => {
    const browser = new Browser();
    let tokens = await tokensOf(browser, 'bound');
    const silent = { client_id: 'bound', prompt: 'none', redirect_uri: redirectUri, scope: 'openid' };
    const stillThere = async () => {
      const query = new URLSearchParams({
        ...silent,
        response_type: 'code',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
      });
      return locationOf(await browser.get(`${server.url}/connect/authorize?${query}`)).searchParams.has('code');
    };
    for (let round = 0; round < 4; round += 1) {
      server.clock.advance(1700);
      tokens = await refresh(tokens);
      expect(tokens.access_token).toBeDefined();
    }
    expect(await stillThere()).toBe(true);
    // 6,800 seconds are over; the session ends after 7,200.
    server.clock.advance(399);
    tokens = await refresh(tokens);
    server.clock.advance(1);
    expect((await refresh(tokens)).error).toBe('invalid_grant');
    expect(await stillThere()).toBe(false);
  });

  it('go on when the user signs in anew in the same browser', async () => {
    const browser = new Browser();
    const tokens = await tokensOf(browser, 'bound');
    const later = await tokensOf(browser, 'bound', { prompt: 'login' });
    expect(await isGood(tokens)).toEqual(good);
    const refreshed = await refresh(tokens);
    expect(refreshed.access_token).toBeDefined();
    await signOut(browser);
    expect(await isGood(refreshed)).toEqual(ended);
    expect(await isGood(later)).toEqual(ended);
  });

  it('end when somebody else signs in there', async () => {
    const browser = new Browser();
    const tokens = await tokensOf(browser, 'bound');
    const request = { client_id: 'bound', scope: 'openid', prompt: 'login' };
    await signIn(server, browser, request, { username: 'bob', password: 'builder' });
    expect(await isGood(tokens)).toEqual(ended);
  });

  it('end when the user is signed out everywhere', async () => {
    const tokens = await tokensOf(new Browser(), 'bound');
    const context = { requestId: 'test', now: server.clock.now(), issuer: server.url };
    await server.server.services.logout.signOutEverywhere('1', context);
    expect(await isGood(tokens)).toEqual(ended);
    expect((await refresh(tokens)).error).toBe('invalid_grant');
  });

  it('without a session are not concerned', async () => {
    const form = { grant_type: 'password', username: 'alice', password: 'wonderland', scope: 'openid offline_access' };
    const answer = await postForm(`${server.url}/connect/token`, {
      ...form,
      client_id: 'bound',
      client_secret: 'secret',
    });
    expect((await refresh({ ...answer.json, clientId: 'bound' })).access_token).toBeDefined();
  });
});
