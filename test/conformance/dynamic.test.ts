import { decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifier } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { type Answer, postForm } from '../support/connect.ts';
import { checkArrival, checkJsonError, checkTokenResponse } from './support/checks.ts';
import { CibaClient, type CibaKeys, cibaKeys } from './support/ciba-client.ts';
import { authorizationRequest, complete, redeem, refusedOnPage, send, userInfo } from './support/flow.ts';
import { type Provider, redirectUri, startProvider } from './support/provider.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { manage, type RegisteredClient, register, registeredClient } from './support/registration.ts';
import { conformancePlan } from './verifies.ts';

const code = { responseType: 'code' };
const withQuery = 'https://client.example/callback?foo=bar';

/** A PNG of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let receiver: Receiver;
let provider: Provider;
beforeAll(async () => {
  receiver = await startReceiver();
  provider = await startProvider();
});
afterAll(async () => {
  await provider.server.close();
  await receiver.close();
});

/** What stands at every address of the client from now on. */
function publish(document: unknown): void {
  const headers = { 'content-type': 'application/json' };
  receiver.answer = { status: 200, headers, body: JSON.stringify(document) };
}

/** A whole flow up to the code. */
async function codeFor({ request }: RegisteredClient, changes = {}): Promise<string> {
  const sent = authorizationRequest(code, { ...request, ...changes });
  const { arrival } = await send(provider, provider.browser(), sent);
  return checkArrival(arrival!, 'query', { state: sent.state, issuer: provider.metadata.issuer }).get('code')!;
}

/** The form members of a client that authenticates by private_key_jwt; the audience is the issuer. */
async function assertionOf(clientId: string, keys: CibaKeys) {
  return {
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await new CibaClient(provider, clientId, keys).assertion(provider.metadata.issuer),
  };
}

const keyClient = {
  token_endpoint_auth_method: 'private_key_jwt',
  grant_types: ['authorization_code', 'refresh_token'],
};

async function signInPage(metadata: object): Promise<string> {
  const { request } = await registeredClient(provider, metadata);
  const url = `${provider.metadata.authorization_endpoint}?${new URLSearchParams(authorizationRequest(code, request))}`;
  const browser = new Browser();
  const asked = await browser.get(url);
  return (await browser.get(locationOf(asked).href)).text();
}

conformancePlan('dynamic', (verifies) => {
  verifies('oidcc-idtoken-rs256', async () => {
    const { request, options } = await registeredClient(provider, { id_token_signed_response_alg: 'RS256' });
    const { idToken } = await complete(provider, code, provider.browser(), request, options);
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: 'RS256', kid: expect.stringMatching(/./) });
    const other = await registeredClient(provider, { id_token_signed_response_alg: 'ES256' });
    const done = await complete(provider, code, provider.browser(), other.request, other.options);
    expect(decodeProtectedHeader(done.idToken).alg).toBe('ES256');
  });

  verifies('oidcc-userinfo-rs256', async () => {
    const registered = await registeredClient(provider, { userinfo_signed_response_alg: 'RS256' });
    const { clientId, options } = registered;
    const redeemed = await redeem(provider, await codeFor(registered), options.redeem, clientId, options.clientSecret);
    checkTokenResponse(redeemed);
    const answer = await userInfo(provider, redeemed.json.access_token);
    expect(answer.headers.get('content-type')).toMatch(/^application\/jwt/);
    expect(decodeProtectedHeader(answer.text).alg).toBe('RS256');
    const { payload } = await jwtVerify(answer.text, provider.findKey, {
      issuer: provider.metadata.issuer,
      audience: clientId,
      currentDate: new Date(provider.server.clock.now() * 1000),
    });
    expect(payload.sub).toBe('subject-of-alice');
    expect(payload).not.toHaveProperty('nonce');
  });

  verifies('oidcc-ensure-redirect-uri-in-authorization-request', async () => {
    const redirect_uris = [redirectUri, 'https://client.example/other'];
    const { request } = await registeredClient(provider, { redirect_uris });
    await refusedOnPage(provider, code, { ...request, redirect_uri: undefined });
  });

  verifies('oidcc-redirect-uri-query-OK', async () => {
    const registered = await registeredClient(provider, { redirect_uris: [withQuery] });
    const sent = authorizationRequest(code, { ...registered.request, redirect_uri: withQuery });
    const { arrival } = await send(provider, provider.browser(), sent);
    expect(arrival?.url.href.startsWith(`${withQuery}&code=`)).toBe(true);
    const { claims } = await complete(provider, code, provider.browser(), registered.request, registered.options);
    expect(claims.aud).toBe(registered.clientId);
  });

  verifies('oidcc-redirect-uri-query-mismatch', async () => {
    const { request } = await registeredClient(provider, { redirect_uris: [withQuery] });
    await refusedOnPage(provider, code, { ...request, redirect_uri: 'https://client.example/callback?bar=foo' });
  });

  verifies('oidcc-redirect-uri-query-added', async () => {
    const { request } = await registeredClient(provider);
    await refusedOnPage(provider, code, { ...request, redirect_uri: withQuery });
  });

  verifies('oidcc-redirect-uri-regfrag', async () => {
    const answer = await register(provider, { redirect_uris: ['https://client.example/callback#foobar'] });
    checkJsonError(answer, 400, 'invalid_redirect_uri');
  });

  verifies('oidcc-registration-logo-uri', async () => {
    receiver.answer = { status: 200, headers: { 'content-type': 'image/png' }, body: pixel };
    const html = await signInPage({ logo_uri: `${receiver.url}/logo.png`, client_name: 'Shop' });
    const [, source] = /<img class="client-logo" src="([^"]*)"/.exec(html) ?? [];
    expect(source).toMatch(new RegExp(`^${provider.metadata.issuer}/`));
    const picture = await fetch(source!);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(new Uint8Array(pixel));
  });

  verifies('oidcc-registration-policy-uri', async () => {
    const html = await signInPage({ policy_uri: 'https://client.example/privacy', client_name: 'Shop' });
    expect(html).toContain('<a href="https://client.example/privacy"');
  });

  verifies('oidcc-registration-tos-uri', async () => {
    const html = await signInPage({ tos_uri: 'https://client.example/terms', client_name: 'Shop' });
    expect(html).toContain('<a href="https://client.example/terms"');
  });

  verifies('oidcc-registration-jwks-uri', async () => {
    const keys = await cibaKeys();
    publish(keys.jwks);
    const registered = await registeredClient(provider, { ...keyClient, jwks_uri: `${receiver.url}/jwks` });
    const { clientId, options } = registered;
    const proof = await assertionOf(clientId, keys);
    checkTokenResponse(await redeem(provider, await codeFor(registered), { ...options.redeem, ...proof }, clientId));
    const stranger = await assertionOf(clientId, await cibaKeys());
    const refused = await redeem(provider, await codeFor(registered), { ...options.redeem, ...stranger }, clientId);
    checkJsonError(refused, 401, 'invalid_client');
  });

  verifies('oidcc-registration-sector-uri', async () => {
    publish([redirectUri, 'https://client.example/other']);
    const answer = await register(provider, { sector_identifier_uri: `${receiver.url}/sector` });
    expect(answer.status).toBe(201);
    expect(answer.json.sector_identifier_uri).toBe(`${receiver.url}/sector`);
  });

  verifies('oidcc-registration-sector-bad', async () => {
    publish(['https://client.example/other']);
    const sector = { subject_type: 'pairwise', sector_identifier_uri: `${receiver.url}/sector` };
    checkJsonError(await register(provider, sector), 400, 'invalid_client_metadata');
  });

  verifies('oidcc-server-rotate-keys', async () => {
    const kids = async (): Promise<string[]> => {
      const jwks = (await (await fetch(provider.metadata.jwks_uri)).json()) as { readonly keys: { kid: string }[] };
      return jwks.keys.map(({ kid }) => kid);
    };
    const before = await kids();
    await provider.server.server.services.keyRing.rotateNow();
    const after = await kids();
    expect(after.filter((kid) => before.includes(kid))).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
  });

  verifies('oidcc-refresh-token-rp-key-rotation', async () => {
    const [before, after] = [await cibaKeys(), await cibaKeys()];
    publish(before.jwks);
    const registered = await registeredClient(provider, { ...keyClient, jwks_uri: `${receiver.url}/rotating` });
    const { clientId } = registered;
    const wish = { scope: 'openid offline_access', prompt: 'consent' };
    const proof = { code_verifier: verifier, ...(await assertionOf(clientId, before)) };
    const first = await redeem(provider, await codeFor(registered, wish), proof, clientId);
    publish({ keys: after.jwks.keys.map((key) => ({ ...key, kid: `new-${key.kid}` })) });
    provider.server.clock.advance(60);
    const refreshed: Answer = await postForm(provider.metadata.token_endpoint, {
      grant_type: 'refresh_token',
      refresh_token: first.json.refresh_token,
      client_id: clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await new CibaClient(provider, clientId, after).assertion(undefined, {
        alg: 'ES256',
        kid: 'new-k1',
        key: after.privateKey,
      }),
    });
    checkTokenResponse(refreshed);
  });

  verifies('oidcc-ensure-client-assertion-with-iss-aud-succeeds', async () => {
    const keys = await cibaKeys();
    const registered = await registeredClient(provider, { ...keyClient, jwks: keys.jwks });
    const { clientId, options } = registered;
    const proof = await assertionOf(clientId, keys);
    checkTokenResponse(await redeem(provider, await codeFor(registered), { ...options.redeem, ...proof }, clientId));
  });

  verifies('oidcc-3rd_party-init-login', async () => {
    const initiate_login_uri = 'https://client.example/login';
    const answer = await register(provider, { initiate_login_uri });
    expect(answer.json.initiate_login_uri).toBe(initiate_login_uri);
    expect((await manage('GET', answer)).json.initiate_login_uri).toBe(initiate_login_uri);
  });

  verifies('oidcc-3rd_party-init-login-nohttps', async () => {
    const answer = await register(provider, { initiate_login_uri: 'http://client.example/login' });
    checkJsonError(answer, 400, 'invalid_client_metadata');
  });
});
