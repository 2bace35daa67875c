import { html, renderDocument } from 'mintmark';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { authorizeUrl, codeRequest, interactionOf, redirectUri } from '../support/authorize.ts';
import { Browser } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';
import { requestObject, requestObjectKeys } from '../support/request-object.ts';

let server: TestServer;
beforeAll(async () => {
  const web = {
    clientId: 'web',
    clientName: 'Web shop',
    clientUri: 'https://web.example/start',
    clientSecrets: [{ value: 'secret' }],
    jwks: requestObjectKeys,
    allowedGrantTypes: ['authorization_code'],
    allowedScopes: ['openid', 'profile'],
    redirectUris: [redirectUri],
  };
  server = await createTestServer({
    locales: ['en', 'de'],
    customAuthorizeParameters: ['tenant'],
    clients: [web, { ...web, clientId: 'off', enabled: false }],
    users: [{ subject: '1', username: 'alice', password: 'wonderland' }],
  });
});
afterAll(() => server.close());

const german = 'Das hat nicht geklappt';
const looks = { ui_locales: 'fr de', display: 'popup' };
const wrong = { ...looks, redirect_uri: 'https://other.example/cb' };

/** What an error page shows. */
async function shown(response: Response) {
  const page = await response.text();
  return {
    status: response.status,
    title: /<h1>(.*?)<\/h1>/.exec(page)?.[1],
    display: /<html[^>]* data-display="(\w+)"/.exec(page)?.[1],
    client: /id="error-client">(.*?)<\/bdi>/.exec(page)?.[1],
    back: /<a id="return"[^>]* href="(.*?)"/.exec(page)?.[1],
  };
}

const inTheClientsName = {
  status: 400,
  title: german,
  display: 'popup',
  client: 'Web shop',
  back: 'https://web.example/start',
};

describe('the error page knows whose request it was, its language and display', () => {
  it('where the redirect URI is not registered (OpenID Connect Core §3.1.2.1)', async () => {
    const response = await new Browser().get(authorizeUrl(server, codeRequest(wrong)));
    expect(await shown(response)).toEqual(inTheClientsName);
  });

  it('of a request that was posted', async () => {
    const response = await new Browser().post(`${server.url}/connect/authorize`, codeRequest(wrong));
    expect(await shown(response)).toEqual(inTheClientsName);
  });

  it('of a request object: what is inside counts (RFC 9101 §6.3)', async () => {
    const request = await requestObject(server, codeRequest(wrong));
    const response = await new Browser().get(authorizeUrl(server, { client_id: 'web', request, ui_locales: 'en' }));
    expect(await shown(response)).toEqual(inTheClientsName);
  });

  it('of a pushed request that was used up (RFC 9126 §4)', async () => {
    const { json } = await postForm(`${server.url}/connect/par`, {
      ...codeRequest({ prompt: 'none' }),
      client_secret: 'secret',
    });
    const url = authorizeUrl(server, { client_id: 'web', request_uri: json.request_uri, ...looks });
    const browser = new Browser();
    expect((await browser.get(url)).status).toBe(303);
    expect(await shown(await browser.get(url))).toEqual(inTheClientsName);
  });

  it.each<[string, (browser: Browser, interaction: string) => Promise<unknown>]>([
    ['expired', async () => server.clock.advance(901)],
    [
      'is finished',
      async (browser, interaction) => {
        const location = `${server.url}/connect/authorize/resume?interaction=${interaction}`;
        const stored = await server.server.services.vault.consume('interaction', interaction, server.clock.now());
        expect(stored.outcome).toBe('consumed');
        return browser.get(location);
      },
    ],
  ])('of a sign-in that %s, on whatever page of it', async (_what, end) => {
    const browser = new Browser();
    const interaction = interactionOf(await browser.get(authorizeUrl(server, codeRequest(looks))));
    await end(browser, interaction);
    for (const path of ['/login', '/consent', '/select-account', '/connect/authorize/resume']) {
      expect(await shown(await browser.get(`${server.url}${path}?interaction=${interaction}`))).toEqual(
        inTheClientsName,
      );
    }
    // Another browser is told nothing.
    const stranger = await new Browser().get(`${server.url}/login?interaction=${interaction}`);
    expect(await shown(stranger)).toMatchObject({ client: undefined, display: undefined });
  });

  it('and nothing of a client that there is not', async () => {
    for (const clientId of ['nobody', 'off', 'x'.repeat(300)]) {
      const response = await new Browser().get(authorizeUrl(server, codeRequest({ ...looks, client_id: clientId })));
      expect(await shown(response)).toMatchObject({ title: german, display: 'popup', client: undefined });
    }
  });
});

it.each([
  'client_id=web&client_id=web',
  'x=%zz',
  'x=%00',
  'x&'.repeat(101),
])('what is wrong with an address itself is shown as that: %s', async (query) => {
  const response = await fetch(`${server.url}/connect/authorize?${query}&ui_locales=de`);
  expect(await shown(response)).toMatchObject({ status: 400, title: german });
});

it.each([
  '/nowhere',
  '/grants/nowhere',
  '/external/nobody/start',
])('the error page at %s honours ui_locales', async (path) => {
  const headers = { accept: 'text/html', 'accept-language': 'en' };
  const response = await fetch(`${server.url}${path}?ui_locales=de`, { headers });
  expect(await shown(response)).toMatchObject({ title: german });
});

it.each(['/login', '/logout/done', '/connect/endsession'])('so does the page %s', async (path) => {
  const response = await fetch(`${server.url}${path}?ui_locales=de`, { headers: { 'accept-language': 'en' } });
  expect(await response.text()).toContain('<html lang="de"');
});

it('pages of one’s own are given display and the registered parameters of the request', async () => {
  const own = await createTestServer({
    customAuthorizeParameters: ['tenant'],
    clients: [
      {
        clientId: 'web',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'profile'],
        redirectUris: [redirectUri],
      },
    ],
    pages: {
      login: (_page, frame) =>
        renderDocument(frame, { title: 'x', body: html`<p>${frame.display} ${frame.customParameters['tenant']}</p>` }),
      error: (page, frame) =>
        renderDocument(frame, {
          title: 'x',
          body: html`<p>${page.client?.name} ${frame.customParameters['tenant']}</p>`,
        }),
    },
  });
  const browser = new Browser();
  const asked = await browser.get(authorizeUrl(own, codeRequest({ tenant: 'acme', display: 'touch' })));
  const login = await browser.get(`${own.url}/login?interaction=${interactionOf(asked)}`);
  expect(await login.text()).toContain('<p>touch acme</p>');
  const error = await browser.get(
    authorizeUrl(own, codeRequest({ tenant: 'acme', redirect_uri: 'https://x.example' })),
  );
  expect(await error.text()).toContain('<p>web acme</p>');
  await own.close();
});
