import { createServer, type Listening, listen, type MintmarkServer } from 'mintmark';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, freePort } from '../ask.ts';
import { chatServer, chats, identityProvider } from './servers.ts';

const idJag = 'urn:ietf:params:oauth:token-type:id-jag';
let idp: TestServer;
let chat: MintmarkServer;
let chatIssuer: string;
let listening: Listening;

beforeAll(async () => {
  const port = await freePort();
  chatIssuer = `http://localhost:${port}`;
  idp = await createTestServer(identityProvider(chatIssuer));
  chat = await createServer({
    mode: 'dev',
    storage: { kind: 'memory' },
    ...chatServer(idp.url),
    issuer: chatIssuer,
  });
  listening = await listen(chat, { host: 'localhost', port });
});
afterAll(async () => {
  await listening.stop();
  await chat.close();
  await idp.close();
});

/** What `wiki` has since Alice signed in. */
async function signIn() {
  const first = await ask(idp.url, 'wiki', {
    grant_type: 'password',
    username: 'alice',
    password: 'alice',
    scope: 'openid email offline_access',
  });
  const { body } = await ask(idp.url, 'wiki', {
    grant_type: 'refresh_token',
    refresh_token: String(first.body.refresh_token),
  });
  return { identityToken: String(body.id_token), refreshToken: String(body.refresh_token) };
}

const exchange = (token: string, type: string, more: Record<string, string> = {}) =>
  ask(idp.url, 'wiki', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: idJag,
    audience: chatIssuer,
    subject_token: token,
    subject_token_type: `urn:ietf:params:oauth:token-type:${type}`,
    ...more,
  });
const present = (assertion: unknown) =>
  ask(chatIssuer, 'wiki-at-chat', {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: String(assertion),
  });

it('takes a user of the identity provider all the way to the API of another server, by ID token and by refresh token', async () => {
  const { identityToken, refreshToken } = await signIn();
  for (const [token, type] of [
    [identityToken, 'id_token'],
    [refreshToken, 'refresh_token'],
  ] as const) {
    const assertion = await exchange(token, type);
    expect(assertion.body).toMatchObject({ issued_token_type: idJag, token_type: 'N_A', scope: 'chat.read' });
    const { body } = await present(assertion.body.access_token);
    expect(body).toMatchObject({ token_type: 'Bearer', scope: 'chat.read' });
    const request = new Request('https://api.chat.example/chats', {
      headers: { authorization: `Bearer ${String(body.access_token)}` },
    });
    const answer = await chats(chatIssuer)(request);
    expect(await answer.json()).toEqual({ chatsOf: 'corporate:1' });
  }
});

it('gives no more than the identity provider allows, and the assertion is good at no API', async () => {
  const { identityToken } = await signIn();
  expect((await exchange(identityToken, 'id_token', { scope: 'chat.write' })).body.error).toBe('invalid_scope');
  const elsewhere = { audience: 'https://files.example' };
  expect((await exchange(identityToken, 'id_token', elsewhere)).body.error).toBe('invalid_target');
  const { body } = await exchange(identityToken, 'id_token');
  const request = new Request('https://api.chat.example/chats', {
    headers: { authorization: `Bearer ${String(body.access_token)}` },
  });
  expect((await chats(chatIssuer)(request)).status).toBe(401);
});
