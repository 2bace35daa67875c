import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { answer, authorizeServer, codeRequest, interactionOf, redeem } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer();
});
afterAll(() => server.close());

const web = { client_secret: 'secret' };
const everything = {
  scope: 'openid profile api.read',
  response_mode: 'form_post',
  display: 'popup',
  prompt: 'login consent',
  max_age: '600',
  ui_locales: 'de en',
  login_hint: 'alice',
  acr_values: 'a b',
  claims: '{"userinfo":{"email":null}}',
  resource: 'https://api.example',
  dpop_jkt: 'x'.repeat(43),
};
const junk = 'x'.repeat(50_000);

/** What is stored of a pushed request. */
async function pushed(changes: Record<string, string | readonly string[]>) {
  const { json } = await postForm(`${server.url}/connect/par`, { ...codeRequest(), ...web, ...changes });
  const handle = json.request_uri.slice('urn:ietf:params:oauth:request_uri:'.length);
  return (await server.server.services.vault.find('par', handle))!.content.parameters;
}

/** What is stored of a request that waits for its user. */
async function waiting(changes: Record<string, string | readonly string[]>) {
  const browser = new Browser();
  // A browser that is known: otherwise it would be sent once around first.
  await browser.get(`${server.url}/connect/authorize?${new URLSearchParams(codeRequest())}`);
  const body = new URLSearchParams(codeRequest());
  for (const [name, value] of Object.entries(changes)) {
    body.delete(name);
    for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
  }
  const asked = await browser.post(`${server.url}/connect/authorize`, body);
  const stored = await server.server.services.vault.find('interaction', interactionOf(asked));
  return (stored!.content as { readonly parameters: unknown }).parameters;
}

describe.each([
  ['a pushed request (RFC 9126)', pushed],
  ['a request that waits for its user', waiting],
])('of %s', (_name, stored) => {
  it('everything is kept that is understood', async () => {
    const expected = { ...codeRequest(), ...everything };
    expect(await stored(everything)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, [value]])),
    );
  });

  it.each<[string, Record<string, string | readonly string[]>, Record<string, unknown>]>([
    ['an unknown parameter', { junk }, {}],
    ['a display that nobody knows', { display: junk }, {}],
    ['spaces in the response type', { response_type: `code${' '.repeat(50_000)}` }, {}],
    ['one prompt again and again', { prompt: 'login '.repeat(9000) }, { prompt: ['login'] }],
    [
      'one resource again and again',
      { resource: Array(80).fill('https://api.example'), scope: 'openid profile api.read' },
      {
        resource: ['https://api.example'],
        scope: ['openid profile api.read'],
      },
    ],
    ['an audience', { audience: [junk, 'y'] }, {}],
    ['claims without openid', { scope: 'api.read', claims: junk }, { scope: ['api.read'] }],
    ['one scope again and again', { scope: 'openid profile '.repeat(1000).trim() }, {}],
    ['languages that are none', { ui_locales: '! '.repeat(250).trim() }, {}],
  ])('nothing is kept of %s', async (_what, sent, kept) => {
    const plain = Object.fromEntries(Object.entries(codeRequest()).map(([name, value]) => [name, [value]]));
    expect(await stored(sent)).toEqual({ ...plain, ...kept });
  });
});

it('what is kept is as good as what was sent: a pushed request goes its whole way (RFC 9126 §4)', async () => {
  const { response_mode: _, dpop_jkt: __, ...changes } = everything;
  const { json } = await postForm(`${server.url}/connect/par`, { ...codeRequest(changes), ...web, junk });
  const browser = new Browser();
  const query = new URLSearchParams({ client_id: 'web', request_uri: json.request_uri });
  const asked = await browser.get(`${server.url}/connect/authorize?${query}`);
  const login = { username: 'alice', password: 'wonderland' };
  const consent = await answer(server, browser, asked, { login });
  const decision = { consent: { scopes: ['openid', 'profile', 'api.read'], remember: false } };
  const location = locationOf(await answer(server, browser, consent, decision));
  expect(location.searchParams.get('state')).toBe('state-1');
  const tokens = await (await redeem(server, location.searchParams.get('code')!)).json();
  expect(tokens).toMatchObject({ scope: 'openid profile api.read' });
});
