import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { authorize, authorizeServer, challenge, redeem, redirectUri, signIn } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { type Answer, decisionServer, post } from '../support/decisions.ts';

const login = { username: 'alice', password: 'wonderland' };

/** Sends the first form of a page with further fields. */
async function submit(browser: Browser, page: Response, fields: Readonly<Record<string, string>>): Promise<Response> {
  const [form] = formsOf(await page.text());
  if (form === undefined) throw new Error(`no form on a page with status ${page.status}`);
  return browser.post(form.action, { ...form.fields, ...fields });
}

describe('clickjacking (RFC 9700 §4.16)', () => {
  let server: TestServer;
  beforeAll(async () => {
    // The built-in pages.
    server = await authorizeServer({ interactionUrl: undefined });
  });
  afterAll(() => server.close());

  const careful = { client_id: 'careful', redirect_uri: 'https://careful.example/cb' };

  async function asked(browser: Browser, changes: Readonly<Record<string, string>> = {}): Promise<Response> {
    return browser.get(locationOf(await authorize(server, browser, changes)).href);
  }

  async function signedIn(): Promise<Browser> {
    const browser = new Browser();
    const done = await submit(browser, await browser.get(`${server.url}/login`), { ...login, action: 'login' });
    expect(locationOf(done).pathname).toBe('/grants');
    return browser;
  }

  async function get(path: string): Promise<Response> {
    return (await signedIn()).get(server.url + path);
  }

  // Page, what it contains so that it is no other one (in lower case), status, and the way there.
  it.each<[string, string, number, () => Promise<Response>]>([
    ['login of a client', 'id="login"', 200, () => asked(new Browser())],
    ['login', 'id="login"', 200, () => new Browser().get(`${server.url}/login`)],
    ['consent', 'id="consent"', 200, async () => asked(await signedIn(), careful)],
    ['select-account', 'id="select-account"', 200, async () => asked(await signedIn(), { prompt: 'select_account' })],
    ['device', 'id="user_code"', 200, () => get('/device')],
    ['ciba', 'id="none"', 200, () => get('/ciba')],
    ['grants', 'id="sign-out-everywhere"', 200, () => get('/grants')],
    ['logout', 'id="logout"', 200, () => get('/logout')],
    ['sign-out at a client’s wish', 'id="logout"', 200, () => get('/connect/endsession')],
    ['logout, done', 'you are signed out', 200, () => new Browser().get(`${server.url}/logout/done`)],
    ['error', 'id="error"', 400, () => authorize(server, new Browser(), { client_id: 'nobody' })],
    ['error of an interaction', 'id="error"', 400, () => new Browser().get(`${server.url}/login?interaction=x`)],
    [
      'login, wrong password',
      'id="problem"',
      400,
      async () => {
        const browser = new Browser();
        return submit(browser, await asked(browser), { ...login, password: 'x', action: 'login' });
      },
    ],
    ['a forged form', 'id="error"', 403, () => new Browser().post(`${server.url}/login`, login)],
  ])('may not be framed: %s', async (_page, marker, status, reach) => {
    const response = await reach();
    expect(response.status).toBe(status);
    expect((await response.text()).toLowerCase()).toContain(marker);
    const directives = (response.headers.get('content-security-policy') ?? '').split(';').map((one) => one.trim());
    expect(directives.filter((one) => one.startsWith('frame-ancestors'))).toEqual(["frame-ancestors 'none'"]);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('cross-client code use (RFC 9700 §4.5, RFC 6749 §4.1.3)', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await authorizeServer({
      clients: [
        {
          // May do all that `web` may, with the same redirect URI: only the binding of the code to its client refuses it.
          clientId: 'attacker',
          clientSecrets: [{ value: 'attacker secret' }],
          allowedGrantTypes: ['authorization_code', 'refresh_token'],
          allowedScopes: ['openid', 'profile', 'email', 'api.read'],
          allowOfflineAccess: true,
          redirectUris: [redirectUri],
        },
      ],
    });
  });
  afterAll(() => server.close());

  const asAttacker = { client_id: 'attacker', client_secret: 'attacker secret' };
  const scope = 'openid api.read offline_access';

  async function aCode(changes: Readonly<Record<string, string>> = {}): Promise<string> {
    return locationOf(await signIn(server, new Browser(), { scope, ...changes })).searchParams.get('code') ?? '';
  }

  function refresh(refreshToken: string, changes: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const as = { client_id: 'web', client_secret: 'secret', ...changes };
    return post(server, '/connect/token', { grant_type: 'refresh_token', refresh_token: refreshToken, ...as });
  }

  it('redeems a code for nobody but its client, who still can', async () => {
    const code = await aCode();
    const stolen = await redeem(server, code, asAttacker);
    expect([stolen.status, await stolen.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
    const rightful = await redeem(server, code);
    expect([rightful.status, await rightful.json()]).toMatchObject([200, { scope }]);
  });

  it('refuses the other client for the code alone: its own code it can redeem', async () => {
    const response = await redeem(
      server,
      await aCode({ client_id: 'attacker', redirect_uri: redirectUri }),
      asAttacker,
    );
    expect(response.status).toBe(200);
  });

  it('refreshes for nobody but the client of the token, who still can (RFC 6749 §10.4)', async () => {
    const tokens = (await (await redeem(server, await aCode())).json()) as { refresh_token: string };
    const stolen = await refresh(tokens.refresh_token, asAttacker);
    expect([stolen.status, stolen.body.error]).toEqual([400, 'invalid_grant']);
    const rightful = await refresh(tokens.refresh_token);
    expect([rightful.status, rightful.body.scope]).toEqual([200, scope]);
  });

  it('leaves the rightful client its tokens when another one tries a code that was redeemed', async () => {
    const code = await aCode();
    const tokens = (await (await redeem(server, code)).json()) as { refresh_token: string };
    expect((await redeem(server, code, asAttacker)).status).toBe(400);
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('ends the tokens of a code that comes again after it expired, clean-up or not (RFC 6749 §4.1.2)', async () => {
    const code = await aCode();
    const tokens = (await (await redeem(server, code)).json()) as { refresh_token: string };
    server.clock.advance(300);
    await server.server.services.cleanUp.run();
    expect((await redeem(server, code)).status).toBe(400);
    expect((await refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('gives the other client nothing for its own verifier or redirect URI either', async () => {
    const code = await aCode();
    const tries = [
      { code_verifier: challenge },
      { redirect_uri: 'https://attacker.example/cb' },
      { code_verifier: undefined },
    ];
    for (const changes of tries) expect((await redeem(server, code, { ...asAttacker, ...changes })).status).toBe(400);
    expect((await redeem(server, code)).status).toBe(200);
  });
});

describe('user-code brute force (RFC 8628 §5.1)', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await decisionServer({
      users: [
        { subject: '1', ...login },
        { subject: '2', username: 'bob', password: 'builder' },
      ],
      limits: { userCodeAttempts: 3 },
    });
  });
  afterEach(() => server.close());

  const wrongCodes = ['BBBB-BBBB', 'CCCC-CCCC', 'DDDD-DDDD'];

  async function signedIn(user: { username: string; password: string } = login): Promise<Browser> {
    const browser = new Browser();
    await submit(browser, await browser.get(`${server.url}/login`), { ...user, action: 'login' });
    return browser;
  }

  async function aUserCode(): Promise<string> {
    const { body } = await post(server, '/connect/deviceauthorization', { client_id: 'tv', client_secret: 'secret' });
    return body.user_code;
  }

  /** Types a code on the page; whether the page then asks for a decision. */
  async function guess(browser: Browser, userCode: string) {
    const page = await browser.get(`${server.url}/device`);
    const response = await submit(browser, page, { user_code: userCode, action: 'find' });
    const found = (await response.text()).includes('id="allow"');
    return { status: response.status, found, retryAfter: response.headers.get('retry-after') };
  }

  it('is not cut off before the limit: the right code after two wrong ones is found', async () => {
    const browser = await signedIn();
    const userCode = await aUserCode();
    for (const wrong of wrongCodes.slice(0, 2))
      expect(await guess(browser, wrong)).toMatchObject({ status: 400, found: false });
    expect(await guess(browser, userCode)).toMatchObject({ status: 200, found: true });
  });

  it('is cut off after three wrong codes of an address, alike for a wrong and the right code', async () => {
    const browser = await signedIn();
    const userCode = await aUserCode();
    for (const wrong of wrongCodes) expect(await guess(browser, wrong)).toMatchObject({ status: 400, found: false });
    const wrong = await guess(browser, 'FFFF-FFFF');
    expect(wrong).toEqual({ status: 429, found: false, retryAfter: expect.stringMatching(/^[1-9]\d*$/) });
    expect(await guess(browser, userCode)).toEqual(wrong);
  });

  it('does not go on with another account or fresh cookies from the same address', async () => {
    const browser = await signedIn();
    const userCode = await aUserCode();
    for (const wrong of wrongCodes) await guess(browser, wrong);
    const another = await signedIn({ username: 'bob', password: 'builder' });
    expect(await guess(another, userCode)).toMatchObject({ status: 429, found: false });
  });

  it('cannot decide without finding: a decision posted straight away counts as a guess', async () => {
    const browser = await signedIn();
    const userCode = await aUserCode();
    for (const wrong of wrongCodes) await guess(browser, wrong);
    const page = await browser.get(`${server.url}/device`);
    expect((await submit(browser, page, { user_code: userCode, decision: 'allow', 'scope:openid': 'on' })).status).toBe(
      429,
    );
  });

  it('ends with the window: the rightful user gets on afterwards', async () => {
    const browser = await signedIn();
    for (const wrong of wrongCodes) await guess(browser, wrong);
    expect((await guess(browser, await aUserCode())).status).toBe(429);
    server.clock.advance(300);
    expect(await guess(browser, await aUserCode())).toMatchObject({ status: 200, found: true });
  });
});
