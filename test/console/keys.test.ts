import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from '../support/browser.ts';
import { administratorAt, type ConsoleFixture, startConsole, submit, visit } from '../support/console.ts';

let fixture: ConsoleFixture;
let browser: Browser;

beforeAll(async () => {
  fixture = await startConsole({ clientRegistration: { mode: 'initialAccessToken', scopes: ['openid'] } });
  browser = await administratorAt(fixture);
});

afterAll(() => fixture?.close());

const open = (path: string) => visit(browser, fixture.url + path);
const keys = () => fixture.server.services.keyRing.list();

describe('signing keys', () => {
  it('are announced anew at a button, for one algorithm or for all', async () => {
    const [first] = keys();
    const page = await open('/keys');
    expect(page.text).toContain(`<code>${first?.keyId}</code>`);
    const after = await submit(browser, fixture.url, page.text, '/keys/rotate', { algorithm: 'ES256' });
    expect(after.text).toContain('A new key is announced');
    const announced = keys().filter(({ state }) => state === 'announced');
    expect(announced.map(({ algorithm }) => algorithm)).toEqual(['ES256']);
    const wrong = await submit(browser, fixture.url, after.text, '/keys/rotate', { algorithm: 'none' });
    expect([wrong.status, wrong.text.includes('must be one of signing.algorithms')]).toEqual([400, true]);
  });

  it('are retired by who types the key id, and what they signed is void', async () => {
    const signing = keys().find(({ state, algorithm }) => state === 'signing' && algorithm === 'RS256')!;
    const action = `/keys/retire?id=${signing.keyId}`;
    const page = await open(action);
    expect(page.text).toContain('Every token that it signed is void at once');
    expect((await submit(browser, fixture.url, page.text, action, { typed: 'another' })).status).toBe(422);
    const after = await submit(browser, fixture.url, page.text, action, { typed: signing.keyId });
    expect(after.url).toBe(`${fixture.url}/keys?done=retired`);
    expect(keys().filter(({ keyId }) => keyId === signing.keyId)).toEqual([]);
    expect((await open('/keys/retire?id=nothing')).status).toBe(404);
  });
});

describe('an invitation', () => {
  it('is shown once, and lets so many clients register as it says', async () => {
    const page = await open('/invitations');
    const made = await submit(browser, fixture.url, page.text, '/invitations', { uses: '1', days: '7' });
    const token = /id="invitation" class="secret">([^<]+)</.exec(made.text)?.[1] ?? '';
    const register = async () => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ redirect_uris: ['https://app.example/callback'] });
      return (await fetch(`${fixture.issuer}/connect/register`, { method: 'POST', headers, body })).status;
    };
    expect([await register(), await register()]).toEqual([201, 401]);
  });

  it('is not made for no client', async () => {
    const page = await open('/invitations');
    const refused = await submit(browser, fixture.url, page.text, '/invitations', { uses: '0', days: '7' });
    expect([refused.status, refused.text.includes('<code>uses</code>')]).toEqual([422, true]);
  });
});
