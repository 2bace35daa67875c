import { type FrontEnd, frontEnd } from 'mintmark';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/config/resolve-configuration.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { answer, authorizeUrl, codeRequest, interactionOf, redirectUri } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';
import { requestObject, requestObjectKeys } from '../support/request-object.ts';

/** What `interactionUrl` was told, newest last. */
const told: unknown[] = [];

let server: TestServer;
let pages: FrontEnd;
beforeAll(async () => {
  server = await createTestServer({
    customAuthorizeParameters: ['tenant', 'kiosk'],
    interactionUrl: (details) => {
      told.push(details.customParameters);
      return undefined;
    },
    users: [{ subject: '1', username: 'alice', password: 'wonderland' }],
    clients: [
      {
        clientId: 'web',
        clientSecrets: [{ value: 'secret' }],
        jwks: requestObjectKeys,
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'profile'],
        redirectUris: [redirectUri],
      },
    ],
  });
  pages = frontEnd(server.server);
});
afterAll(() => server.close());

const claims = { id_token: { acr: { essential: true, values: ['gold'] } } };
const wishes = {
  prompt: 'login consent',
  claims: JSON.stringify(claims),
  tenant: 'acme',
  kiosk: 'no 7',
  unheard: 'of',
};

/** What a front end is shown of a request, from code and over HTTP. */
async function shown(parameters: Record<string, string>) {
  const browser = new Browser();
  const asked = await browser.get(authorizeUrl(server, parameters));
  const interactionId = interactionOf(asked);
  const cookie = `mintmark-${new URL(server.url).port}-browser=${browser.cookie('-browser')}`;
  const request = new Request(`${server.url}/own`, { headers: { cookie } });
  const { state, prompts, requestedClaims, customParameters } = await pages.details(request, interactionId);
  const fromCode = { state, prompts, requestedClaims, customParameters };
  const json = await (await browser.get(`${server.url}/interaction/${interactionId}`)).json();
  expect(json).toMatchObject(JSON.parse(JSON.stringify(fromCode)));
  return fromCode;
}

const everything = {
  state: 'state-1',
  prompts: ['login', 'consent'],
  requestedClaims: { idToken: { acr: { essential: true, values: ['gold'] } }, userinfo: {} },
  customParameters: { tenant: 'acme', kiosk: 'no 7' },
};

describe('a front end of one’s own is shown state, prompt, claims and the parameters that are registered', () => {
  it('of a plain request', async () => {
    expect(await shown(codeRequest(wishes))).toEqual(everything);
    expect(told.at(-1)).toEqual({ tenant: 'acme', kiosk: 'no 7' });
  });

  it('of a request object, whatever stands beside it (RFC 9101 §6.3)', async () => {
    const request = await requestObject(server, { ...codeRequest(wishes), claims });
    expect(await shown({ client_id: 'web', request, tenant: 'other', scope: 'openid', response_type: 'code' })).toEqual(
      everything,
    );
  });

  it('of a member of a request object that is no text, as JSON', async () => {
    const request = await requestObject(server, { ...codeRequest(), tenant: { id: 5 }, kiosk: 7 });
    expect((await shown({ client_id: 'web', request })).customParameters).toEqual({ tenant: '{"id":5}', kiosk: '7' });
  });

  it('of a pushed request (RFC 9126)', async () => {
    const { json } = await postForm(`${server.url}/connect/par`, {
      ...codeRequest(wishes),
      client_secret: 'secret',
    });
    expect(await shown({ client_id: 'web', request_uri: json.request_uri })).toEqual(everything);
  });

  it('still after the sign-in, and nothing of a request that has none', async () => {
    const browser = new Browser();
    const asked = await browser.get(authorizeUrl(server, codeRequest({ tenant: 'acme', prompt: 'consent' })));
    const consent = await answer(server, browser, asked, { login: { username: 'alice', password: 'wonderland' } });
    const json = await (await browser.get(`${server.url}/interaction/${interactionOf(consent)}`)).json();
    expect(json).toMatchObject({ prompt: 'consent', customParameters: { tenant: 'acme' } });
    expect(await shown(codeRequest({ state: undefined }))).toEqual({ prompts: [], customParameters: {} });
  });
});

it('one that is too long is refused with its name, at the redirect URI (RFC 6749 §4.1.2.1)', async () => {
  const reply = await new Browser().get(authorizeUrl(server, codeRequest({ tenant: 'x'.repeat(2001) })));
  const { searchParams } = locationOf(reply);
  expect([searchParams.get('error'), searchParams.get('error_description'), searchParams.get('state')]).toEqual([
    'invalid_request',
    'tenant is too long: it may have 2000 characters at most.',
    'state-1',
  ]);
});

it.each([
  ['state', 'is a parameter that the server understands itself'],
  ['client_secret', 'is a parameter that the server understands itself'],
  ['__proto__', 'must be letters, digits and . _ ~ -, and begin with a letter'],
  ['ten ant', 'must be letters, digits and . _ ~ -, and begin with a letter'],
])('the name %s cannot be registered', (name, message) => {
  const configuration = { issuer: 'https://id.example.com', customAuthorizeParameters: [name] };
  expect(() => resolveConfiguration(configuration, { mode: 'dev', environment: {} })).toThrow(
    `customAuthorizeParameters[0]: ${message}`,
  );
});
