import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { authorizeServer, type Parameters, redeem, redirectUri, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';
import { contextOf } from '../support/decisions.ts';

const { store, calls } = withCounting(createMemoryStore());
let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({
    store,
    apiResources: [
      { name: 'https://api.example', scopes: ['api.read', 'api.write'], apiSecrets: [{ value: 'api secret' }] },
    ],
    clients: [
      {
        clientId: 'nameless',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code', 'refresh_token'],
        allowedScopes: ['openid', 'profile', 'api.read'],
        allowOfflineAccess: true,
        redirectUris: [redirectUri],
        includeJwtId: false,
      },
      {
        clientId: 'machine',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['api.read'],
      },
    ],
  });
});
afterAll(() => server.close());

/** Signs alice in in a browser; resolves to a JWT of that session. */
async function tokensOf(browser: Browser, changes: Parameters = {}, clientId = 'web') {
  const request = {
    scope: 'openid profile api.read',
    resource: 'https://api.example',
    client_id: clientId,
    ...changes,
  };
  const code = locationOf(await signIn(server, browser, request)).searchParams.get('code')!;
  const reply = await redeem(server, code, { client_id: clientId, redirect_uri: redirectUri });
  const { access_token, refresh_token } = (await reply.json()) as Record<string, string>;
  expect(access_token!.split('.').length).toBe(3);
  return { token: access_token!, refreshToken: refresh_token };
}

/** Whether userinfo and introspection, by the API and by the client, take a token. */
async function isGood(token: string, clientId = 'web'): Promise<readonly boolean[]> {
  const userInfo = await fetch(`${server.url}/connect/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  const asked = [
    { client_id: 'https://api.example', client_secret: 'api secret', token },
    { client_id: clientId, client_secret: 'secret', token },
  ].map(async (form) => (await postForm(`${server.url}/connect/introspect`, form)).json.active as boolean);
  return [userInfo.status === 200, ...(await Promise.all(asked))];
}

async function signOut(browser: Browser): Promise<void> {
  const [form] = formsOf(await (await browser.get(`${server.url}/logout`)).text());
  await browser.post(form!.action, { ...form!.fields, action: 'logout' });
}

const good = [true, true, true];
const ended = [false, false, false];

describe('a JWT of a session', () => {
  it('is no longer taken by userinfo and introspection after the sign-out', async () => {
    const [browser, other] = [new Browser(), new Browser()];
    const { token } = await tokensOf(browser);
    const elsewhere = await tokensOf(other);
    expect(await isGood(token)).toEqual(good);
    await signOut(browser);
    expect(await isGood(token)).toEqual(ended);
    expect(await isGood(elsewhere.token)).toEqual(good);
  });

  it.each([
    'web',
    'nameless',
  ])('stays good while it has a refresh token (OpenID Connect Core §11): %s', async (client) => {
    const browser = new Browser();
    const scope = 'openid profile api.read offline_access';
    const { token, refreshToken } = await tokensOf(browser, { scope }, client);
    await signOut(browser);
    expect(await isGood(token, client)).toEqual(good);
    const form = { client_id: client, client_secret: 'secret', token: refreshToken! };
    expect((await postForm(`${server.url}/connect/revocation`, form)).status).toBe(200);
    expect(await isGood(token, client)).toEqual(ended);
  });

  it('ends when another user signs in in that browser', async () => {
    const browser = new Browser();
    const { token } = await tokensOf(browser);
    await signIn(server, browser, { prompt: 'login' }, { username: 'bob', password: 'builder' });
    expect(await isGood(token)).toEqual(ended);
  });

  it('goes on when the same user signs in anew, and ends with the sign-out after that', async () => {
    const browser = new Browser();
    const { token } = await tokensOf(browser);
    await signIn(server, browser, { prompt: 'login' });
    expect(await isGood(token)).toEqual(good);
    await signOut(browser);
    expect(await isGood(token)).toEqual(ended);
  });

  it('ends when the user signs out everywhere, and one of the next session does not', async () => {
    const browser = new Browser();
    const { token } = await tokensOf(browser);
    await server.server.services.logout.signOutEverywhere('1', contextOf(server));
    expect(await isGood(token)).toEqual(ended);
    const next = await tokensOf(browser);
    expect(await isGood(next.token)).toEqual(good);
  });

  it('ends also where the user had more sessions than are named', async () => {
    const { token } = await tokensOf(new Browser());
    server.clock.advance(1);
    for (let index = 0; index < 101; index += 1) {
      const subject = { subjectId: '1', authenticatedAt: server.clock.now(), identityProvider: 'local' };
      const request = { method: 'GET', target: '/', header: () => undefined, body: async () => new Uint8Array() };
      await server.server.services.sessions.signIn(
        request,
        { ...subject, authenticationMethods: ['pwd'], claims: {} },
        contextOf(server),
      );
    }
    await server.server.services.logout.signOutEverywhere('1', contextOf(server));
    expect(await isGood(token)).toEqual(ended);
  });
});

it('costs one look-up, for a JWT of a session too', async () => {
  const { token } = await tokensOf(new Browser());
  const form = { client_id: 'machine', client_secret: 'secret', grant_type: 'client_credentials' };
  const machine = (await postForm(`${server.url}/connect/token`, form)).json.access_token as string;
  const lookUps = async (asked: string) => {
    calls.reset();
    const asApi = { client_id: 'https://api.example', client_secret: 'api secret', token: asked };
    await postForm(`${server.url}/connect/introspect`, asApi);
    return [...calls.byName].filter(([name]) => name.startsWith('grants.'));
  };
  expect(await lookUps(machine)).toEqual([['grants.standing', 1]]);
  expect(await lookUps(token)).toEqual([['grants.standing', 1]]);
});
