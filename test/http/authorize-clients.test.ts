import { exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { answer, authorizeServer } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

const redirectUri = 'https://certain.example/cb';
const login = { login: { username: 'alice', password: 'wonderland' } };
const http = { [oauth.allowInsecureRequests]: true };
let server: TestServer;
let as: oauth.AuthorizationServer;
let privateKey: CryptoKey;
const client: oauth.Client = { client_id: 'certain' };

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  privateKey = pair.privateKey;
  server = await authorizeServer({
    clients: [
      {
        clientId: 'certain',
        jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] },
        allowedGrantTypes: ['authorization_code'],
        allowedResponseTypes: ['code id_token'],
        allowedScopes: ['openid', 'profile'],
        redirectUris: [redirectUri],
      },
    ],
  });
  const issuer = new URL(server.url);
  as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
});
afterAll(() => server.close());

const authentication = () => oauth.PrivateKeyJwt({ key: privateKey, kid: 'k1' });

interface Begun {
  readonly parameters: URLSearchParams;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

async function begin(changes: Readonly<Record<string, string>> = {}): Promise<Begun> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const parameters = new URLSearchParams({
    client_id: 'certain',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...changes,
  });
  return { parameters, state, nonce, verifier };
}

async function walk(parameters: URLSearchParams): Promise<Response> {
  const browser = new Browser();
  return answer(server, browser, await browser.get(`${as.authorization_endpoint}?${parameters}`), login);
}

async function finish(callback: URLSearchParams, { nonce, verifier }: Begun): Promise<void> {
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication(),
    callback,
    redirectUri,
    verifier,
    http,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  const claims = oauth.getValidatedIdTokenClaims(tokens)!;
  const info = await oauth.userInfoRequest(as, client, tokens.access_token, http);
  expect((await oauth.processUserInfoResponse(as, client, claims.sub, info)).name).toBe('Alice');
}

describe('oauth4webapi, unmodified', () => {
  it('completes the code flow and userinfo (OpenID Connect Core §3.1)', async () => {
    const begun = await begin();
    const location = locationOf(await walk(begun.parameters));
    await finish(oauth.validateAuthResponse(as, client, location, begun.state), begun);
  });

  it('completes a pushed request object with a signed answer (RFC 9126, RFC 9101, JARM)', async () => {
    const begun = await begin({ response_mode: 'jwt' });
    const request = await oauth.issueRequestObject(as, client, begun.parameters, { key: privateKey, kid: 'k1' });
    const pushed = new URLSearchParams({ client_id: 'certain', request });
    const response = await oauth.pushedAuthorizationRequest(as, client, authentication(), pushed, http);
    const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, response);
    const location = locationOf(await walk(new URLSearchParams({ client_id: 'certain', request_uri })));
    await finish(await oauth.validateJwtAuthResponse(as, client, location, begun.state, http), begun);
  });

  it('completes the hybrid flow (OpenID Connect Core §3.3)', async () => {
    const begun = await begin({ response_type: 'code id_token' });
    const location = locationOf(await walk(begun.parameters));
    const callback = await oauth.validateCodeIdTokenResponse(
      as,
      client,
      location,
      begun.nonce,
      begun.state,
      undefined,
      http,
    );
    await finish(callback, begun);
  });

  it('is told of errors it understands (RFC 6749 §4.1.2.1)', async () => {
    const begun = await begin({ prompt: 'none' });
    const location = locationOf(await new Browser().get(`${as.authorization_endpoint}?${begun.parameters}`));
    expect(() => oauth.validateAuthResponse(as, client, location, begun.state)).toThrow(
      oauth.AuthorizationResponseError,
    );
  });

  it('binds the code and the tokens to a DPoP key, also at userinfo (RFC 9449 §7, §10)', async () => {
    const key = await oauth.generateKeyPair('ES256');
    const DPoP = oauth.DPoP(client, key);
    const begun = await begin({ dpop_jkt: await DPoP.calculateThumbprint() });
    const location = locationOf(await walk(begun.parameters));
    const callback = oauth.validateAuthResponse(as, client, location, begun.state);
    const redeem = (options: object) =>
      oauth.authorizationCodeGrantRequest(as, client, authentication(), callback, redirectUri, begun.verifier, {
        ...http,
        ...options,
      });
    expect((await redeem({})).status).toBe(400);
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, await redeem({ DPoP }), {
      expectedNonce: begun.nonce,
    });
    expect(tokens.token_type).toBe('dpop');
    const info = await oauth.userInfoRequest(as, client, tokens.access_token, { ...http, DPoP });
    expect((await oauth.processUserInfoResponse(as, client, '1', info)).sub).toBe('1');
    const stolen = await fetch(as.userinfo_endpoint!, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    expect(stolen.status).toBe(401);
    const unproved = await fetch(as.userinfo_endpoint!, { headers: { authorization: `DPoP ${tokens.access_token}` } });
    expect(unproved.status).toBe(401);
    expect(unproved.headers.get('www-authenticate')).toMatch(/^DPoP realm="mintmark", error="invalid_token"/);
    const other = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
    const answer = oauth.userInfoRequest(as, client, tokens.access_token, { ...http, DPoP: other });
    expect((await answer).status).toBe(401);
    const garbage = { authorization: `DPoP ${tokens.access_token}`, dpop: 'x.y.z' };
    const refused = await fetch(as.userinfo_endpoint!, { headers: garbage });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^DPoP realm="mintmark", error="invalid_dpop_proof"/);
  });
});

describe('one sign-in', () => {
  it('is answered once, however often the browser asks at a time (RFC 6749 §10.5)', async () => {
    const browser = new Browser();
    const begun = await browser.get(`${as.authorization_endpoint}?${(await begin()).parameters}`);
    const id = locationOf(begun).searchParams.get('interaction');
    const reply = await browser.postJson(`${server.url}/interaction/${id}`, login);
    const { location } = (await reply.json()) as { location: string };
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.get(location)));
    const codes = answers.filter((response) => response.headers.get('location')?.includes('code='));
    expect(codes).toHaveLength(1);
    // One that was sent before the answer with the session's cookie, and read after it was signed in, is asked to sign in for what is over by now.
    const others = answers.filter((response) => !codes.includes(response));
    const asked = others.filter((response) => response.status === 303);
    const ends = await Promise.all(asked.map((response) => browser.get(response.headers.get('location')!)));
    const refusals = others.filter((response) => response.status !== 303);
    expect([...refusals, ...ends].map(({ status }) => status)).toEqual(Array.from({ length: 19 }, () => 400));
  });
});
