import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withCounting } from '../../src/stores/counting.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { basic, postForm, requestToken, signIn } from '../support/connect.ts';
import { ordersApi, secret, startFixture } from '../support/fixture.ts';

const counting = withCounting(createMemoryStore());
const longId = 'l'.repeat(200);
const oddSecrets = ['a+b/c=d and more', '100%', '%zz', 'a%20b', 'a b', 'ü+%', ' + ', 'p:w'].map((secret, index) => ({
  clientId: `odd-${index}`,
  secret,
}));
const inUtf8 = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
let oddServer: TestServer;
beforeAll(async () => {
  oddServer = await createTestServer({
    apiScopes: [{ name: 'a' }],
    apiResources: [{ name: 'odd-api', scopes: ['a'], apiSecrets: oddSecrets.map(({ secret: value }) => ({ value })) }],
    clients: oddSecrets.map(({ clientId, secret: value }) => ({
      clientId,
      clientSecrets: [{ value }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['a'],
    })),
  });
});
afterAll(() => oddServer.close());
let server: TestServer;
beforeAll(async () => {
  server = await startFixture({
    store: counting.store,
    moreClients: [
      {
        clientId: longId,
        clientSecrets: [{ value: secret }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
      },
    ],
  });
});
afterAll(() => server.close());

const grant = { grant_type: 'client_credentials' };
const token = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  postForm(`${server.url}/connect/token`, { ...grant, ...parameters }, headers);
const withHeader = (authorization: string, parameters: Record<string, string> = {}) =>
  token(parameters, { authorization });
const credentials = (text: string) => `Basic ${btoa(text)}`;

describe('client_secret_basic (RFC 6749 §2.3.1)', () => {
  it('accepts id and secret, whatever the letter case of the scheme (RFC 9110 §11.1)', async () => {
    expect((await withHeader(basic('machine'))).status).toBe(200);
    expect((await withHeader(basic('machine').replace('Basic', 'bASIC'))).status).toBe(200);
  });

  it('decodes both halves as forms: percent signs, pluses, colons, letters beyond ASCII', async () => {
    expect((await withHeader(basic('odd id:~%+', 'pä:ss w%rd+&='))).status).toBe(200);
  });

  it('accepts the same client_id in the body', async () => {
    expect((await withHeader(basic('machine'), { client_id: 'machine' })).status).toBe(200);
  });

  it('accepts ids as long as a configuration may have them: 200 characters', async () => {
    expect((await withHeader(basic(longId))).status).toBe(200);
    expect((await requestToken(server, longId, grant)).status).toBe(200);
  });

  it.each([
    ['another client_id in the body', { client_id: 'other-machine' }],
    ['a client_secret in the body', { client_secret: secret }],
    ['id and secret in the body', { client_id: 'machine', client_secret: secret }],
    ['an assertion in the body', { client_assertion: 'a.b.c' }],
  ])('refuses %s beside it: one method only (RFC 6749 §2.3)', async (_, parameters) => {
    const answer = await withHeader(basic('machine'), parameters as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_request');
  });

  it.each([
    ['no credentials', 'Basic'],
    ['only blanks', 'Basic   '],
    ['characters that are not base64', 'Basic *%$'],
    ['no colon', credentials('machine')],
    ['no id', credentials(`:${secret}`)],
    ['bytes that are not UTF-8', credentials('\xff\xfe:x')],
    ['base64url', 'Basic bWFjaGluZTo-_w'],
    ['two parts', `${basic('machine')} x`],
    ['a list', `${basic('machine')}, ${basic('machine')}`],
    ['no scheme', btoa('machine:secret')],
  ])('refuses a header with %s as malformed (RFC 7617 §2)', async (_, authorization) => {
    const answer = await withHeader(authorization);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toBe('invalid_request');
  });

  it.each([
    'Bearer abc',
    'DPoP abc',
    'Negotiate abc',
  ])('answers the scheme of “%s” with 401 and the one that is understood (RFC 6749 §5.2)', async (authorization) => {
    const answer = await withHeader(authorization);
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="mintmark", charset="UTF-8"');
  });

  it.each([
    ['as it stands (RFC 7617, most clients)', (text: string) => text],
    ['form-encoded (RFC 6749 §2.3.1)', (text: string) => new URLSearchParams({ x: text }).toString().slice(2)],
  ])('takes a secret of any characters %s, at every endpoint and for APIs', async (_name, write) => {
    for (const odd of oddSecrets) {
      const authorization = inUtf8(`${write(odd.clientId)}:${write(odd.secret)}`);
      for (const path of ['/connect/token', '/connect/introspect', '/connect/revocation']) {
        const form = { grant_type: 'client_credentials', token: 'x' };
        const answer = await postForm(oddServer.url + path, form, { authorization });
        expect([odd.secret, path, answer.status]).toEqual([odd.secret, path, 200]);
      }
      const asApi = inUtf8(`odd-api:${write(odd.secret)}`);
      const asked = await postForm(`${oddServer.url}/connect/introspect`, { token: 'x' }, { authorization: asApi });
      expect([odd.secret, asked.status]).toEqual([odd.secret, 200]);
    }
  });

  it('counts one failure for a secret that is wrong both ways', async () => {
    const counted = await startFixture({ limits: { clientAuthenticationFailures: 3 } });
    const guess = () =>
      postForm(`${counted.url}/connect/token`, grant, { authorization: credentials('machine:a+b%20c') });
    for (let time = 0; time < 3; time += 1) expect((await guess()).status).toBe(401);
    expect((await guess()).status).toBe(429);
    await counted.close();
  });

  it.each([
    ['a wrong secret', basic('machine', 'wrong')],
    ['broken percent encoding', credentials('machine:%zz')],
    ['percent encoding that is not UTF-8', credentials('machine:%ff')],
    ['an empty secret', credentials('machine:')],
    ['an unknown client', basic('unheard-of')],
    ['a disabled client', basic('disabled')],
    ['a secret that is too long', basic('machine', 'x'.repeat(5000))],
    ['an id that is too long', basic('x'.repeat(5000))],
    ['another letter case', basic('MACHINE')],
    ['the name of an object member', basic('__proto__')],
    ['a public client that sends a secret', basic('public-application')],
    ['an expired secret', basic('rotating-secret', 'the old secret')],
  ])('answers %s with 401, a challenge and one text for all (RFC 6749 §5.2)', async (_, authorization) => {
    const answer = await withHeader(authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="mintmark", charset="UTF-8"');
    expect(answer.json.error).toBe('invalid_client');
  });

  it('tells unknown, disabled and mistaken clients apart in no way (RFC 9700 §2.5)', async () => {
    const wrong = await withHeader(basic('machine', 'wrong'));
    const unknown = await withHeader(basic('unheard-of', 'wrong'));
    const disabled = await withHeader(basic('disabled'));
    expect(unknown.text).toBe(wrong.text);
    expect(disabled.text).toBe(wrong.text);
  });
});

describe('client_secret_post (RFC 6749 §2.3.1)', () => {
  it('accepts id and secret', async () => {
    expect((await token({ client_id: 'machine', client_secret: secret })).status).toBe(200);
  });

  it.each([
    ['a wrong secret', { client_id: 'machine', client_secret: 'wrong' }],
    ['an empty secret', { client_id: 'machine', client_secret: '' }],
    ['no secret', { client_id: 'machine' }],
    ['a secret without an id', { client_secret: secret }],
    ['nothing', {}],
    ['an unknown client', { client_id: 'unheard-of', client_secret: secret }],
    ['a disabled client', { client_id: 'disabled', client_secret: secret }],
    ['a secret of another client', { client_id: 'rotating-secret', client_secret: secret }],
    ['a public client that sends a secret', { client_id: 'public-application', client_secret: secret }],
    ['an id that is too long', { client_id: 'x'.repeat(10_000), client_secret: secret }],
    ['a secret that is too long', { client_id: 'machine', client_secret: 'x'.repeat(10_000) }],
    [
      'the hash instead of the secret',
      { client_id: 'machine', client_secret: 'Pxsq2o4YjXQZSxSwvX7QXkRvFkDcEExtrmcnQnF9gEE' },
    ],
  ])('answers %s with 401 and a challenge (RFC 6749 §5.2, RFC 9110 §15.5.2)', async (_, parameters) => {
    const answer = await token(parameters as unknown as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="mintmark", charset="UTF-8"');
    expect(answer.json.error).toBe('invalid_client');
  });

  it('accepts any of several live secrets, and none whose time is over', async () => {
    const use = (value: string) => token({ client_id: 'rotating-secret', client_secret: value });
    expect((await use('the new secret')).status).toBe(200);
    expect((await use('a third secret')).status).toBe(200);
    expect((await use('the old secret')).status).toBe(401);
    const { clock } = server;
    const now = clock.now();
    clock.set(4_000_000_000);
    expect((await use('a third secret')).json.error).toBe('invalid_client');
    clock.set(now);
  });
});

describe('public clients (RFC 6749 §2.1)', () => {
  it('name themselves by client_id alone', async () => {
    expect((await signIn(server, 'public-application')).status).toBe(200);
  });

  it('may name themselves by a Basic header without a secret', async () => {
    const answer = await postForm(
      `${server.url}/connect/token`,
      { grant_type: 'urn:test:grant:as-user', user: 'subject-of-bob' },
      { authorization: credentials('public-application:') },
    );
    expect(answer.status).toBe(200);
  });

  it('cannot introspect tokens (RFC 7662 §2.1)', async () => {
    const answer = await postForm(`${server.url}/connect/introspect`, { token: 'x', client_id: 'public-application' });
    expect(answer.status).toBe(401);
    expect(answer.json.error).toBe('invalid_client');
    const authorization = basic('public-application', '');
    const byBasic = await postForm(`${server.url}/connect/introspect`, { token: 'x' }, { authorization });
    expect([byBasic.status, byBasic.json.error]).toEqual([401, 'invalid_client']);
    expect(byBasic.headers.get('www-authenticate')).toBe('Basic realm="mintmark", charset="UTF-8"');
  });
});

describe('guessing of client secrets', () => {
  it('is answered with 429 and Retry-After after a number of failures, for that client and address only (CONTRACT §6)', async () => {
    const guarded = await startFixture({ limits: { clientAuthenticationFailures: 3, windowSeconds: 300 } });
    const guess = (clientId: string, value: string) =>
      requestToken(guarded, clientId, { ...grant, client_secret: value });
    for (const value of ['a', 'b', 'c']) expect((await guess('machine', value)).status).toBe(401);
    const limited = await guess('machine', secret);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('300');
    expect(limited.json.error).toBe('temporarily_unavailable');
    expect((await guess('other-machine', secret)).status).toBe(200);
    guarded.clock.advance(301);
    expect((await guess('machine', secret)).status).toBe(200);
    await guarded.close();
  });

  it('of the secret of an API is limited and told likewise', async () => {
    const failures: unknown[] = [];
    const guarded = await startFixture({
      limits: { clientAuthenticationFailures: 2, windowSeconds: 300 },
      onEvent: (event) => event.type === 'ClientAuthenticationFailed' && failures.push(event),
    });
    const guess = (value: string) =>
      postForm(`${guarded.url}/connect/introspect`, { token: 'x' }, { authorization: basic(ordersApi, value) });
    expect((await guess('a')).status).toBe(401);
    expect((await guess('b')).status).toBe(401);
    expect((await guess(secret)).status).toBe(429);
    const failure = {
      type: 'ClientAuthenticationFailed',
      clientId: ordersApi,
      reason: 'client.wrong-secret',
      endpoint: '/connect/introspect',
    };
    expect(failures).toEqual([failure, failure]);
    await guarded.close();
  });
});

it('writes nothing for a request that a client had no right to make, but the count of its failures', async () => {
  const { json } = await signIn(server, 'application');
  counting.calls.reset();
  const answer = await requestToken(server, 'application', {
    client_secret: 'wrong',
    grant_type: 'refresh_token',
    refresh_token: json.refresh_token,
  });
  expect(answer.status).toBe(401);
  expect([...counting.calls.byName.keys()].filter((name) => name.startsWith('grants.'))).toEqual([]);
});
