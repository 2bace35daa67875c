import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Listening, listen } from '../../src/http/node-listener.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { proofKey } from '../support/dpop.ts';
import {
  type Answer,
  asUserGrant,
  claimsOf,
  type ExchangeServer,
  exchangeConfiguration,
  exchangeGrant,
  jwtBearerGrant,
  serveExchange,
  typeOf,
} from '../support/exchange.ts';
import { freePort } from '../support/free-port.ts';
import { conformancePlan } from './verifies.ts';

const chatApi = 'https://api.chat.example';
const filesApi = 'https://files.chat.example';
const clientSecrets = [{ value: 'secret' }];
const idJag = typeOf('id-jag');

/** The identity provider, and the server of the chat application, each a Mintmark. */
let idp: ExchangeServer;
let chat: MintmarkServer;
let chatUrl: string;
let listening: Listening;

beforeAll(async () => {
  chatUrl = `http://localhost:${await freePort()}`;
  const target = {
    issuer: chatUrl,
    clientId: 'wiki-at-chat',
    scopes: ['chat.read', 'chat.history', 'files.read'],
    resources: [chatApi, filesApi],
    claims: ['email'],
  };
  const client = exchangeConfiguration.clients[0]!;
  idp = await serveExchange({
    ...exchangeConfiguration,
    apiScopes: [...exchangeConfiguration.apiScopes, { name: 'delegate' }],
    clients: [
      {
        ...client,
        clientId: 'wiki',
        allowedScopes: ['openid', 'email', 'orders.read'],
        tokenExchange: {
          subjectTokens: ['id_token', 'refresh_token', 'access_token'],
          audiences: [target, 'wiki'],
          actors: ['agent'],
        },
      },
      {
        ...client,
        clientId: 'pairwise-wiki',
        allowedScopes: ['openid'],
        tokenExchange: { subjectTokens: ['refresh_token'], audiences: [{ ...target, relyingParty: 'chat' }] },
      },
      {
        clientId: 'chat',
        clientSecrets,
        allowedGrantTypes: ['authorization_code'],
        redirectUris: ['https://chat.example/cb'],
        pairwiseSubjectSalt: 'salt',
      },
      {
        clientId: 'agent',
        clientSecrets,
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['delegate', 'gateway'],
      },
      {
        clientId: 'spa',
        requireClientSecret: false,
        allowedGrantTypes: [asUserGrant, exchangeGrant],
        allowedScopes: ['openid'],
        allowOfflineAccess: true,
        tokenExchange: { subjectTokens: ['refresh_token'] },
      },
    ],
  });
  const atChat = {
    clientSecrets,
    allowedGrantTypes: [jwtBearerGrant],
    allowedScopes: ['chat.read', 'chat.history', 'files.read'],
    allowOfflineAccess: true,
  };
  chat = await createServer({
    mode: 'dev',
    issuer: chatUrl,
    clock: idp.clock,
    storage: { kind: 'memory' },
    apiScopes: ['chat.read', 'chat.history', 'files.read'].map((name) => ({ name })),
    apiResources: [
      { name: chatApi, scopes: ['chat.read', 'chat.history'] },
      { name: filesApi, scopes: ['files.read'] },
    ],
    trustedIssuers: [
      {
        issuer: idp.url,
        jwksUri: `${idp.url}/.well-known/openid-configuration/jwks`,
        uses: ['identityAssertion'],
        subjects: 'same',
      },
    ],
    clients: [
      { ...atChat, clientId: 'wiki-at-chat' },
      { ...atChat, clientId: 'other' },
      { ...atChat, clientId: 'public', clientSecrets: [], requireClientSecret: false, allowOfflineAccess: false },
    ],
  });
  listening = await listen(chat, { host: 'localhost', port: Number(new URL(chatUrl).port) });
});
afterAll(async () => {
  await listening.stop();
  await chat.close();
  await idp.close();
});

const refused = (error: string) => ({ status: 400, body: { error } });

async function signIn(clientId = 'wiki', scope = 'openid email offline_access') {
  const { body } = await idp.post(clientId, { grant_type: asUserGrant, scope });
  const refresh = await idp.post(clientId, { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) });
  return { identityToken: String(refresh.body.id_token), refreshToken: String(refresh.body.refresh_token) };
}

/** Asks the identity provider for an ID-JAG, of an ID token. */
const ask = async (more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  askWith((await signIn()).identityToken, 'id_token', more, headers);
const askWith = (
  token: string,
  type: string,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
  clientId = 'wiki',
) =>
  idp.post(
    clientId,
    {
      grant_type: exchangeGrant,
      requested_token_type: idJag,
      audience: chatUrl,
      subject_token: token,
      subject_token_type: typeOf(type),
      ...more,
    },
    headers,
  );

/** Presents an ID-JAG to the chat application's server. */
async function present(
  assertion: string,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
  clientId = 'wiki-at-chat',
): Promise<Answer> {
  const response = await fetch(`${chatUrl}/connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:secret`)}`, ...headers },
    body: new URLSearchParams({ grant_type: jwtBearerGrant, assertion, ...more }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** What the identity provider would sign if it were another one. */
let made = 0;
function signed(changes: Record<string, unknown> = {}, typ = 'oauth-id-jag+jwt'): Promise<string> {
  const now = idp.clock.now();
  made += 1;
  return idp.server.services.tokenCreationService.createJwt(
    {
      iss: idp.url,
      sub: '1',
      aud: chatUrl,
      client_id: 'wiki-at-chat',
      jti: `made-${made}`,
      iat: now,
      exp: now + 300,
      scope: 'chat.read',
      ...changes,
    } as never,
    { typ },
  );
}

const discovery = async (issuer: string) =>
  (await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json()) as Record<string, unknown>;

conformancePlan('id-jag', (verifies) => {
  verifies('id-jag-claims', async () => {
    const answer = await ask();
    expect(decodeProtectedHeader(String(answer.body.access_token)).typ).toBe('oauth-id-jag+jwt');
    expect(claimsOf(answer)).toMatchObject({
      iss: idp.url,
      sub: '1',
      aud: chatUrl,
      client_id: 'wiki-at-chat',
      jti: expect.any(String),
      iat: idp.clock.now(),
      exp: idp.clock.now() + 300,
      auth_time: expect.any(Number),
      amr: ['badge'],
      email: 'alice@example.com',
    });
  });

  verifies('id-jag-subject', async () => {
    const { refreshToken } = await signIn('pairwise-wiki', 'openid offline_access');
    const answer = await askWith(refreshToken, 'refresh_token', {}, {}, 'pairwise-wiki');
    // SHA-256 of salt|1, as in ID tokens for the client chat.
    expect(claimsOf(answer).sub).toBe('DKpLIADedZ2j-zwSJ4EgI0-0SiIpfYFAK2kr53enfPA');
  });

  verifies('id-jag-audience', async () => {
    expect(claimsOf(await ask()).aud).toBe(chatUrl);
    expect(await ask({ audience: 'https://unknown.example' })).toMatchObject(refused('invalid_target'));
    expect(await ask({ audience: `${chatUrl}/` })).toMatchObject(refused('invalid_target'));
  });

  verifies('id-jag-of-id-token', async () => {
    const { identityToken } = await signIn();
    expect((await askWith(identityToken, 'id_token')).status).toBe(200);
    const { identityToken: others } = await signIn('pairwise-wiki', 'openid offline_access');
    expect(await askWith(others, 'id_token')).toMatchObject(refused('invalid_request'));
    const accessToken = await idp.usersToken('openid', 'wiki');
    expect(await askWith(accessToken, 'access_token')).toMatchObject(refused('invalid_request'));
    expect(await askWith(accessToken, 'id_token')).toMatchObject(refused('invalid_request'));
    idp.clock.advance(301);
    expect(await askWith(identityToken, 'id_token')).toMatchObject(refused('invalid_request'));
  });

  verifies('id-jag-of-refresh-token', async () => {
    const { refreshToken } = await signIn();
    const first = await askWith(refreshToken, 'refresh_token');
    expect(claimsOf(first)).toMatchObject({ sub: '1', email: 'alice@example.com' });
    // It is not used up.
    expect((await askWith(refreshToken, 'refresh_token')).status).toBe(200);
    const { refreshToken: others } = await signIn('pairwise-wiki', 'openid offline_access');
    expect(await askWith(others, 'refresh_token')).toMatchObject(refused('invalid_request'));
    await fetch(`${idp.url}/connect/revocation`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('wiki:secret')}` },
      body: new URLSearchParams({ token: refreshToken }),
    });
    expect(await askWith(refreshToken, 'refresh_token')).toMatchObject(refused('invalid_request'));
  });

  verifies('id-jag-resource', async () => {
    expect(claimsOf(await ask({ resource: chatApi })).resource).toBe(chatApi);
    expect(claimsOf(await ask()).resource).toEqual([chatApi, filesApi]);
    expect(await ask({ resource: 'https://other.example' })).toMatchObject(refused('invalid_target'));
  });

  verifies('id-jag-scope', async () => {
    const answer = await ask({ scope: 'chat.read' });
    expect(answer.body.scope).toBe('chat.read');
    expect(claimsOf(answer).scope).toBe('chat.read');
    expect((await ask()).body.scope).toBe('chat.read chat.history files.read');
    expect(await ask({ scope: 'chat.read chat.admin' })).toMatchObject(refused('invalid_scope'));
  });

  const agentsToken = async (scope: string) =>
    String((await idp.post('agent', { grant_type: 'client_credentials', scope })).body.access_token);

  verifies('id-jag-actor', async () => {
    expect(claimsOf(await ask())).not.toHaveProperty('act');
    const actor_token = await agentsToken('delegate');
    const answer = await ask({ actor_token, actor_token_type: typeOf('access_token') });
    expect(claimsOf(answer)).toMatchObject({ sub: '1', act: { sub: 'agent' } });
    expect(await ask({ actor_token })).toMatchObject(refused('invalid_request'));
  });

  verifies('id-jag-actor-audience', async () => {
    const actor_token = await agentsToken('gateway');
    const answer = await ask({ actor_token, actor_token_type: typeOf('access_token') });
    expect(answer).toMatchObject(refused('invalid_request'));
  });

  verifies('id-jag-response', async () => {
    expect((await ask({ scope: 'chat.read' })).body).toEqual({
      access_token: expect.any(String),
      expires_in: 300,
      token_type: 'N_A',
      scope: 'chat.read',
      issued_token_type: idJag,
    });
  });

  verifies('id-jag-taken-type', async () => {
    expect(await present(await signed({}, 'JWT'))).toMatchObject(refused('invalid_grant'));
    expect(await present(await signed({}, 'at+jwt'))).toMatchObject(refused('invalid_grant'));
    expect((await present(await signed({}, 'application/oauth-id-jag+jwt'))).status).toBe(200);
    const { identityToken } = await signIn();
    expect(await present(identityToken)).toMatchObject(refused('invalid_grant'));
  });

  verifies('id-jag-taken-audience', async () => {
    for (const aud of [
      'https://other.example',
      [chatUrl, 'https://other.example'],
      [chatUrl, chatUrl],
      undefined,
      [],
      `${chatUrl}/`,
    ]) {
      expect(await present(await signed({ aud }))).toMatchObject(refused('invalid_grant'));
    }
    expect((await present(await signed({ aud: [chatUrl] }))).status).toBe(200);
  });

  verifies('id-jag-taken-client', async () => {
    const assertion = String((await ask()).body.access_token);
    expect(await present(assertion, {}, {}, 'other')).toMatchObject(refused('invalid_grant'));
    expect((await present(assertion)).status).toBe(200);
    expect(await present(await signed({ client_id: undefined }))).toMatchObject(refused('invalid_grant'));
  });

  verifies('id-jag-taken-scope', async () => {
    const read = await present(await signed({ scope: 'chat.read' }));
    expect(read.body.scope).toBe('chat.read');
    expect(claimsOf(read)).toMatchObject({ sub: '1', scope: 'chat.read', aud: chatApi, client_id: 'wiki-at-chat' });
    const more = await present(await signed({ scope: 'chat.read' }), { scope: 'chat.read chat.history' });
    expect(more).toMatchObject(refused('invalid_scope'));
    expect((await present(await signed({ scope: 'chat.read chat.admin' }))).body.scope).toBe('chat.read');
    expect(await present(await signed({ scope: 'chat.admin' }))).toMatchObject(refused('invalid_scope'));
    expect(await present(await signed({ scope: ['chat.read'] }))).toMatchObject(refused('invalid_grant'));
  });

  verifies('id-jag-taken-resource', async () => {
    const scope = 'chat.read files.read';
    const both = await present(await signed({ scope, resource: [chatApi, filesApi] }));
    expect(claimsOf(both)).toMatchObject({ aud: [chatApi, filesApi], scope });
    const one = await present(await signed({ scope, resource: chatApi }));
    expect(claimsOf(one)).toMatchObject({ aud: chatApi, scope: 'chat.read' });
    const beyond = await present(await signed({ scope, resource: chatApi }), { resource: filesApi });
    expect(beyond).toMatchObject(refused('invalid_target'));
    expect(await present(await signed({ scope, resource: 'https://other.example' }))).toMatchObject(
      refused('invalid_target'),
    );
  });

  verifies('id-jag-taken-actor', async () => {
    const answer = await present(await signed({ act: { sub: 'agent', act: { sub: 'helper' } } }));
    expect(claimsOf(answer)).toMatchObject({ sub: '1', act: { sub: 'agent', act: { sub: 'helper' } } });
    for (const act of ['agent', {}, { sub: 5 }, chainOf(11)]) {
      expect(await present(await signed({ act }))).toMatchObject(refused('invalid_grant'));
    }
  });

  verifies('id-jag-no-refresh-token', async () => {
    expect((await present(await signed())).body).not.toHaveProperty('refresh_token');
    const asked = await present(await signed({ scope: 'chat.read offline_access' }), {
      scope: 'chat.read offline_access',
    });
    expect(asked).toMatchObject(refused('invalid_scope'));
  });

  verifies('id-jag-discovery', async () => {
    expect(await discovery(idp.url)).toMatchObject({ identity_chaining_requested_token_types_supported: [idJag] });
    expect(await discovery(chatUrl)).toMatchObject({
      grant_types_supported: expect.arrayContaining([jwtBearerGrant]),
      authorization_grant_profiles_supported: ['urn:ietf:params:oauth:grant-profile:id-jag'],
    });
    expect(await discovery(chatUrl)).not.toHaveProperty('identity_chaining_requested_token_types_supported');
  });

  verifies('id-jag-confidential', async () => {
    const signedIn = await fetch(`${idp.url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'spa', grant_type: asUserGrant, scope: 'openid offline_access' }),
    });
    const { refresh_token } = (await signedIn.json()) as Record<string, string>;
    const response = await fetch(`${idp.url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: 'spa',
        grant_type: exchangeGrant,
        requested_token_type: idJag,
        audience: chatUrl,
        subject_token: refresh_token!,
        subject_token_type: typeOf('refresh_token'),
      }),
    });
    expect(await response.json()).toMatchObject({ error: 'unauthorized_client' });
    const taken = await fetch(`${chatUrl}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: 'public',
        grant_type: jwtBearerGrant,
        assertion: await signed({ client_id: 'public' }),
      }),
    });
    expect(await taken.json()).toMatchObject({ error: 'invalid_grant' });
  });

  verifies('id-jag-own', async () => {
    const assertion = await signed({ aud: idp.url, client_id: 'wiki' });
    const own = await idp.post('wiki', { grant_type: jwtBearerGrant, assertion });
    expect(own.body).not.toHaveProperty('access_token');
    const exchanged = await askWith(String((await ask()).body.access_token), 'id-jag');
    expect(exchanged.body).not.toHaveProperty('access_token');
  });

  verifies('id-jag-bound', async () => {
    const key = await proofKey(idp);
    const bound = await ask({}, await key.header());
    expect(claimsOf(bound).cnf).toEqual({ jkt: expect.stringMatching(/^[\w-]{43}$/) });
    expect(bound.body.token_type).toBe('N_A');
    const wrong = await ask({}, await key.header({ claims: { htm: 'GET' } }));
    expect(wrong).toMatchObject(refused('invalid_dpop_proof'));
  });

  verifies('id-jag-taken-bound', async () => {
    const key = await proofKey(idp);
    const other = await proofKey(idp);
    const atChat = { claims: { htu: `${chatUrl}/connect/token` } };
    const bound = async () => String((await ask({}, await key.header())).body.access_token);
    const answer = await present(await bound(), {}, await key.header(atChat));
    expect(answer.body.token_type).toBe('DPoP');
    expect(claimsOf(answer).cnf).toEqual({ jkt: expect.any(String) });
    expect(await present(await bound())).toMatchObject(refused('invalid_grant'));
    expect(await present(await bound(), {}, await other.header(atChat))).toMatchObject(refused('invalid_grant'));
    expect(await present(await signed({ cnf: { jwk: {} } }))).toMatchObject(refused('invalid_grant'));
  });
});

function chainOf(length: number): object {
  return length === 1 ? { sub: 'a1' } : { sub: `a${length}`, act: chainOf(length - 1) };
}
