import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import {
  answer,
  authorize,
  authorizeServer,
  authorizeUrl,
  codeRequest,
  interactionOf,
  redeem,
  redirectUri,
  signIn,
} from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';

let server: TestServer;
let keys: { publicKey: CryptoKey; privateKey: CryptoKey };
let strangerKeys: { publicKey: CryptoKey; privateKey: CryptoKey };

beforeAll(async () => {
  keys = await generateKeyPair('ES256');
  strangerKeys = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1' }] };
  server = await authorizeServer({
    clients: [
      {
        clientId: 'signing',
        jwks,
        allowedGrantTypes: ['authorization_code'],
        allowedScopes: ['openid', 'profile'],
        redirectUris: ['https://signing.example/cb'],
        requireRequestObject: true,
      },
    ],
  });
});
afterAll(() => server.close());

/** The page that a person sees, and nothing that leads elsewhere. */
function expectPage(response: Response): void {
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
}

describe('open redirect (RFC 9700 §4.11)', () => {
  it.each([
    'https://evil.example/callback',
    `${redirectUri}/`,
    `${redirectUri}/..`,
    `${redirectUri}?x=y`,
    `${redirectUri}#x`,
    'https://web.example:443/callback',
    'https://WEB.example/callback',
    'https://web.example@evil.example/callback',
    'https://web.example.evil.example/callback',
    'http://web.example/callback',
    'javascript:alert(1)//https://web.example/callback',
  ])('goes nowhere for %s, even with an error to tell', async (uri) => {
    expectPage(await authorize(server, new Browser(), { redirect_uri: uri }));
    expectPage(await authorize(server, new Browser(), { redirect_uri: uri, scope: 'nonsense', prompt: 'none' }));
  });

  it('goes nowhere for an unknown client, or without a redirect URI', async () => {
    expectPage(await authorize(server, new Browser(), { client_id: 'nobody' }));
    expectPage(await authorize(server, new Browser(), { client_id: undefined }));
    expectPage(await authorize(server, new Browser(), { redirect_uri: undefined }));
  });

  it.each([
    'http://127.0.0.1:51004/cb',
    'http://127.0.0.1:1/cb',
  ])('takes any port of a loopback address (RFC 8252 §7.3): %s', async (uri) => {
    const response = await authorize(server, new Browser(), { client_id: 'native', redirect_uri: uri, prompt: 'none' });
    expect(locationOf(response).origin).toBe(new URL(uri).origin);
  });

  it.each([
    'http://127.0.0.1:51004/other',
    'http://127.0.0.1:51004/cb?x=y',
    'https://127.0.0.1:51004/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://127.0.0.1:80@evil.example/cb',
    'http://127.0.0.1:99999/cb',
    'http://localhost:51004/cb',
    'http://127.0.0.2/cb',
  ])('takes nothing else for one: %s', async (uri) => {
    expectPage(await authorize(server, new Browser(), { client_id: 'native', redirect_uri: uri }));
  });
});

describe('code injection (RFC 9700 §4.5)', () => {
  async function aCode(): Promise<string> {
    return locationOf(await signIn(server, new Browser())).searchParams.get('code')!;
  }

  it.each([
    ['without the verifier', { code_verifier: undefined }],
    ['with another verifier', { code_verifier: 'a'.repeat(43) }],
    ['as another client (RFC 6749 §4.1.3)', { client_id: 'other' }],
    ['with another redirect URI', { redirect_uri: 'https://web.example/other' }],
    ['without the redirect URI', { redirect_uri: undefined }],
  ])('is redeemed by nobody %s', async (_name, changes) => {
    const code = await aCode();
    const response = await redeem(server, code, changes);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toBe('invalid_grant');
    expect((await redeem(server, code)).status).toBe(200);
  });
});

describe('mix-up (RFC 9700 §4.4)', () => {
  it('names the issuer in every answer, so that a client knows who speaks (RFC 9207 §2)', async () => {
    const browser = new Browser();
    const refused = locationOf(await authorize(server, browser, { prompt: 'none' }));
    const issued = locationOf(await signIn(server, browser));
    expect(refused.searchParams.getAll('iss')).toEqual([server.url]);
    expect(issued.searchParams.getAll('iss')).toEqual([server.url]);
  });
});

describe('PKCE downgrade (RFC 9700 §4.8)', () => {
  it.each([
    ['the challenge taken out', { code_challenge: undefined, code_challenge_method: undefined }],
    ['only the challenge taken out', { code_challenge: undefined }],
    ['the method taken out, which means plain', { code_challenge_method: undefined }],
    ['plain', { code_challenge_method: 'plain' }],
    ['an unknown method', { code_challenge_method: 'S1' }],
    ['a challenge that is too short', { code_challenge: 'short' }],
  ])('is refused with %s', async (_name, changes) => {
    const location = locationOf(await authorize(server, new Browser(), changes));
    expect(location.searchParams.get('error')).toBe('invalid_request');
  });

  it('refuses a verifier for a code without a challenge (RFC 9700 §4.8.2)', async () => {
    const old = { client_id: 'old', redirect_uri: 'https://old.example/cb' };
    const response = await signIn(server, new Browser(), {
      ...old,
      code_challenge: undefined,
      code_challenge_method: undefined,
    });
    const code = locationOf(response).searchParams.get('code')!;
    expect((await redeem(server, code, old)).status).toBe(400);
    expect((await redeem(server, code, { ...old, code_verifier: undefined })).status).toBe(200);
  });
});

describe('request-object confusion (RFC 9101 §10, RFC 9700 §4.4)', () => {
  const inside = {
    client_id: 'signing',
    redirect_uri: 'https://signing.example/cb',
    response_type: 'code',
    scope: 'openid',
    state: 'inside',
    code_challenge: codeRequest().code_challenge!,
    code_challenge_method: 'S256',
  };
  const outside = {
    client_id: 'signing',
    redirect_uri: 'https://signing.example/cb',
    state: 'outside',
    response_type: 'code',
  };

  function object(
    changes: JWTPayload = {},
    header: { typ?: string; kid?: string } = {},
    key = keys.privateKey,
  ): Promise<string> {
    const now = server.clock.now();
    const own = Array.isArray(changes.aud) ? { aud: changes.aud.map((one) => (one === 'own' ? server.url : one)) } : {};
    const payload = { iss: 'signing', aud: server.url, exp: now + 60, ...inside, ...changes, ...own };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'oauth-authz-req+jwt', ...header })
      .sign(key);
  }

  async function send(request: string, extra: Record<string, string> = {}, browser = new Browser()): Promise<URL> {
    return locationOf(await browser.get(authorizeUrl(server, { ...outside, ...extra, request })));
  }

  it('lets only the object speak (RFC 9101 §6.3)', async () => {
    const browser = new Browser();
    const asked = await browser.get(
      authorizeUrl(server, { ...outside, scope: 'openid profile', request: await object() }),
    );
    const details = (await (await browser.get(`${server.url}/interaction/${interactionOf(asked)}`)).json()) as {
      scopes: string[];
    };
    expect(details.scopes).toEqual(['openid']);
    const done = await answer(server, browser, asked, { login: { username: 'alice', password: 'wonderland' } });
    expect(locationOf(done).searchParams.get('state')).toBe('inside');
  });

  it('shows a page for a redirect URI in the object that is not registered, whatever stands outside', async () => {
    const request = await object({ redirect_uri: 'https://evil.example/cb' });
    expectPage(await new Browser().get(authorizeUrl(server, { ...outside, request })));
  });

  it.each<[string, JWTPayload, { typ?: string; kid?: string }]>([
    ['a client assertion (RFC 9101 §10.8)', { sub: 'signing' }, {}],
    ['another type of JWT (RFC 8725 §3.11)', {}, { typ: 'at+jwt' }],
    ['an object for another server', { aud: 'https://elsewhere.example' }, {}],
    ['an object for another server too', { aud: ['https://elsewhere.example', 'own'] }, {}],
    ['an object made an hour ahead', { iat: 4_000_000_000 }, {}],
    ['an object that lasts for more than a day', { exp: 4_000_000_000 }, {}],
    ['an object of another issuer', { iss: 'web' }, {}],
    ['an object that names another client', { client_id: 'web' }, {}],
    ['a nested request', { request: 'x' }, {}],
    ['a nested request_uri', { request_uri: 'urn:x' }, {}],
    ['another response_type than outside', { response_type: 'id_token' }, {}],
    ['a list where a text belongs', { scope: ['openid'] }, {}],
    ['an expired object', { exp: 1_000_000 }, {}],
    ['an object not yet good', { nbf: 4_000_000_000 }, {}],
    ['an unknown key', {}, { kid: 'k2' }],
  ])('refuses %s', async (_name, changes, header) => {
    const location = await send(await object(changes, header));
    expect(location.searchParams.get('error')).toBe('invalid_request_object');
    expect(location.searchParams.get('state')).toBe('outside');
  });

  async function push(request: string) {
    const claims = { iss: 'signing', sub: 'signing', aud: server.url, exp: server.clock.now() + 60 };
    const assertion = await new SignJWT({ ...claims, jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(keys.privateKey);
    return postForm(`${server.url}/connect/par`, {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      request,
    });
  }

  it('may name other servers too where the client itself pushes it (RFC 7519 §4.1.3)', async () => {
    expect((await push(await object({ aud: ['https://elsewhere.example', 'own'] }))).status).toBe(201);
    expect((await push(await object({ aud: ['https://elsewhere.example'] }))).json.error).toBe(
      'invalid_request_object',
    );
  });

  it('may end in a fraction of a second, which is left off (RFC 7519 §2)', async () => {
    const { status, json } = await push(await object({ exp: server.clock.now() + 30.5 }));
    expect([status, json.expires_in]).toEqual([201, 30]);
  });

  it('is pushed once where it has a jti (RFC 9126 §3)', async () => {
    const request = await object({ jti: 'pushed-once', aud: server.url });
    const first = await push(request);
    expect(first.status).toBe(201);
    const second = await push(request);
    expect([second.status, second.json.error]).toEqual([400, 'invalid_request_object']);
  });

  it('refuses an audience that is not all text, though it names this server (RFC 7519 §4.1.3)', async () => {
    const location = await send(await object({ aud: [server.url, 7] as never }));
    expect(location.searchParams.get('error')).toBe('invalid_request_object');
  });

  it('refuses an object signed with a stranger’s key, and one that is not signed (RFC 9101 §10.1)', async () => {
    expect((await send(await object({}, {}, strangerKeys.privateKey))).searchParams.get('error')).toBe(
      'invalid_request_object',
    );
    const unsigned = new UnsecuredJWT({ iss: 'signing', aud: server.url, ...inside }).setExpirationTime('1m').encode();
    expect((await send(unsigned)).searchParams.get('error')).toBe('invalid_request_object');
  });

  it('refuses a plain request of a client that must sign its requests (RFC 9101 §10.5)', async () => {
    const { request: _none, ...plain } = { ...inside, request: '' };
    const location = locationOf(await new Browser().get(authorizeUrl(server, plain)));
    expect(location.searchParams.get('error')).toBe('invalid_request');
  });

  it('refuses request beside request_uri (RFC 9101 §5)', async () => {
    const location = await send(await object(), { request_uri: 'urn:ietf:params:oauth:request_uri:x' });
    expect(location.searchParams.get('error')).toBe('invalid_request');
  });
});

describe('session fixation (RFC 9700 §4.7)', () => {
  it('gives another cookie and another sid at every sign-in, and forgets the cookie from before', async () => {
    const attacker = new Browser();
    await signIn(server, attacker);
    const planted = attacker.cookie('-session')!;
    const victim = new Browser();
    victim.plant(`mintmark-${new URL(server.url).port}-session`, planted);
    await signIn(server, victim, { prompt: 'login' }, { username: 'bob', password: 'builder' });
    expect(victim.cookie('-session')).not.toBe(planted);
    const after = locationOf(await authorize(server, attacker, { prompt: 'none' }));
    expect(after.searchParams.get('error')).toBe('login_required');
  });

  it('takes no cookie of ours from inside the value of another, which any neighbouring host can set (RFC 6265bis §4.1.3.2)', async () => {
    const attacker = new Browser();
    await signIn(server, attacker);
    const name = `mintmark-${new URL(server.url).port}-session`;
    const victim = new Browser();
    // Browsers keep a comma in a value, and `__Host-` does not guard the name `theme`.
    victim.plant('theme', `dark,${name}=${attacker.cookie('-session')}`);
    const answered = locationOf(await authorize(server, victim, { prompt: 'none' }));
    expect(answered.searchParams.get('error')).toBe('login_required');
    await signIn(server, victim, {}, { username: 'bob', password: 'builder' });
    const after = locationOf(await authorize(server, victim, { prompt: 'none' }));
    expect(after.searchParams.has('code')).toBe(true);
  });

  it('keeps its cookies from scripts and from other sites', async () => {
    const browser = new Browser();
    await signIn(server, browser);
    const [first, ofInteraction, known, session] = browser.received;
    for (const line of [first, session])
      expect(line).toMatch(/^mintmark-\d+-(?:browser|session)=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(ofInteraction).toMatch(
      /^mintmark-\d+-browser-[\w-]{10}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=900$/,
    );
    expect(known).toMatch(/^mintmark-\d+-known=[\w-]{64,}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=7776000$/);
    expect(browser.received.length).toBe(4);
  });
});

describe('CSRF (RFC 9700 §4.7)', () => {
  it('takes no consent but from the session of the user who was asked, whoever knows the browser’s cookie', async () => {
    const victim = new Browser();
    const request = { client_id: 'careful', redirect_uri: 'https://careful.example/cb' };
    const asked = await signIn(server, victim, request);
    const interaction = interactionOf(asked);
    const attacker = new Browser();
    attacker.plant(`mintmark-${new URL(server.url).port}-browser`, victim.cookie('-browser')!);
    const consent = { scopes: ['openid', 'profile'], remember: true };
    const reply = await attacker.postJson(`${server.url}/interaction/${interaction}`, { consent });
    expect(reply.status).toBe(200);
    const { location } = (await reply.json()) as { readonly location: string };
    expect(locationOf(await victim.get(location)).pathname).toBe('/consent');
  });

  const login = { username: 'alice', password: 'wonderland' };

  it('lets nobody but the browser that began look at a sign-in or answer it', async () => {
    const attacker = new Browser();
    const asked = await authorize(server, attacker);
    const url = `${server.url}/interaction/${interactionOf(asked)}`;
    const victim = new Browser();
    await authorize(server, victim);
    expect((await victim.get(url)).status).toBe(400);
    expect((await victim.postJson(url, { login })).status).toBe(400);
    expect((await new Browser().postJson(url, { login })).status).toBe(400);
  });

  it('lets nobody pick up a sign-in that the victim finished', async () => {
    const victim = new Browser();
    const asked = await authorize(server, victim);
    const url = `${server.url}/interaction/${interactionOf(asked)}`;
    const { location } = (await (await victim.postJson(url, { login })).json()) as { location: string };
    const attacker = new Browser();
    await authorize(server, attacker);
    expectPage(await attacker.get(location));
    expect(locationOf(await victim.get(location)).searchParams.has('code')).toBe(true);
    expectPage(await victim.get(location));
  });

  it.each<[string, Record<string, string>, number]>([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('takes no answer from %s', async (_name, headers, status) => {
    const browser = new Browser();
    const asked = await authorize(server, browser);
    const url = `${server.url}/interaction/${interactionOf(asked)}`;
    expect((await browser.postJson(url, { login }, headers)).status).toBe(status);
  });

  it('signs nobody in by the word of a browser', async () => {
    const browser = new Browser();
    const asked = await authorize(server, browser);
    const url = `${server.url}/interaction/${interactionOf(asked)}`;
    expect((await browser.postJson(url, { login: { subject: '1' } })).status).toBe(400);
    expect((await browser.postJson(url, { consent: { scopes: ['openid'], remember: true } })).status).toBe(400);
  });
});
