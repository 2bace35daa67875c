import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import {
  administratorAt,
  type ConsoleFixture,
  signIn,
  startConsole,
  submit,
  unescaped,
  visit,
} from '../support/console.ts';

let fixture: ConsoleFixture;
let browser: Browser;

beforeAll(async () => {
  fixture = await startConsole({
    limits: { signInAttemptsPerAccount: 3 },
    clients: [
      {
        clientId: 'shop',
        clientSecrets: [{ value: 'a secret of 32 characters, or so' }],
        allowedGrantTypes: ['password'],
        allowedScopes: ['openid', 'api.read'],
        allowOfflineAccess: true,
      },
    ],
  });
});

beforeEach(async () => {
  browser = await administratorAt(fixture);
});

afterAll(() => fixture?.close());

const open = (path: string) => visit(browser, fixture.url + path);
const stored = (subject: string) => fixture.server.services.store.users.findBySubject(subject);

async function create(fields: Readonly<Record<string, string>>) {
  return submit(browser, fixture.url, (await open('/users/new')).text, '/users/new', { claims: '{}', ...fields });
}

/** A button on the page of a user. */
async function press(subject: string, path: string, fields: Readonly<Record<string, string>> = {}) {
  const page = await open(`/users/show?id=${subject}`);
  return submit(browser, fixture.url, page.text, `${path}?id=${subject}`, fields);
}

async function tokens(username: string, password: string) {
  const headers = { authorization: `Basic ${btoa('shop:a secret of 32 characters, or so')}` };
  const scope = 'openid api.read offline_access';
  const body = new URLSearchParams({ grant_type: 'password', username, password, scope });
  const response = await fetch(`${fixture.issuer}/connect/token`, { method: 'POST', headers, body });
  return { status: response.status, ...((await response.json()) as { refresh_token?: string }) };
}

async function refreshed(token: string | undefined): Promise<number> {
  const headers = { authorization: `Basic ${btoa('shop:a secret of 32 characters, or so')}` };
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token ?? '' });
  return (await fetch(`${fixture.issuer}/connect/token`, { method: 'POST', headers, body })).status;
}

describe('a user', () => {
  it('is created with a password and claims, and can sign in', async () => {
    const page = await create({
      subject: 'carol',
      username: 'carol',
      password: 'eight characters',
      claims: '{"name": "Carol Jones"}',
    });
    expect(page.url).toBe(`${fixture.url}/users/show?id=carol&done=created`);
    expect(page.text).toContain('<dd>Carol Jones</dd>');
    expect((await tokens('carol', 'eight characters')).status).toBe(200);
  });

  it('is not created of mistakes: each is told, and nothing but the password has to be typed again', async () => {
    const page = await create({ username: 'dora', password: 'short', claims: '{"email": "dora@example.com"}' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('<code>password</code>: must have at least 8 characters');
    expect(page.text).toContain('dora@example.com');
    expect(page.text).not.toContain('value="short"');
    expect((await create({ username: 'dora', claims: '[1]' })).text).toContain('must be one JSON object');
    expect((await create({ username: 'alice' })).text).toContain('is there already');
  });

  it('that two administrators change keeps both of their changes', async () => {
    await create({ subject: 'emil', username: 'emil', claims: '{"name": "Emil"}' });
    const edit = '/users/edit?id=emil';
    const [mine, theirs] = [await open(edit), await open(edit)];
    await submit(browser, fixture.url, theirs.text, edit, { username: 'emil', claims: '{"name": "Emil T."}' });
    const second = await submit(browser, fixture.url, mine.text, edit, {
      username: 'emile',
      claims: '{"name": "Emil"}',
    });
    expect(second.text).toContain('Somebody else has changed the user meanwhile');
    expect(unescaped(second.text)).toContain('"name": "Emil T."');
    expect((await stored('emil'))?.username).toBe('emil');
    await submit(browser, fixture.url, second.text, edit, { username: 'emile', claims: '{"given_name": "Emil"}' });
    expect(await stored('emil')).toMatchObject({ username: 'emile', claims: { given_name: 'Emil' } });
  });

  it('who is given another password is out everywhere', async () => {
    await create({ subject: 'finn', username: 'finn', password: 'the first one' });
    const { refresh_token: token } = await tokens('finn', 'the first one');
    const form = await open('/users/password?id=finn');
    const set = await submit(browser, fixture.url, form.text, '/users/password?id=finn', {
      password: 'the second one',
    });
    expect(set.text).toContain('The password is set');
    expect(await refreshed(token)).toBe(400);
    expect([(await tokens('finn', 'the first one')).status, (await tokens('finn', 'the second one')).status]).toEqual([
      400, 200,
    ]);
  });

  it('who is locked out is let in again', async () => {
    await create({ subject: 'gina', username: 'gina', password: 'right password' });
    for (let each = 0; each < 3; each += 1) await tokens('gina', 'wrong password');
    expect((await tokens('gina', 'right password')).status).toBe(429);
    expect((await open('/users/show?id=gina')).text).toContain('strangers cannot sign in');
    expect((await press('gina', '/users/unlock')).text).toContain('are forgotten');
    expect((await tokens('gina', 'right password')).status).toBe(200);
  });

  it('has sign-ins and grants, of which one is ended at a button, or all', async () => {
    await create({ subject: 'hugo', username: 'hugo', password: 'his password' });
    const grants = [await tokens('hugo', 'his password'), await tokens('hugo', 'his password')];
    const page = await open('/users/show?id=hugo');
    expect(page.text.match(/>refresh token</g)?.length).toBe(2);
    await submit(browser, fixture.url, page.text, '/grants/revoke?user=hugo', {});
    const states = async () => [await refreshed(grants[0]?.refresh_token), await refreshed(grants[1]?.refresh_token)];
    expect((await states()).toSorted()).toEqual([200, 400]);
    await press('hugo', '/users/sign-out');
    expect((await open('/users/show?id=hugo')).text).not.toContain('>refresh token<');
  });

  it('is out of every browser when a sign-in is ended', async () => {
    const theirs = new Browser();
    await signIn(theirs, fixture, 'bob');
    const page = await open('/users/show?id=2');
    expect(page.text).toContain('<code>mintmark-console</code>');
    await submit(browser, fixture.url, page.text, '/users/end-session?id=2', {});
    expect((await visit(theirs, `${fixture.issuer}/grants`)).url).toContain('/login');
  });

  it('is deleted by who types the name', async () => {
    await create({ subject: 'ida', username: 'ida' });
    const action = '/users/delete?id=ida';
    const page = await open(action);
    expect((await submit(browser, fixture.url, page.text, action, { typed: 'i' })).status).toBe(422);
    expect((await submit(browser, fixture.url, page.text, action, { typed: 'ida' })).url).toContain(
      '/users?done=deleted',
    );
    expect(await stored('ida')).toBeUndefined();
  });

  it('has an audit that says who did what', async () => {
    await create({ subject: 'jan', username: 'jan' });
    await expect
      .poll(async () => (await open('/audit?subject=jan')).text, { timeout: 10_000 })
      .toContain('AdminChange user.create');
    const page = await open('/audit?by=1&type=AdminChange');
    expect(unescaped(page.text)).toContain('"via": "console"');
    expect((await open('/audit?until=2001-01-01T00:00')).text).toContain('There is nothing here.');
  });
});
