import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, locationOf } from '../support/browser.ts';
import {
  administratorAt,
  type ConsoleFixture,
  hiddenFieldsOf,
  signIn,
  startConsole,
  submit,
  visit,
} from '../support/console.ts';

let fixture: ConsoleFixture;

beforeAll(async () => {
  fixture = await startConsole();
});

afterAll(() => fixture?.close());

const status = async (browser: Browser, path = '/') => (await browser.get(fixture.url + path)).status;

describe('signing in to the console', () => {
  it('leads through the sign-in page of the issuer and back to the page that was asked for', async () => {
    const arrived = await signIn(new Browser(), fixture, 'alice', '/clients?search=web');
    expect(arrived).toMatchObject({ url: `${fixture.url}/clients?search=web`, status: 200 });
    expect(arrived.text).toContain('Signed in as Alice Smith (alice)');
  });

  it('asks with PKCE, state and nonce for a code that goes to the console alone (RFC 9700 §2.1)', async () => {
    const begun = locationOf(await new Browser().get(`${fixture.url}/sign-in`));
    expect(begun.origin + begun.pathname).toBe(`${fixture.issuer}/connect/authorize`);
    expect(Object.fromEntries(begun.searchParams)).toEqual({
      client_id: 'mintmark-console',
      response_type: 'code',
      redirect_uri: `${fixture.url}/callback`,
      scope: 'openid',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      max_age: '1800',
    });
    begun.searchParams.set('redirect_uri', `${fixture.url}/callback/`);
    expect((await new Browser().get(begun.href)).status).toBe(400);
  });

  it('keeps who is signed in in a cookie that says nothing, for this host alone', async () => {
    const browser = await administratorAt(fixture);
    const [cookie] = browser.received.filter((line) => line.includes('-console='));
    expect(cookie).toMatch(/^mintmark-\d+-console=[\w-]{64,}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(Buffer.from(browser.cookie('-console') ?? '', 'base64url').toString('latin1')).not.toContain('subjectId');
  });

  it('tells a user who is no administrator so, on a plain page', async () => {
    const browser = new Browser();
    const arrived = await signIn(browser, fixture, 'bob');
    expect(arrived.status).toBe(403);
    expect(arrived.text).toContain('Bob Smith (bob)</strong>, who is not an administrator');
    expect(arrived.text).not.toContain('<nav');
    expect(browser.cookie('-console')).toBeUndefined();
  });

  it('lets in whom a claim names, and no longer once it is gone', async () => {
    const claimed = await startConsole({ admin: { console: { claim: { name: 'roles', value: 'admin' } } } });
    try {
      const browser = new Browser();
      expect((await signIn(browser, claimed)).status).toBe(200);
      expect((await signIn(new Browser(), claimed, 'bob')).status).toBe(403);
      await claimed.server.services.store.users.update('1', { claims: { roles: ['reader'] } });
      expect((await browser.get(`${claimed.url}/`)).status).toBe(403);
    } finally {
      await claimed.close();
    }
  });

  it('asks for the password again where it was given more than half an hour ago', async () => {
    const browser = new Browser();
    await signIn(browser, fixture);
    browser.plant(`mintmark-${new URL(fixture.url).port}-console`, 'x'.repeat(64));
    expect((await visit(browser, `${fixture.url}/`)).url).toBe(`${fixture.url}/`);
    fixture.clock.advance(1801);
    browser.plant(`mintmark-${new URL(fixture.url).port}-console`, 'x'.repeat(64));
    expect((await visit(browser, `${fixture.url}/`)).url).toContain(`${fixture.issuer}/login?`);
  });

  it('does not lead to other places afterwards (RFC 9700 §4.11)', async () => {
    const browser = await administratorAt(fixture);
    for (const away of ['//evil.example/', 'https://evil.example/', '/\\evil.example', '/sign-out']) {
      const arrived = await visit(browser, `${fixture.url}/sign-in?return=${encodeURIComponent(away)}`);
      expect([away, arrived.url]).toEqual([away, `${fixture.url}/`]);
    }
  });
});

describe('the answer of a sign-in', () => {
  /** The address that the issuer leads an administrator to, with an answer for this browser. */
  async function answerFor(browser: Browser): Promise<URL> {
    await administratorAtIssuer(browser);
    const begun = locationOf(await browser.get(`${fixture.url}/sign-in`));
    return locationOf(await browser.get(begun.href));
  }

  async function administratorAtIssuer(browser: Browser) {
    await signIn(browser, fixture);
  }

  it('counts in the browser that asked for it, and nowhere else (login CSRF)', async () => {
    const answer = await answerFor(new Browser());
    const victim = new Browser();
    const refused = await victim.get(answer.href);
    expect([refused.status, victim.cookie('-console')]).toEqual([400, undefined]);
    expect(await refused.text()).toContain('not begun in this browser');
  });

  it.each([
    ['state', 'x'.repeat(43)],
    ['iss', 'https://evil.example'],
    ['code', 'x'.repeat(43)],
  ])('is refused with another %s', async (name, value) => {
    const browser = new Browser();
    const answer = await answerFor(browser);
    const before = browser.cookie('-console');
    answer.searchParams.set(name, value);
    expect((await browser.get(answer.href)).status).toBe(400);
    expect(browser.cookie('-console')).toBe(before);
  });

  it('counts once, and for ten minutes', async () => {
    const browser = new Browser();
    const answer = await answerFor(browser);
    expect((await browser.get(answer.href)).status).toBe(303);
    expect((await browser.get(answer.href)).status).toBe(400);
    const later = await answerFor(browser);
    fixture.clock.advance(601);
    expect((await browser.get(later.href)).status).toBe(400);
  });

  it('is a code that nobody can redeem from outside', async () => {
    const answer = await answerFor(new Browser());
    const response = await fetch(`${fixture.issuer}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'mintmark-console',
        code: answer.searchParams.get('code') ?? '',
        redirect_uri: `${fixture.url}/callback`,
        code_verifier: 'x'.repeat(43),
      }),
    });
    expect([response.status, await response.json()]).toMatchObject([401, { error: 'invalid_client' }]);
  });

  it('that refuses is shown, with a way to try again', async () => {
    const browser = new Browser();
    const begun = locationOf(await browser.get(`${fixture.url}/sign-in?return=%2Fkeys`));
    const state = begun.searchParams.get('state') ?? '';
    const answer = new URLSearchParams({ error: 'access_denied', state, iss: fixture.issuer });
    const arrived = await visit(browser, `${fixture.url}/callback?${answer}`);
    expect(arrived.status).toBe(400);
    expect(arrived.text).toContain('href="/sign-in?return=%2Fkeys"');
  });
});

describe('a sign-in at the console ends', () => {
  it('at once when its user is disabled, or removed', async () => {
    const browser = await administratorAt(fixture);
    const { users } = fixture.server.services.store;
    await users.update('1', { enabled: false });
    expect(await status(browser)).toBe(403);
    await users.update('1', { enabled: true });
  });

  it('when they sign out at the issuer', async () => {
    const browser = await administratorAt(fixture);
    expect(await status(browser)).toBe(200);
    const form = await visit(browser, `${fixture.issuer}/logout`);
    await browser.post(`${fixture.issuer}/logout`, { ...hiddenFieldsOf(form.text), action: 'logout' });
    expect(await status(browser)).toBe(303);
  });

  it('after half an hour without a request, and after eight hours anyway', async () => {
    const browser = await administratorAt(fixture);
    for (let hour = 0; hour < 15; hour += 1) {
      fixture.clock.advance(1700);
      expect(await status(browser)).toBe(200);
    }
    fixture.clock.advance(8 * 3600 - 15 * 1700);
    expect(await status(browser)).toBe(303);
    const other = await administratorAt(fixture);
    fixture.clock.advance(1800);
    expect(await status(other)).toBe(303);
  });

  it('with the button, at the issuer too; whoever kept the cookie has nothing in it', async () => {
    const browser = await administratorAt(fixture);
    const kept = browser.cookie('-console') ?? '';
    const page = await visit(browser, `${fixture.url}/`);
    const left = await submit(browser, fixture.url, page.text, '/sign-out', {});
    expect([left.url, left.status]).toEqual([`${fixture.url}/signed-out`, 200]);
    const thief = new Browser();
    thief.plant(`mintmark-${new URL(fixture.url).port}-console`, kept);
    expect(await status(thief)).toBe(303);
    expect((await visit(browser, `${fixture.url}/`)).url).toMatch(/\/login\?/);
  });
});

describe('a reload of the configuration', () => {
  it('signs nobody out and forgets nothing of the day; who is no administrator any more is out', async () => {
    const reloaded = await startConsole();
    try {
      const browser = await administratorAt(reloaded);
      const signIns = () => reloaded.server.services.dayMetrics?.day().at(-1)?.signIns;
      expect(signIns()).toBe(1);
      await reloaded.server.reload(reloaded.options);
      expect([(await browser.get(`${reloaded.url}/`)).status, signIns()]).toEqual([200, 1]);
      await reloaded.server.reload({ ...reloaded.options, admin: { console: { subjects: ['2'] } } });
      expect((await browser.get(`${reloaded.url}/`)).status).toBe(403);
    } finally {
      await reloaded.close();
    }
  });
});

describe('a request for another host', () => {
  it.each(['evil.example', '127.0.0.1', 'localhost'])('such as %s is misdirected (DNS rebinding)', async (host) => {
    const { request } = await import('node:http');
    const { port } = new URL(fixture.url);
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: host === 'localhost' ? host : `${host}:${port}` };
      request({ host: '127.0.0.1', port, path: '/', headers }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end();
    });
    expect(answered).toBe(421);
  });
});

describe('a console that browsers see at an https address', () => {
  it('has cookies that no neighbour can plant (RFC 6265bis §4.1.3.2)', async () => {
    const secured = await startConsole({ admin: { url: 'https://admin.example', console: { subjects: ['1'] } } });
    try {
      const reply = await secured.server.admin({
        method: 'GET',
        target: '/sign-in',
        header: (name) => (name === 'host' ? 'admin.example' : undefined),
        body: async () => new Uint8Array(),
      });
      expect(reply.headers['set-cookie']).toEqual([
        expect.stringMatching(
          /^__Host-mintmark-console-sign-in-[\w-]{10}=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
        ),
      ]);
      expect(reply.headers['strict-transport-security']).toBe('max-age=31536000');
      expect(String(reply.headers['location'])).toContain('redirect_uri=https%3A%2F%2Fadmin.example%2Fcallback');
    } finally {
      await secured.close();
    }
  });
});

describe('a configuration with a console', () => {
  it('must have openid, and no client of its own under the name of the console', async () => {
    const refused = startConsole({
      identityResources: ['profile'],
      clients: [
        { clientId: 'mintmark-console', allowedGrantTypes: ['client_credentials'], requireClientSecret: false },
      ],
    });
    await expect(refused).rejects.toMatchObject({
      problems: expect.arrayContaining([
        {
          path: 'admin.console',
          message: 'needs openid in identityResources: people sign in to it with OpenID Connect',
        },
        {
          path: 'clients[0].clientId',
          message: 'is the client of the console (admin.console): choose another',
        },
      ]),
    });
  });
});
