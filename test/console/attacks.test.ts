import type { Browser as Chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { launchBrowser, newProfile } from '../support/chromium.ts';
import {
  administratorAt,
  type ConsoleFixture,
  hiddenFieldsOf,
  startConsole,
  submit,
  visit,
} from '../support/console.ts';

const script = `"><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;

let fixture: ConsoleFixture;

beforeAll(async () => {
  fixture = await startConsole();
});

afterAll(() => fixture?.close());

describe('a form of the console', () => {
  const enabled = async () => (await fixture.server.services.store.users.findBySubject('2'))?.enabled;
  const action = '/users/enable?id=2';

  /** What a page of another site can make a browser send. */
  async function sent(browser: Browser, fields: Readonly<Record<string, string>>, headers = {}): Promise<number> {
    const response = await browser.post(fixture.url + action, { enabled: 'false', ...fields }, headers);
    expect(await enabled()).toBe(true);
    return response.status;
  }

  it('does nothing without its token, with that of another sign-in, or of another form (RFC 9700 §4.7)', async () => {
    const [browser, other] = [await administratorAt(fixture), await administratorAt(fixture)];
    const page = await visit(browser, `${fixture.url}/users/show?id=2`);
    const { csrf: elsewhere = '' } = hiddenFieldsOf(page.text, '/users/sign-out?id=2');
    const { csrf: foreign = '' } = hiddenFieldsOf((await visit(other, `${fixture.url}/users/show?id=2`)).text, action);
    expect([foreign.length, elsewhere.length]).toEqual([43, 43]);
    for (const csrf of ['', 'x'.repeat(43), foreign, elsewhere]) {
      expect([csrf, await sent(browser, { csrf })]).toEqual([csrf, 403]);
    }
  });

  it('does nothing when the browser says that another site sent it', async () => {
    const browser = await administratorAt(fixture);
    const page = await visit(browser, `${fixture.url}/users/show?id=2`);
    const { csrf = '' } = hiddenFieldsOf(page.text, action);
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: fixture.issuer },
    ]) {
      expect(await sent(browser, { csrf }, headers)).toBe(403);
    }
  });

  it('does nothing for nobody, and for who is no administrator', async () => {
    expect(await sent(new Browser(), { csrf: 'x'.repeat(43) })).toBe(401);
  });

  it('does its work with its token, and says who did it', async () => {
    const browser = await administratorAt(fixture);
    const changes: unknown[] = [];
    fixture.server.services.events.listen((event) => {
      if (event.type === 'AdminChange') changes.push(event);
    });
    const page = await visit(browser, `${fixture.url}/users/show?id=2`);
    const after = await submit(browser, fixture.url, page.text, action, {});
    expect(after.url).toBe(`${fixture.url}/users/show?id=2&done=disabled`);
    expect(await enabled()).toBe(false);
    expect(changes).toMatchObject([
      { action: 'user.change', target: { kind: 'user', id: '2' }, caller: { subjectId: '1', via: 'console' } },
    ]);
    await fixture.server.services.store.users.update('2', { enabled: true });
  });
});

describe('every page of the console', () => {
  it.each([
    '/',
    '/users/show?id=1',
    '/users/nowhere',
    '/sign-in',
    '/signed-out',
    '/callback',
  ])('such as %s cannot be framed, runs no script and is kept by no cache', async (path) => {
    const browser = await administratorAt(fixture);
    const { headers } = await browser.get(fixture.url + path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('script-src');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('what others wrote', () => {
  let chromium: Chromium;

  beforeAll(async () => {
    chromium = await launchBrowser();
  }, 60_000);

  afterAll(() => chromium?.close());

  /** Opens pages with scripts allowed to run, were there any. */
  async function opened(...paths: readonly string[]): Promise<string> {
    const profile = await newProfile(chromium, { bypassCSP: true });
    const page = await profile.newPage();
    await page.goto(`${fixture.url}/`);
    await page.getByLabel('User name').fill('alice');
    await page.getByLabel('Password').fill('alice');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${fixture.url}/`);
    let text = '';
    for (const path of paths) {
      await page.goto(fixture.url + path);
      text += await page.locator('main').innerText();
      expect([path, await page.title()]).not.toEqual([path, 'owned']);
      expect(await page.locator('script, img[src="x"]').count()).toBe(0);
    }
    await profile.close();
    return text;
  }

  it('as a user name is shown as it is, and runs nowhere', async () => {
    const { users } = fixture.server.services;
    await users.add({ subjectId: 'named', username: script });
    const text = await opened('/users', '/users/show?id=named', '/users/edit?id=named', '/users/delete?id=named');
    expect(text).toContain(script);
  });

  it('as a claim is shown as it is, and runs nowhere', async () => {
    const { users } = fixture.server.services;
    await users.add({ subjectId: 'claimed', username: 'mallory', claims: { name: script, [script]: [script] } });
    expect(await opened('/users?search=mallory', '/users/show?id=claimed', '/users/edit?id=claimed')).toContain(script);
  });

  it('as the name and the addresses of a client is shown as it is, and runs nowhere', async () => {
    const written = {
      clientId: 'named-client',
      clientName: script,
      clientUri: 'https://app.example/',
      requireClientSecret: false,
      allowedGrantTypes: ['authorization_code'],
      redirectUris: ['https://app.example/callback'],
      properties: { [script]: script },
    };
    const { clients } = await fixture.server.services.administration();
    await clients.create(written, {
      via: 'command',
      context: { requestId: 'r', now: fixture.clock.now(), issuer: fixture.issuer },
    });
    const paths = ['show', 'edit', 'delete'].map((page) => `/clients/${page}?id=named-client`);
    expect(await opened('/clients', ...paths, '/grants?client=named-client')).toContain(script);
  });

  it('in an address comes back as text, in errors too', async () => {
    const odd = encodeURIComponent(script);
    const paths = ['/users/show', '/clients/show'].map((path) => `${path}?id=${odd}`);
    const filters = ['/users?search=', '/grants?client=', '/audit?type=', '/audit?subject=', '/users?done='];
    await opened(...paths, ...filters.map((path) => path + odd), `/clients/new?kind=${odd}`);
  });
});
