import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { type FrontEnd, frontEnd } from 'mintmark';
import { protectResource } from 'mintmark/resource-server';
import type { TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize, authorizeServer, interactionOf, type Parameters, redeem } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

const secret = 'the secret of the API, which is long';
const resource = 'https://api.example';
const client = {
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: ['authorization_code', 'refresh_token'],
  allowedScopes: ['openid', 'api.read'],
  allowOfflineAccess: true,
  redirectUris: ['https://web.example/callback'],
};

let server: TestServer;
let pages: FrontEnd;
/** An API that reads orders for anybody, pays for those who signed in with gold a minute ago at most. */
let api: Server;
beforeAll(async () => {
  server = await authorizeServer({
    passwordAcr: 'silver',
    acrValues: ['gold'],
    apiResources: [{ name: resource, scopes: ['api.read'], apiSecrets: [{ value: secret }] }],
    clients: [
      { ...client, clientId: 'jwt' },
      { ...client, clientId: 'reference', accessTokenType: 'reference' },
      { ...client, clientId: 'strict', defaultAcrValues: ['gold'], defaultMaxAge: 120 },
    ],
  });
  pages = frontEnd(server.server);
  const protection = protectResource({
    resource,
    issuer: server.url,
    clock: server.clock,
    introspection: { clientId: resource, clientSecret: secret, cacheSeconds: 0 },
  });
  api = createServer(async (request, response) => {
    const needs = request.url === '/pay' ? { acrValues: ['gold'], maxAge: 60 } : {};
    const asked = new Request(`${resource}${request.url}`, {
      headers: { authorization: String(request.headers.authorization) },
    });
    const result = await protection.verify(asked, { scopes: ['api.read'], ...needs });
    const answer = result instanceof Response ? result : Response.json({ for: result.subject });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
});
afterAll(async () => {
  await once(api.close(), 'close');
  await server.close();
});

const call = (path: string, token: string) =>
  fetch(`http://127.0.0.1:${(api.address() as AddressInfo).port}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });

/** Answers what a front end is asked: the strongest sign-in that is wanted, and that this user is able to. */
async function signIn(browser: Browser, asked: Response, able: readonly string[]): Promise<Response> {
  const interactionId = interactionOf(asked);
  const cookie = `mintmark-${new URL(server.url).port}-browser=${browser.cookie('-browser')}`;
  const request = new Request(`${server.url}/own`, { headers: { cookie } });
  const { acrValues } = await pages.details(request, interactionId);
  const acr = acrValues.find((value) => able.includes(value)) ?? 'silver';
  const amr = acr === 'gold' ? ['hwk', 'mfa'] : ['pwd'];
  const { location } = await pages.complete(request, interactionId, { login: { subject: '1', acr, amr } });
  return browser.get(location);
}

interface Arrived {
  readonly asked: boolean;
  readonly parameters: URLSearchParams;
}

async function arrive(browser: Browser, changes: Parameters, able: readonly string[] = ['gold']): Promise<Arrived> {
  const first = await authorize(server, browser, {
    scope: 'openid api.read offline_access',
    nonce: undefined,
    ...changes,
  });
  const asked = locationOf(first).searchParams.has('interaction');
  const last = asked ? await signIn(browser, first, able) : first;
  return { asked, parameters: locationOf(last).searchParams };
}

async function tokensOf(clientId: string, { parameters }: Arrived) {
  const reply = await redeem(server, parameters.get('code')!, { client_id: clientId });
  return (await reply.json()) as { readonly access_token: string; readonly refresh_token: string };
}

/** What a client makes of a challenge (RFC 9470 §4). */
function wishesOf(challenge: string | null): Parameters {
  const value = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge ?? '')?.[1];
  expect(value('error')).toBe('insufficient_user_authentication');
  return { acr_values: value('acr_values'), max_age: value('max_age') };
}

describe('step-up authentication (RFC 9470)', () => {
  it.each(['jwt', 'reference'])('from the challenge of an API to a token that it takes (%s)', async (clientId) => {
    const browser = new Browser();
    const first = await tokensOf(clientId, await arrive(browser, { client_id: clientId }));
    expect((await call('/orders', first.access_token)).status).toBe(200);
    const refused = await call('/pay', first.access_token);
    expect(refused.status).toBe(401);
    const wishes = wishesOf(refused.headers.get('www-authenticate'));
    expect(wishes).toEqual({ acr_values: 'gold', max_age: '60' });
    const stronger = await arrive(browser, { client_id: clientId, ...wishes });
    expect(stronger.asked).toBe(true);
    const second = await tokensOf(clientId, stronger);
    const paid = await call('/pay', second.access_token);
    expect([paid.status, await paid.json()]).toEqual([200, { for: '1' }]);
    // Refreshing is no sign-in: it keeps what the token says, and after a minute that is too long ago (§6.1).
    server.clock.advance(61);
    const form = { grant_type: 'refresh_token', refresh_token: second.refresh_token, client_id: clientId };
    const renewed = await fetch(`${server.url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, client_secret: 'secret' }),
    });
    const { access_token: later } = (await renewed.json()) as { readonly access_token: string };
    const again = await call('/pay', later);
    expect(wishesOf(again.headers.get('www-authenticate'))).toEqual({ acr_values: 'gold', max_age: '60' });
  });

  it('acr and auth_time stand in JWT access tokens and at introspection (§6.1, §6.2)', async () => {
    const signedInAt = server.clock.now();
    const { access_token } = await tokensOf(
      'jwt',
      await arrive(new Browser(), { client_id: 'jwt', acr_values: 'gold' }),
    );
    expect(decodeJwt(access_token)).toMatchObject({ acr: 'gold', auth_time: signedInAt });
    for (const clientId of ['jwt', 'reference']) {
      const arrived = await arrive(new Browser(), { client_id: clientId, acr_values: 'gold' });
      const { access_token: token } = await tokensOf(clientId, arrived);
      const body = new URLSearchParams({ client_id: resource, client_secret: secret, token });
      const answer = await (await fetch(`${server.url}/connect/introspect`, { method: 'POST', body })).json();
      expect(answer).toMatchObject({ active: true, acr: 'gold', auth_time: signedInAt });
    }
  });

  it('a sign-in that is strong enough is not asked for again', async () => {
    const browser = new Browser();
    await arrive(browser, { client_id: 'jwt', acr_values: 'gold' });
    const second = await arrive(browser, { client_id: 'jwt', acr_values: 'platinum gold' });
    expect([second.asked, second.parameters.has('code')]).toEqual([false, true]);
  });

  it('fails where the user cannot do what is asked, instead of going round in circles (§5)', async () => {
    const browser = new Browser();
    await arrive(browser, { client_id: 'jwt' });
    const { asked, parameters } = await arrive(browser, { client_id: 'jwt', acr_values: 'gold' }, []);
    expect([asked, parameters.get('error')]).toEqual([true, 'unmet_authentication_requirements']);
  });

  it('fails at once for what no sign-in gives (§5)', async () => {
    const { asked, parameters } = await arrive(new Browser(), { client_id: 'jwt', acr_values: 'platinum' });
    expect([asked, parameters.get('error')]).toEqual([false, 'unmet_authentication_requirements']);
  });

  it('asks nobody where nobody may be asked (OpenID Connect Core 1.0 §3.1.2.1)', async () => {
    const browser = new Browser();
    await arrive(browser, { client_id: 'jwt' });
    const { parameters } = await arrive(browser, { client_id: 'jwt', acr_values: 'gold', prompt: 'none' });
    expect(parameters.get('error')).toBe('login_required');
  });

  it('is announced (§7)', async () => {
    const metadata = (await (await fetch(`${server.url}/.well-known/openid-configuration`)).json()) as object;
    expect(metadata).toMatchObject({ acr_values_supported: ['silver', 'gold'] });
  });

  it('is a wish where nothing is announced (OpenID Connect Core 1.0 §5.5.1.1)', async () => {
    const plain = await authorizeServer();
    const browser = new Browser();
    const first = await authorize(plain, browser, { acr_values: 'gold' });
    const login = { username: 'alice', password: 'wonderland' };
    const reply = await browser.postJson(`${plain.url}/interaction/${interactionOf(first)}`, { login });
    const { location } = (await reply.json()) as { readonly location: string };
    expect(locationOf(await browser.get(location)).searchParams.has('code')).toBe(true);
    await plain.close();
  });
});

describe('what a client asks for by default (OpenID Connect Registration 1.0 §2)', () => {
  it('defaultAcrValues stands for acr_values, and back behind it and behind claims', async () => {
    const acrOf = async (changes: Parameters) => {
      const arrived = await arrive(new Browser(), { client_id: 'strict', ...changes });
      return decodeJwt((await tokensOf('strict', arrived)).access_token)['acr'];
    };
    expect(await acrOf({})).toBe('gold');
    expect(await acrOf({ acr_values: 'silver' })).toBe('silver');
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['silver'] } } });
    expect(await acrOf({ claims })).toBe('silver');
  });

  it('defaultMaxAge stands for max_age, and back behind it', async () => {
    const browser = new Browser();
    const again = async (changes: Parameters = {}) =>
      (await arrive(browser, { client_id: 'strict', ...changes })).asked;
    expect(await again()).toBe(true);
    server.clock.advance(120);
    expect(await again()).toBe(false);
    server.clock.advance(1);
    expect(await again({ max_age: '300' })).toBe(false);
    expect(await again()).toBe(true);
  });
});
