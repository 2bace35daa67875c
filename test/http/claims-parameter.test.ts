import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { answer, authorize, authorizeServer, type Parameters, redeem } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

const narrowUri = 'https://narrow.example/cb';
const everything = { name: null, email: { essential: true }, salary: null };
const claims = JSON.stringify({ userinfo: everything, id_token: everything });
let server: TestServer;

beforeAll(async () => {
  server = await authorizeServer({
    users: [
      {
        subject: '1',
        username: 'alice',
        password: 'wonderland',
        claims: { name: 'Alice', email: 'alice@example.com', salary: 90_000, acr: 'urn:example:strong' },
      },
    ],
    clients: [
      {
        clientId: 'narrow',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid'],
        redirectUris: [narrowUri],
      },
    ],
  });
});
afterAll(() => server.close());

/** Signs alice in, and consents to `scopes` where she is asked; resolves to what the client is told of her. */
async function told(changes: Parameters, scopes?: readonly string[]) {
  const browser = new Browser();
  const login = { username: 'alice', password: 'wonderland' };
  const asked = await answer(server, browser, await authorize(server, browser, { claims, ...changes }), { login });
  const done = scopes === undefined ? asked : await answer(server, browser, asked, { consent: { scopes } });
  const code = locationOf(done).searchParams.get('code') ?? '';
  const { client_id, redirect_uri } = changes;
  const tokens = (await (
    await redeem(server, code, client_id === undefined ? {} : { client_id, redirect_uri })
  ).json()) as {
    access_token: string;
    id_token: string;
  };
  const response = await fetch(`${server.url}/connect/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  const userInfo = (await response.json()) as Record<string, unknown>;
  const identity = decodeJwt(tokens.id_token);
  const pick = ({ name, email, salary }: Record<string, unknown>) => ({ name, email, salary });
  return { userInfo: pick(userInfo), identity: pick(identity) };
}

const nothing = { name: undefined, email: undefined, salary: undefined };

describe('claims as a way around scopes (OpenID Connect Core §5.5, RFC 6749 §3.3)', () => {
  it('gives a client nothing that none of its scopes stands for, essential or not', async () => {
    const changes = { client_id: 'narrow', redirect_uri: narrowUri, scope: 'openid' };
    expect(await told(changes)).toEqual({ userInfo: nothing, identity: nothing });
  });

  it('gives what scopes of the client stand for, asked for by claims alone', async () => {
    const given = { name: 'Alice', email: 'alice@example.com', salary: undefined };
    expect(await told({ scope: 'openid' })).toEqual({ userInfo: given, identity: given });
  });

  it('gives nothing that the user was not asked about', async () => {
    const careful = { client_id: 'careful', redirect_uri: 'https://careful.example/cb' };
    expect(await told({ ...careful, scope: 'openid' }, ['openid'])).toEqual({ userInfo: nothing, identity: nothing });
  });

  it('gives nothing that the user left out, where consent was asked for', async () => {
    const changes = { scope: 'openid profile email', prompt: 'consent' };
    const given = { name: 'Alice', email: undefined, salary: undefined };
    expect(await told(changes, ['openid', 'profile'])).toEqual({ userInfo: given, identity: given });
  });
});

it('never takes for the strength of a sign-in what a profile calls acr (OpenID Connect Core §2)', async () => {
  const browser = new Browser();
  const wish = JSON.stringify({ id_token: { acr: { values: ['urn:example:strong'] } }, userinfo: { acr: null } });
  const done = await answer(server, browser, await authorize(server, browser, { claims: wish }), {
    login: { username: 'alice', password: 'wonderland' },
  });
  const code = locationOf(done).searchParams.get('code') ?? '';
  const tokens = (await (await redeem(server, code)).json()) as { access_token: string; id_token: string };
  expect(decodeJwt(tokens.id_token)).not.toHaveProperty('acr');
  const authorization = `Bearer ${tokens.access_token}`;
  const userInfo = await (await fetch(`${server.url}/connect/userinfo`, { headers: { authorization } })).json();
  expect(userInfo).not.toHaveProperty('acr');
});
