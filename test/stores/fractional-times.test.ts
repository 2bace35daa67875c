import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { authorize, authorizeServer, interactionOf, redeem, redirectUri } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';
import { contextOf } from '../support/decisions.ts';
import { proofKey } from '../support/dpop.ts';
import { newStore, storeKinds } from '../support/stores.ts';

const ciba = 'urn:openid:params:grant-type:ciba';
let keys: CryptoKeyPair;
let jwks: { readonly keys: readonly Record<string, unknown>[] };
beforeAll(async () => {
  keys = (await generateKeyPair('ES256')) as CryptoKeyPair;
  jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k' }] };
});

/** Signed by the client `exact`; every instant has a fraction. */
function signed({ url, clock }: TestServer, claims: object): Promise<string> {
  const now = clock.now();
  const times = { iat: now - 1.25, nbf: now - 1.25, exp: now + 30.5 };
  const all = { iss: 'exact', aud: url, jti: crypto.randomUUID(), ...times, ...claims };
  return new SignJWT(all).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(keys.privateKey);
}

async function asExact(server: TestServer) {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await signed(server, { sub: 'exact' }),
  };
}

describe.each(storeKinds)('instants of a JWT with fractions (RFC 7519 §2), kept in %s', (kind) => {
  it('are taken from assertions, request objects and proofs, and answered as whole seconds', async (context) => {
    const server = await authorizeServer({
      store: await newStore(kind, context),
      clients: [
        {
          clientId: 'exact',
          jwks,
          redirectUris: [redirectUri],
          allowedGrantTypes: ['authorization_code', 'client_credentials', ciba],
          allowedScopes: ['openid', 'api.read'],
        },
      ],
    });
    context.onTestFinished(() => server.close());
    const asked = { client_id: 'exact', response_type: 'code', redirect_uri: redirectUri, scope: 'openid' };
    const request = await signed(server, { ...asked, code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' });
    const pushed = await postForm(`${server.url}/connect/par`, { ...(await asExact(server)), request });
    expect([pushed.status, pushed.json.expires_in]).toEqual([201, 30]);

    const hint = await signed(server, { scope: 'openid', login_hint: 'alice', requested_expiry: 60.0 });
    const begun = await postForm(`${server.url}/connect/ciba`, { ...(await asExact(server)), request: hint });
    expect([begun.status, begun.json.expires_in]).toEqual([200, 60]);

    const proof = await (await proofKey(server)).header({ claims: { iat: server.clock.now() - 0.25 } });
    const form = { ...(await asExact(server)), grant_type: 'client_credentials' };
    const token = await postForm(`${server.url}/connect/token`, form, proof);
    expect([token.status, token.json.token_type]).toEqual([200, 'DPoP']);
  });

  it('of a sign-in that a front end tells of become a whole auth_time', async (context) => {
    const server = await authorizeServer({ store: await newStore(kind, context) });
    context.onTestFinished(() => server.close());
    const browser = new Browser();
    const { interactions } = server.server.services;
    const interaction = interactionOf(await authorize(server, browser, { scope: 'openid' }));
    const before = server.clock.now() - 10;
    const cookies = browser.received.map((line) => line.split(';', 1)[0]).join('; ');
    const header = (name: string) => (name === 'cookie' ? cookies : undefined);
    const sent = { method: 'POST', target: '/', header, body: async () => new Uint8Array() };
    const complete = (authenticatedAt: number) =>
      interactions.complete(sent, interaction, { login: { subject: '1', authenticatedAt } }, contextOf(server));
    await expect(complete(Number.NaN)).rejects.toMatchObject({ reason: 'interaction.invalid-result' });
    const { location } = await complete(before + 0.75);
    const code = locationOf(await browser.get(location)).searchParams.get('code')!;
    const tokens = (await (await redeem(server, code)).json()) as Record<string, string>;
    expect(decodeJwt(tokens.id_token!)['auth_time']).toBe(before);
  });
});
