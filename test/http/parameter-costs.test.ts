import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/model/limits.ts';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { authorizeServer, codeRequest, interactionOf, signIn } from '../support/authorize.ts';
import { Browser } from '../support/browser.ts';
import { countWork } from '../support/counted-work.ts';

const { store, calls } = withCounting(createMemoryStore());
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const cibaGrant = 'urn:openid:params:grant-type:ciba';
const keys = [
  {
    kty: 'EC',
    crv: 'P-256',
    x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
    y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  },
];
let server: TestServer;
/** Where somebody is signed in. */
const known = new Browser();
beforeAll(async () => {
  const everybody = { signInAttemptsPerAccount: 1_000_000, signInAttemptsPerAddress: 1_000_000 };
  server = await authorizeServer({
    // Its records are read along where a developer looks on.
    admin: { explorer: false },
    store,
    limits: {
      ...everybody,
      clientAuthenticationFailures: 1_000_000,
      userCodeAttempts: 1_000_000,
      waitingRequestsPerAddress: 1_000_000,
    },
    clients: [
      {
        clientId: 'all',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: [
          'client_credentials',
          'password',
          'authorization_code',
          'refresh_token',
          deviceGrant,
          cibaGrant,
        ],
        allowedScopes: ['openid', 'api.read'],
        allowOfflineAccess: true,
        redirectUris: ['https://all.example/cb'],
        jwks: { keys },
      },
    ],
  });
  await signIn(server, known);
  // Made and hashed once.
  await fetch(`${server.url}/.well-known/openid-configuration`);
});
afterAll(() => server.close());

type Form = Readonly<Record<string, string>>;
/** The longest value that is looked at, of each parameter of an endpoint. */
type Longest = Readonly<Record<string, number>>;

const all = { client_id: 'all', client_secret: 'secret' };
const { most: handle } = limits.handle;
const credentials: Longest = {
  client_id: limits.clientId.most,
  client_secret: limits.clientSecret.most,
  client_assertion: limits.clientAssertion.most,
};
const authorization: Longest = {
  client_id: limits.clientId.most,
  redirect_uri: limits.redirectUri.most,
  response_type: 60_000,
  response_mode: 60_000,
  scope: limits.scope.most,
  state: limits.state.most,
  nonce: limits.nonce.most,
  prompt: 60_000,
  max_age: 10,
  display: 60_000,
  ui_locales: limits.uiLocales.most,
  id_token_hint: limits.issuedToken.most,
  login_hint: limits.loginHint.most,
  acr_values: limits.acrValues.most,
  claims: limits.claims.most,
  code_challenge: 128,
  code_challenge_method: 60_000,
  resource: limits.apiName.most,
  dpop_jkt: 43,
  request: limits.requestObject.most,
  request_uri: 100,
  unheard_of: 60_000,
};

const token = '/connect/token';
const endpoints: readonly (readonly [string, Form, Longest])[] = [
  [
    token,
    { ...all, grant_type: 'client_credentials' },
    {
      ...credentials,
      grant_type: limits.grantType.most,
      scope: limits.scope.most,
      resource: limits.apiName.most,
      unheard_of: 60_000,
    },
  ],
  [
    token,
    { ...all, grant_type: 'password', username: 'alice', password: 'x' },
    { username: limits.username.most, password: limits.password.most },
  ],
  [
    token,
    {
      ...all,
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: 'https://all.example/cb',
      code_verifier: 'v'.repeat(43),
    },
    { code: handle, redirect_uri: limits.redirectUri.most, code_verifier: 128 },
  ],
  [
    token,
    { ...all, grant_type: 'refresh_token', refresh_token: 'x' },
    { refresh_token: handle, scope: limits.scope.most },
  ],
  [token, { ...all, grant_type: deviceGrant, device_code: 'x' }, { device_code: handle }],
  [token, { ...all, grant_type: cibaGrant, auth_req_id: 'x' }, { auth_req_id: handle }],
  [
    '/connect/introspect',
    { ...all, token: 'x' },
    { ...credentials, token: limits.issuedToken.most, token_type_hint: 60_000 },
  ],
  [
    '/connect/revocation',
    { ...all, token: 'x' },
    { ...credentials, token: limits.issuedToken.most, token_type_hint: 60_000 },
  ],
  ['/connect/deviceauthorization', all, { ...credentials, scope: limits.scope.most, resource: limits.apiName.most }],
  [
    '/connect/ciba',
    { ...all, scope: 'openid', login_hint: 'nobody' },
    {
      scope: limits.scope.most,
      resource: limits.apiName.most,
      login_hint: limits.loginHint.most,
      user_code: limits.userCode.most,
      binding_message: limits.bindingMessage.most,
      acr_values: limits.acrValues.most,
      requested_expiry: 9,
      client_notification_token: limits.clientNotificationToken.most,
    },
  ],
  [
    '/connect/ciba',
    { ...all, scope: 'openid' },
    { login_hint_token: limits.loginHint.most, id_token_hint: limits.issuedToken.most },
  ],
  ['/connect/ciba', all, { request: limits.requestObject.most }],
  [
    '/connect/par',
    { ...codeRequest({ client_id: 'all', redirect_uri: 'https://all.example/cb' }), client_secret: 'secret' },
    { ...authorization, ...credentials },
  ],
  ['/connect/authorize', codeRequest({ response_mode: 'form_post' }), authorization],
  ['/connect/userinfo', {}, { access_token: limits.issuedToken.most }],
  [
    '/connect/endsession',
    {},
    {
      id_token_hint: limits.issuedToken.most,
      client_id: limits.clientId.most,
      post_logout_redirect_uri: limits.redirectUri.most,
      state: 60_000,
      ui_locales: limits.uiLocales.most,
      logout_hint: limits.loginHint.most,
    },
  ],
];
const cases = endpoints.flatMap(([path, form, longest]) =>
  Object.entries(longest).map(([name, most]) => [path, name, form.grant_type ?? '', form, most] as const),
);

/** The dearest to normalise, and to look at as an address: characters of several bytes, of which 64 KB hold fewer. */
const marks = '\u0316\u0301'.repeat(5000);

async function isBearable(send: () => Promise<Response>, longest: number): Promise<void> {
  calls.reset();
  let response: Response | undefined;
  const work = await countWork(async () => {
    response = await send();
    await response.arrayBuffer();
  });
  // However long it was, it was answered, and by somebody who was not overwhelmed.
  expect([200, 201, 303, 400, 401, 403, 404, 405, 413, 415, 431]).toContain(response!.status);
  expect(calls.total).toBeLessThan(15);
  expect(work.normalized).toBeLessThan(6000);

  // The style sheet among them, which is ours.
  expect(work.hashed).toBeLessThan(10_000);
  expect(work.parsed).toBeLessThan(4000 + longest);
  expect(work.addresses).toBeLessThan(4000);
}

describe.each(cases)('%s with %s of any length %s', (path, name, _grant, form, most) => {
  it('asks the store, and looks at, no more than a bounded text is worth', async () => {
    const values = [1, most, most + 1, 60_000].map((length) => 'x'.repeat(Math.min(length, 60_000)));
    for (const value of [...values, marks]) {
      const { client_secret: _, ...withoutSecret } = form;
      const body = name === 'client_assertion' ? { ...withoutSecret, client_assertion_type: assertionType } : form;
      // A browser without cookies is sent around once, with all that it brought.
      const browser = path === '/connect/endsession' ? known : new Browser();
      await isBearable(() => browser.post(server.url + path, { ...body, [name]: value }), most);
    }
  });
});

describe.each([
  [
    '/login',
    {
      username: limits.username.most,
      password: limits.password.most,
      ui_locales: limits.uiLocales.most,
      return: 100,
      interaction: 43,
      provider: 100,
      csrf: 43,
    },
  ],
  ['/device', { user_code: limits.userCode.most, csrf: 43, action: 100 }],
  ['/grants', { revoke: limits.clientId.most, csrf: 43 }],
] as const)('the form of %s', (page, longest) => {
  it.each(Object.entries(longest))('bears %s of any length', async (name, most) => {
    const browser = page === '/login' ? new Browser() : known;
    const [form] = formsOf(await (await browser.get(server.url + page)).text());
    const fields = { username: 'alice', password: 'x', ...form?.fields };
    for (const value of [...[1, most, most + 1, 60_000].map((length) => 'x'.repeat(length)), marks]) {
      await isBearable(() => browser.post(form?.action ?? server.url + page, { ...fields, [name]: value }), most);
    }
  });
});

it.each(['username', 'password'])('the JSON of a front end bears %s of any length', async (name) => {
  const browser = new Browser();
  const asked = await browser.get(`${server.url}/connect/authorize?${new URLSearchParams(codeRequest())}`);
  for (const value of ['x', 'x'.repeat(60_000), marks]) {
    const login = { username: 'alice', password: 'x', [name]: value };
    const send = () => browser.postJson(`${server.url}/interaction/${interactionOf(asked)}`, { login });
    await isBearable(send, 60_000);
  }
});

describe.each([
  '/connect/token',
  '/connect/authorize',
  '/connect/userinfo',
  '/.well-known/openid-configuration',
  '/.well-known/openid-configuration/jwks',
  '/health/live',
  '/login',
])('%s', (path) => {
  it.each([
    'authorization',
    'dpop',
    'cookie',
    'accept',
    'accept-language',
    'if-none-match',
    'origin',
    'user-agent',
    'x-forwarded-for',
    'content-type',
  ])('bears the header %s of any length', async (name) => {
    for (const length of [1, 4000, 15_000]) {
      for (const unit of ['x', ' ,', 'a.', '=;']) {
        const value = `x${unit.repeat(length / unit.length)}x`;
        await isBearable(() => fetch(server.url + path, { headers: { [name]: value }, redirect: 'manual' }), length);
      }
    }
  });
});

describe('every path', () => {
  const names = new Set([
    ...cases.map(([, name]) => name),
    'username',
    'password',
    'interaction',
    'scopes',
    'csrf',
    'auth',
    'id',
  ]);

  it('bears each parameter of 60,000 characters in a form, also where nobody asks for it', async () => {
    for (const path of server.server.hotPaths) {
      for (const name of names) {
        for (const value of ['x'.repeat(60_000), marks]) {
          const body = new URLSearchParams({ [name]: value, response_mode: 'form_post' });
          // An end of session without cookies is sent around once, with all that it brought.
          const browser = path === '/connect/endsession' ? known : new Browser();
          await isBearable(() => browser.post(server.url + path, body), 60_000);
        }
      }
    }
  });

  it('bears each parameter of 15,000 bytes in its address', async () => {
    for (const path of server.server.hotPaths) {
      for (const name of names) {
        for (const value of ['x'.repeat(15_000), '\u0316\u0301'.repeat(1250)]) {
          const query = new URLSearchParams({ [name]: value });
          await isBearable(() => new Browser().get(`${server.url}${path}?${query}`), 15_000);
        }
      }
    }
  });
});
