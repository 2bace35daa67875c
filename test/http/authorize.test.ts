import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import {
  answer,
  authorize,
  authorizeServer,
  codeRequest,
  interactionOf,
  redeem,
  redirectUri,
  signIn,
} from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer();
});
afterAll(() => server.close());

function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString());
}

async function tokensOf(response: Response): Promise<Record<string, string>> {
  const code = locationOf(response).searchParams.get('code')!;
  return (await (await redeem(server, code)).json()) as Record<string, string>;
}

describe('the authorization code flow', () => {
  it('signs in, answers with code, state and iss by 303, and redeems into tokens (RFC 6749 §4.1, RFC 9207 §2)', async () => {
    const browser = new Browser();
    const response = await signIn(server, browser);
    const location = locationOf(response);
    expect(location.origin + location.pathname).toBe(redirectUri);
    expect([...location.searchParams.keys()]).toEqual(['code', 'state', 'iss']);
    expect(location.searchParams.get('state')).toBe('state-1');
    expect(location.searchParams.get('iss')).toBe(server.url);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const tokens = await tokensOf(response);
    const claims = claimsOf(tokens.id_token!);
    expect(claims).toMatchObject({ iss: server.url, aud: 'web', sub: '1', nonce: 'nonce-1', amr: ['pwd'] });
    expect(claims.sid).toMatch(/^[\w-]{22}$/);
  });

  it('asks nobody again while the session lives, and auth_time stays (OpenID Connect Core §3.1.2.3)', async () => {
    const browser = new Browser();
    const first = claimsOf((await tokensOf(await signIn(server, browser))).id_token!);
    server.clock.advance(30);
    const again = await authorize(server, browser, { prompt: 'none' });
    const second = claimsOf((await tokensOf(again)).id_token!);
    expect(second.auth_time).toBe(first.auth_time);
    expect(second.sid).toBe(first.sid);
  });

  it('ends an idle session (OpenID Connect Core §3.1.2.6)', async () => {
    const browser = new Browser();
    await signIn(server, browser);
    server.clock.advance(31 * 86_400);
    const response = await authorize(server, browser, { prompt: 'none' });
    expect(locationOf(response).searchParams.get('error')).toBe('login_required');
  });

  it('answers a form posted from another site, which brings no cookies (RFC 6749 §3.1)', async () => {
    const browser = new Browser();
    await signIn(server, browser);
    const crossSite = await new Browser().post(`${server.url}/connect/authorize`, codeRequest());
    const resume = locationOf(crossSite);
    expect(resume.pathname).toBe('/connect/authorize/resume');
    const response = await browser.get(resume.href);
    expect(locationOf(response).searchParams.get('code')).toMatch(/^[\w-]{50}$/);
    expect((await browser.get(resume.href)).status).toBe(400);
  });

  it.each([
    ['login', { prompt: 'login' }],
    ['max_age', { max_age: '0' }],
  ])('asks for a new login by %s, once, with a later auth_time (OpenID Connect Core §3.1.2.1)', async (_name, changes) => {
    const browser = new Browser();
    const first = claimsOf((await tokensOf(await signIn(server, browser))).id_token!);
    server.clock.advance(5);
    const second = claimsOf((await tokensOf(await signIn(server, browser, changes))).id_token!);
    expect(Number(second.auth_time)).toBe(Number(first.auth_time) + 5);
  });

  it('takes max_age=0 for prompt=login within the second of a sign-in too (OpenID Connect Core §3.1.2.1)', async () => {
    const browser = new Browser();
    await signIn(server, browser);
    expect(locationOf(await authorize(server, browser, { max_age: '0' })).pathname).toBe('/login');
    const silent = locationOf(await authorize(server, browser, { max_age: '0', prompt: 'none' }));
    expect(silent.searchParams.get('error')).toBe('login_required');
  });

  it('lets the user choose another account (OpenID Connect Core §3.1.2.1 select_account)', async () => {
    const browser = new Browser();
    await signIn(server, browser);
    const asked = await authorize(server, browser, { prompt: 'select_account' });
    expect(locationOf(asked).pathname).toBe('/select-account');
    const login = await answer(server, browser, asked, { accountSelected: 'another' });
    expect(locationOf(login).pathname).toBe('/login');
    const done = await answer(server, browser, login, { login: { username: 'bob', password: 'builder' } });
    expect(claimsOf((await tokensOf(done)).id_token!).sub).toBe('2');
  });

  it('keeps to the user of id_token_hint (OpenID Connect Core §3.1.2.1)', async () => {
    const browser = new Browser();
    const tokens = await tokensOf(await signIn(server, browser));
    const hint = { id_token_hint: tokens.id_token! };
    expect(locationOf(await authorize(server, browser, { ...hint, prompt: 'none' })).searchParams.has('code')).toBe(
      true,
    );
    const bob = new Browser();
    await signIn(server, bob, {}, { username: 'bob', password: 'builder' });
    const refused = locationOf(await authorize(server, bob, { ...hint, prompt: 'none' }));
    expect(refused.searchParams.get('error')).toBe('login_required');
    const forged = locationOf(
      await authorize(server, browser, { id_token_hint: `${hint.id_token_hint.slice(0, -8)}AAAAAAAA` }),
    );
    expect(forged.searchParams.get('error')).toBe('invalid_request');
  });

  it.each([
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['an unknown response_type', { response_type: 'code foo' }, 'unsupported_response_type'],
    ['token alone (RFC 9700 §2.1.2)', { response_type: 'token' }, 'unsupported_response_type'],
    ['a response_type the client does not list', { response_type: 'code id_token' }, 'unauthorized_client'],
    ['an unknown response_mode', { response_mode: 'smoke' }, 'invalid_request'],
    ['an unknown scope', { scope: 'openid nonsense' }, 'invalid_scope'],
    ['identity scopes without openid', { scope: 'profile' }, 'invalid_scope'],
    ['an unknown resource (RFC 8707 §2)', { resource: 'https://nobody.example' }, 'invalid_target'],
    ['prompt none beside login', { prompt: 'none login' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'dance' }, 'invalid_request'],
    ['a negative max_age', { max_age: '-1' }, 'invalid_request'],
    ['claims that are no JSON', { claims: '{' }, 'invalid_request'],
    [
      'a foreign request_uri (OpenID Connect Core §6.2)',
      { request_uri: 'https://web.example/r' },
      'request_uri_not_supported',
    ],
    ['registration', { registration: '{}' }, 'registration_not_supported'],
  ])('tells the client of %s, with state and iss (RFC 6749 §4.1.2.1, RFC 9207 §2)', async (_name, changes, error) => {
    const location = locationOf(await authorize(server, new Browser(), changes));
    const sent = new URLSearchParams(location.search || location.hash.slice(1));
    expect(location.origin).toBe('https://web.example');
    expect(sent.get('error')).toBe(error);
    expect(sent.get('state')).toBe('state-1');
    expect(sent.get('iss')).toBe(server.url);
    expect(sent.has('code')).toBe(false);
  });

  it.each([
    ['scope', 'openid', 'state-1'],
    ['state', 'another', null],
    ['request_uri', 'urn:x', 'state-1'],
  ])('tells the client of a repeated %s, and echoes nothing that came twice (RFC 6749 §3.1, §4.1.2.1)', async (name, value, state) => {
    const once = name in codeRequest() ? codeRequest() : codeRequest({ [name]: value });
    const repeated = `${new URLSearchParams(once)}&${name}=${encodeURIComponent(value)}`;
    const location = locationOf(await new Browser().get(`${server.url}/connect/authorize?${repeated}`));
    expect(location.origin + location.pathname).toBe('https://web.example/callback');
    expect(location.searchParams.get('error')).toBe('invalid_request');
    expect(location.searchParams.get('state')).toBe(state);
    expect(location.searchParams.get('iss')).toBe(server.url);
  });

  it.each(['client_id', 'redirect_uri'])('shows a page for a repeated %s (RFC 6749 §4.1.2.1)', async (name) => {
    const request = codeRequest();
    const query = `${new URLSearchParams(request)}&${name}=${encodeURIComponent(request[name] ?? '')}`;
    const response = await fetch(`${server.url}/connect/authorize?${query}`, { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });

  it('tells the client that the user refused (RFC 6749 §4.1.2.1)', async () => {
    const browser = new Browser();
    const response = await answer(server, browser, await authorize(server, browser), { refused: true });
    expect(locationOf(response).searchParams.get('error')).toBe('access_denied');
    expect(locationOf(response).searchParams.get('state')).toBe('state-1');
  });
});

describe('claims that say who and how', () => {
  it('refuses a user who could not be authenticated as demanded, after a try (OpenID Connect Core §5.5.1.1)', async () => {
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:example:strong'] } } });
    const response = await signIn(server, new Browser(), { claims });
    expect(locationOf(response).searchParams.get('error')).toBe('unmet_authentication_requirements');
  });

  it('takes acr_values as a wish (OpenID Connect Core §3.1.2.1)', async () => {
    const browser = new Browser();
    const asked = await authorize(server, browser, { acr_values: 'a b', login_hint: 'alice', ui_locales: 'de en' });
    const details = await (await browser.get(`${server.url}/interaction/${interactionOf(asked)}`)).json();
    expect(details).toMatchObject({
      prompt: 'login',
      acrValues: ['a', 'b'],
      loginHint: 'alice',
      uiLocales: ['de', 'en'],
      client: { clientId: 'web' },
      scopes: ['openid', 'profile'],
    });
    expect(JSON.stringify(details)).not.toContain('ecret');
    const done = await answer(server, browser, asked, { login: { username: 'alice', password: 'wonderland' } });
    expect(locationOf(done).searchParams.has('code')).toBe(true);
  });

  it('takes no other user than the one asked for by sub (OpenID Connect Core §5.5.1)', async () => {
    const browser = new Browser();
    await signIn(server, browser);
    const claims = JSON.stringify({ id_token: { sub: { value: '2' } } });
    const silent = locationOf(await authorize(server, browser, { claims, prompt: 'none' }));
    expect(silent.searchParams.get('error')).toBe('login_required');
    const asked = await authorize(server, browser, { claims });
    const wrong = await answer(server, browser, asked, { login: { username: 'alice', password: 'wonderland' } });
    expect(locationOf(wrong).searchParams.get('error')).toBe('login_required');
    const again = await authorize(server, browser, { claims });
    const right = await answer(server, browser, again, { login: { username: 'bob', password: 'builder' } });
    expect(locationOf(right).searchParams.has('code')).toBe(true);
  });

  it('puts a claim asked for into the ID token (OpenID Connect Core §5.5)', async () => {
    const claims = JSON.stringify({ id_token: { email: null } });
    const tokens = await tokensOf(await signIn(server, new Browser(), { claims, scope: 'openid' }));
    expect(claimsOf(tokens.id_token!).email).toBe('alice@example.com');
    expect(claimsOf(tokens.id_token!)).not.toHaveProperty('name');
  });

  it('says no more than a wrong password, and keeps the sign-in open (RFC 9700 §4.7)', async () => {
    const browser = new Browser();
    const asked = await authorize(server, browser);
    const url = `${server.url}/interaction/${interactionOf(asked)}`;
    for (const login of [
      { username: 'alice', password: 'x' },
      { username: 'nobody', password: 'x' },
    ]) {
      const reply = await browser.postJson(url, { login });
      expect(reply.status).toBe(400);
      expect(((await reply.json()) as { error: string }).error).toBe('invalid_grant');
    }
    const done = await answer(server, browser, asked, { login: { username: 'alice', password: 'wonderland' } });
    expect(locationOf(done).searchParams.has('code')).toBe(true);
  });

  it('forgets a sign-in after a quarter of an hour (RFC 9700 §4.7)', async () => {
    const browser = new Browser();
    const asked = await authorize(server, browser);
    server.clock.advance(901);
    expect((await browser.get(`${server.url}/interaction/${interactionOf(asked)}`)).status).toBe(400);
  });
});

describe('consent', () => {
  const careful = {
    client_id: 'careful',
    redirect_uri: 'https://careful.example/cb',
    scope: 'openid profile api.read api.write',
  };

  it('issues what the user left in, and remembers it if told so (OpenID Connect Core §3.1.2.4)', async () => {
    const browser = new Browser();
    const asked = await signIn(server, browser, careful);
    expect(locationOf(asked).pathname).toBe('/consent');
    const silent = await authorize(server, browser, { ...careful, prompt: 'none' });
    expect(locationOf(silent).searchParams.get('error')).toBe('consent_required');
    const consent = { scopes: ['api.read', 'openid'], remember: true };
    const done = locationOf(await answer(server, browser, asked, { consent }));
    const redeemed = await redeem(server, done.searchParams.get('code')!, {
      client_id: 'careful',
      redirect_uri: careful.redirect_uri,
    });
    expect(((await redeemed.json()) as { scope: string }).scope).toBe('openid api.read');
    const covered = await authorize(server, browser, { ...careful, scope: 'openid api.read' });
    expect(locationOf(covered).searchParams.has('code')).toBe(true);
    const more = await authorize(server, browser, { ...careful, scope: 'openid api.write' });
    expect(locationOf(more).pathname).toBe('/consent');
    const again = await authorize(server, browser, { ...careful, scope: 'openid', prompt: 'consent' });
    expect(locationOf(again).pathname).toBe('/consent');
  });

  it.each([
    ['a scope that was not asked for', ['openid', 'email']],
    ['openid left out', ['api.read']],
    ['nothing', []],
  ])('refuses a consent with %s (OpenID Connect Core §3.1.2.4)', async (_name, scopes) => {
    const browser = new Browser();
    const asked = await signIn(server, browser, careful);
    const url = `${server.url}/interaction/${interactionOf(asked)}`;
    expect((await browser.postJson(url, { consent: { scopes, remember: false } })).status).toBe(400);
  });
});

describe('response modes', () => {
  const old = {
    client_id: 'old',
    redirect_uri: 'https://old.example/cb',
    code_challenge: undefined,
    code_challenge_method: undefined,
  };

  it('answers hybrid requests in the fragment, with right hashes (OpenID Connect Core §3.3.2)', async () => {
    const response = await signIn(server, new Browser(), { ...old, response_type: 'token id_token code' });
    const location = locationOf(response);
    expect(location.search).toBe('');
    const sent = new URLSearchParams(location.hash.slice(1));
    const claims = claimsOf(sent.get('id_token')!);
    const half = async (value: string) =>
      Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(value))).toString('base64url', 0, 16);
    expect(claims.c_hash).toBe(await half(sent.get('code')!));
    expect(claims.at_hash).toBe(await half(sent.get('access_token')!));
    expect(claims.s_hash).toBe(await half('state-1'));
    expect(sent.get('token_type')).toBe('Bearer');
    expect(sent.get('expires_in')).toBe('3600');
  });

  it('demands a nonce where an ID token comes from here (OpenID Connect Core §3.2.2.1)', async () => {
    const location = locationOf(
      await authorize(server, new Browser(), { ...old, response_type: 'id_token', nonce: undefined }),
    );
    expect(new URLSearchParams(location.hash.slice(1)).get('error')).toBe('invalid_request');
  });

  it.each(['query', 'query.jwt'])('never puts tokens into the query by %s (RFC 9700 §4.3.2)', async (mode) => {
    const changes = { ...old, response_type: 'code id_token', response_mode: mode };
    const location = locationOf(await authorize(server, new Browser(), changes));
    expect(location.search).toBe('');
    expect(new URLSearchParams(location.hash.slice(1)).get('error')).toBe('invalid_request');
  });

  it('posts a form that works without a script, under a strict policy (OAuth 2.0 Form Post Response Mode §2)', async () => {
    const response = await signIn(server, new Browser(), {
      response_mode: 'form_post',
      state: '"><script>alert(1)</script>',
    });
    const body = await response.text();
    expect(response.status).toBe(200);
    expect(body).toContain('<form id="form-post" method="post" action="https://web.example/callback">');
    expect(body).toMatch(/<button [^>]*type="submit">Continue<\/button>/);
    expect(body).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'sha256-[A-Za-z0-9+/]{43}='/);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('posts a refusal in the language of the request, and does not call it a sign-in', async () => {
    const refused = { response_mode: 'form_post', prompt: 'none', ui_locales: 'de' };
    const body = await (await authorize(server, new Browser(), refused)).text();
    expect(body).toContain('<html lang="de"');
    expect(body).toContain('<h1>Zurück zur Anwendung</h1>');
    expect(body).toContain('name="error" value="login_required"');
  });

  it('signs the answer on request, errors too (JARM §2)', async () => {
    const browser = new Browser();
    const location = locationOf(await signIn(server, browser, { response_mode: 'jwt' }));
    expect([...location.searchParams.keys()]).toEqual(['response']);
    const claims = claimsOf(location.searchParams.get('response')!);
    expect(claims).toMatchObject({ iss: server.url, aud: 'web', state: 'state-1' });
    expect(claims.exp).toBe(server.clock.now() + 600);
    expect(claims.code).toMatch(/^[\w-]{50}$/);
    const refused = locationOf(
      await authorize(server, new Browser(), { response_mode: 'fragment.jwt', prompt: 'none' }),
    );
    const error = claimsOf(new URLSearchParams(refused.hash.slice(1)).get('response')!);
    expect(error).toMatchObject({ error: 'login_required', state: 'state-1', iss: server.url });
  });
});
