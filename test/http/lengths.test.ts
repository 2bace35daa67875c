import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/config/resolve-configuration.ts';
import type { TestServer } from '../../src/testing/index.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import {
  authorize,
  authorizeServer,
  codeRequest,
  interactionOf,
  redeem,
  redirectUri,
  signIn,
} from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';

const manyScopes = Array.from({ length: 150 }, (_, index) => `${String(index).padStart(3, '0')}.${'s'.repeat(95)}`);
const longUri = `https://long.example/${'u'.repeat(1979)}`;
const longApi = `https://api.example/${'a'.repeat(492)}`;
const longId = 'i'.repeat(200);
const longSecret = 's'.repeat(512);

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({
    apiScopes: [{ name: 'api.read' }, { name: 'api.write' }, ...manyScopes.map((name) => ({ name }))],
    apiResources: [{ name: longApi, scopes: ['api.read'], apiSecrets: [{ value: longSecret }] }],
    users: [
      { subject: '1', username: 'alice', password: 'wonderland', claims: { name: 'A'.repeat(20_000) } },
      { subject: '2', username: 'bob', password: 'builder', claims: { name: 'B'.repeat(40_000) } },
    ],
    clients: [
      {
        clientId: 'many-scopes',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['password', 'refresh_token'],
        allowedScopes: manyScopes,
        allowOfflineAccess: true,
      },
      {
        clientId: longId,
        clientSecrets: [{ value: longSecret }],
        allowedGrantTypes: ['authorization_code', 'client_credentials'],
        allowedScopes: ['openid', 'profile', 'api.read'],
        redirectUris: [longUri],
        alwaysIncludeUserClaimsInIdToken: true,
      },
      {
        clientId: 'large',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['api.read'],
        claims: [{ type: 'pad', value: 'p'.repeat(35_000) }],
        clientClaimsPrefix: '',
      },
      {
        clientId: 'too-large',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['api.read'],
        claims: [{ type: 'pad', value: 'p'.repeat(36_000) }],
      },
    ],
  });
});
afterAll(() => server.close());

const at = (path: string) => `${server.url}${path}`;
const web = { client_id: 'web', client_secret: 'secret' };
const large = { client_id: 'large', client_secret: 'secret' };

describe('state (RFC 6749 §4.1.2.1)', () => {
  it('comes back whole with up to 8,000 characters, through a sign-in', async () => {
    const state = 's'.repeat(8000);
    const location = locationOf(await signIn(server, new Browser(), { state }));
    expect(location.searchParams.get('code')).toHaveLength(50);
    expect(location.searchParams.get('state')).toBe(state);
  });

  it('comes back with the error that it is longer, which says how long it may be', async () => {
    const state = 's'.repeat(8001);
    const { searchParams } = locationOf(await authorize(server, new Browser(), { state }));
    expect(searchParams.get('error')).toBe('invalid_request');
    expect(searchParams.get('error_description')).toBe('state is too long: it may have 8000 characters at most.');
    expect(searchParams.get('state')).toBe(state);
  });

  it('of 60,000 characters comes back with the error too, in whatever way it was sent', async () => {
    const state = 's'.repeat(60_000);
    const asked = codeRequest({ state, response_mode: 'form_post' });
    const [form] = formsOf(await (await new Browser().post(at('/connect/authorize'), asked)).text());
    expect(form?.fields).toMatchObject({ error: 'invalid_request', state });
    const pushed = await postForm(at('/connect/par'), { ...codeRequest({ state }), ...web });
    expect([pushed.status, pushed.json.error_description]).toEqual([
      400,
      'state is too long: it may have 8000 characters at most.',
    ]);
  });

  it('may be longer or shorter where limits.stateLength says so', async () => {
    const own = await authorizeServer({ limits: { stateLength: 512 } });
    const { searchParams } = locationOf(await authorize(own, new Browser(), { state: 's'.repeat(513) }));
    expect(searchParams.get('error_description')).toBe('state is too long: it may have 512 characters at most.');
    expect(interactionOf(await authorize(own, new Browser(), { state: 's'.repeat(512) }))).toHaveLength(43);
    await own.close();
  });
});

describe('scope (RFC 6749 §3.3, §6)', () => {
  it('takes by name all that is granted without it, when tokens are asked for and refreshed', async () => {
    const client = { client_id: 'many-scopes', client_secret: 'secret' };
    const user = { grant_type: 'password', username: 'alice', password: 'wonderland' };
    const { json } = await postForm(at('/connect/token'), { ...client, ...user });
    expect(json.scope).toHaveLength(15_014);
    const named = await postForm(at('/connect/token'), { ...client, ...user, scope: json.scope });
    expect([named.status, named.json.scope]).toEqual([200, json.scope]);
    const refreshed = await postForm(at('/connect/token'), {
      ...client,
      grant_type: 'refresh_token',
      refresh_token: json.refresh_token,
      scope: json.scope,
    });
    expect([refreshed.status, refreshed.json.scope]).toEqual([200, json.scope]);
  });

  it('that is longer is refused with how long it may be', async () => {
    const scope = 'api.read '.repeat(1778);
    const form = { ...large, grant_type: 'client_credentials', scope };
    const { status, json } = await postForm(at('/connect/token'), form);
    expect([status, json.error, json.error_description]).toEqual([
      400,
      'invalid_scope',
      'scope is too long: it may have 16000 characters at most.',
    ]);
  });
});

describe('names as long as the configuration takes them', () => {
  it('work at every endpoint: client id, redirect URI, secret, API', async () => {
    const asked = { client_id: longId, redirect_uri: longUri, scope: 'openid profile api.read', resource: longApi };
    const browser = new Browser();
    const location = locationOf(await signIn(server, browser, asked));
    const code = location.searchParams.get('code')!;
    const client = { client_id: longId, client_secret: longSecret };
    const redeemed = await redeem(server, code, { ...client, redirect_uri: longUri });
    expect(redeemed.status).toBe(200);
    const tokens = (await redeemed.json()) as { readonly access_token: string; readonly id_token: string };
    const api = { client_id: longApi, client_secret: longSecret, token: tokens.access_token };
    expect((await postForm(at('/connect/introspect'), api)).json).toMatchObject({ active: true, client_id: longId });
    const end = { client_id: longId, id_token_hint: tokens.id_token };
    expect((await browser.post(at('/connect/endsession'), end)).status).toBe(200);
  });

  it('take an ID token of this server as a hint, however much it says of the user', async () => {
    const browser = new Browser();
    const asked = { client_id: longId, redirect_uri: longUri };
    const code = locationOf(await signIn(server, browser, asked)).searchParams.get('code')!;
    const client = { client_id: longId, client_secret: longSecret, redirect_uri: longUri };
    const { id_token } = (await (await redeem(server, code, client)).json()) as { readonly id_token: string };
    expect(id_token.length).toBeGreaterThan(26_000);
    const again = await postForm(at('/connect/par'), {
      ...codeRequest({ ...asked, id_token_hint: id_token }),
      client_secret: longSecret,
    });
    expect(again.status).toBe(201);
  });

  const client = {
    clientId: 'c',
    clientSecrets: [{ value: 'x'.repeat(32) }],
    allowedGrantTypes: ['client_credentials'],
  };
  it.each<[string, string, object]>([
    ['a redirect URI', 'clients[0].redirectUris[0]', { clients: [{ ...client, redirectUris: [`${longUri}u`] }] }],
    ['an issuer', 'issuer', { issuer: `https://long.example/${'u'.repeat(1980)}` }],
    ['an API', 'apiResources[0].name', { apiResources: [{ name: `${longApi}a` }] }],
    ['a client id', 'clients[0].clientId', { clients: [{ ...client, clientId: `${longId}i` }] }],
    [
      'a secret',
      'clients[0].clientSecrets[0].value',
      { clients: [{ ...client, clientSecrets: [{ value: `${longSecret}s` }] }] },
    ],
    [
      'the scopes of a client',
      'clients[0].allowedScopes',
      {
        apiScopes: Array.from({ length: 170 }, (_, index) => ({
          name: `${String(index).padStart(3, '0')}${'s'.repeat(95)}`,
        })),
        clients: [
          {
            ...client,
            allowedScopes: Array.from(
              { length: 170 },
              (_, index) => `${String(index).padStart(3, '0')}${'s'.repeat(95)}`,
            ),
          },
        ],
      },
    ],
    ['a user name', 'users[0].username', { users: [{ subject: '1', username: 'n'.repeat(257) }] }],
    ['a password', 'users[0].password', { users: [{ subject: '1', username: 'n', password: 'p'.repeat(1025) }] }],
    ['a subject', 'users[0].subject', { users: [{ subject: 's'.repeat(256), username: 'n' }] }],
    [
      'an extension grant',
      'extensionGrantValidators[0].grantType',
      { extensionGrantValidators: [{ grantType: `urn:${'g'.repeat(97)}`, validate: async () => ({}) }] },
    ],
  ])('are refused at the start where they are longer: %s', (_what, path, part) => {
    const configuration = { issuer: 'https://id.example.com', ...part };
    expect(() => resolveConfiguration(configuration, { mode: 'dev', environment: {} })).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ path, message: expect.stringContaining('must not be longer than') })],
      }),
    );
  });
});

describe('a token that is as large as they are issued', () => {
  const issue = (client: typeof large) =>
    postForm(at('/connect/token'), { ...client, grant_type: 'client_credentials', scope: 'api.read' });

  it('is introspected and revoked (RFC 7662 §2.1, RFC 7009 §2.1)', async () => {
    const { json } = await issue(large);
    expect(json.access_token.length).toBeGreaterThan(47_000);
    const token = { ...large, token: json.access_token };
    expect((await postForm(at('/connect/introspect'), token)).json.active).toBe(true);
    expect((await postForm(at('/connect/revocation'), token)).status).toBe(200);
    expect((await postForm(at('/connect/introspect'), token)).json).toEqual({ active: false });
  });

  it('is not issued where it would be larger: the log says why', async () => {
    const { status, json } = await issue({ ...large, client_id: 'too-large' });
    expect([status, json.error, json.error_uri]).toEqual([
      500,
      'server_error',
      `${server.url}/docs/errors/token.too-long`,
    ]);
  });

  it('is told to be none of ours where it is larger (RFC 7662 §2.2, RFC 7009 §2.2)', async () => {
    const token = `e30.${'a'.repeat(60_000)}.a`;
    expect((await postForm(at('/connect/introspect'), { ...large, token })).json).toEqual({ active: false });
    expect((await postForm(at('/connect/revocation'), { ...large, token })).status).toBe(200);
  });
});

describe('a parameter that is too long', () => {
  it.each([
    ['nonce', 512],
    ['claims', 4000],
    ['acr_values', 500],
    ['ui_locales', 500],
    ['login_hint', 4000],
  ])('is named to the client with how long it may be: %s of more than %s characters', async (name, most) => {
    const { searchParams } = locationOf(await authorize(server, new Browser(), { [name]: 'x'.repeat(most + 1) }));
    expect(searchParams.get('error')).toBe('invalid_request');
    expect(searchParams.get('error_description')).toBe(`${name} is too long: it may have ${most} characters at most.`);
    expect(searchParams.get('state')).toBe('state-1');
  });

  it('is named where it is a resource (RFC 8707 §2)', async () => {
    const asked = { redirect_uri: redirectUri, resource: `${longApi}a` };
    const { searchParams } = locationOf(await authorize(server, new Browser(), asked));
    expect([searchParams.get('error'), searchParams.get('error_description')]).toEqual([
      'invalid_target',
      'resource is too long: it may have 512 characters at most.',
    ]);
  });
});
