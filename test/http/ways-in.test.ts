import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic } from '../support/connect.ts';
import { secret } from '../support/fixture.ts';
import { type NameOfWay, openWay, type WayIn } from '../support/ways-in.ts';

const form = 'application/x-www-form-urlencoded';
const origin = 'https://app.example.com';

const ways: readonly NameOfWay[] = [
  'listener',
  'toNodeHandler',
  'toNodeHandler where a platform keeps rawBody',
  'fetch',
  'Express',
  'Express behind urlencoded()',
  'Express behind the parsers of NestJS',
  'Express behind text()',
  'Express behind raw()',
  'Fastify',
  'Fastify behind a parser',
  'page routes of Next.js',
  'Hono',
];

describe.each(ways)('%s', (name) => {
  let way: WayIn;
  beforeAll(async () => {
    way = await openWay(name);
  });
  afterAll(() => way.close());

  describe.each([
    ['without Origin', {}],
    ['with Origin', { origin }],
  ] as const)('%s', (_, headers) => {
    const post = (path: string, body: BodyInit, further: Readonly<Record<string, string>> = {}) =>
      way.ask(path, { method: 'POST', body, headers: { 'content-type': form, ...headers, ...further } });
    const asMachine = { authorization: basic('machine') };

    it('answers a client that authenticates by header (RFC 6749 §2.3.1)', async () => {
      const response = await post('/connect/token', 'grant_type=client_credentials&scope=orders.read', asMachine);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('access-control-allow-origin')).toBe(
        Object.hasOwn(headers, 'origin') ? origin : null,
      );
      expect(await response.json()).toMatchObject({ token_type: 'Bearer', scope: 'orders.read' });
    });

    it('answers a client that authenticates in the body, whatever characters its secret has (App. B)', async () => {
      const body = new URLSearchParams({ client_id: 'odd id:~%+', client_secret: 'pä:ss w%rd+&=' });
      body.set('grant_type', 'client_credentials');
      expect((await post('/connect/token', body)).status).toBe(200);
    });

    it('takes parameters that may repeat as often as they came (RFC 8707 §2)', async () => {
      const resources = 'resource=https%3A%2F%2Forders.example.com&resource=urn%3Areader';
      const response = await post('/connect/token', `grant_type=client_credentials&${resources}`, asMachine);
      const { access_token: token } = (await response.json()) as { access_token: string };
      const { aud } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
      expect(aud).toEqual(['https://orders.example.com', 'urn:reader']);
    });

    it('refuses a repeated parameter (RFC 6749 §3.2)', async () => {
      const body = 'grant_type=client_credentials&scope=orders.read&scope=orders.write';
      const response = await post('/connect/token', body, asMachine);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error_description: 'A parameter is repeated.' });
    });

    it('passes over parameters that it does not know, whatever their names', async () => {
      const body = 'grant_type=client_credentials&a[b][c]=d&e[]=f&__proto__=g&scope=orders.read';
      expect((await post('/connect/token', body, asMachine)).status).toBe(200);
    });

    it('answers 401 with a challenge to a wrong secret (RFC 9110 §15.5.2)', async () => {
      const body = 'grant_type=client_credentials&client_id=machine&client_secret=wrong';
      const response = await post('/connect/token', body);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="mintmark", charset="UTF-8"');
      expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    });

    it('answers 415 to another type of body (RFC 9110 §15.5.16)', async () => {
      const body = JSON.stringify({ grant_type: 'client_credentials' });
      const response = await post('/connect/token', body, { ...asMachine, 'content-type': 'application/json' });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    });

    it('answers 415 to a compressed body, and says that none may be (RFC 9110 §12.5.3)', async () => {
      const body = gzipSync('grant_type=client_credentials');
      const response = await post('/connect/token', body, { ...asMachine, 'content-encoding': 'gzip' });
      expect(response.status).toBe(415);
      expect(response.headers.get('accept-encoding')).toBe('identity');
      expect(await response.json()).toMatchObject({
        error: 'invalid_request',
        error_description: 'The body must not be compressed.',
      });
    });

    it('answers 413 to a body that is too large (RFC 9110 §15.5.14)', async () => {
      const response = await post('/connect/token', `grant_type=client_credentials&a=${'x'.repeat(70_000)}`, asMachine);
      expect(response.status).toBe(413);
    });

    it('takes a request without a body for one without parameters', async () => {
      const response = await way.ask('/connect/token', {
        method: 'POST',
        headers: { 'content-type': form, ...asMachine, ...headers },
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error_description: 'A required parameter is missing.' });
    });

    it('answers 405 to another method, and 404 where there is nothing', async () => {
      const response = await way.ask('/connect/token', { headers });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
      expect((await way.ask('/connect/tokens', { headers })).status).toBe(404);
    });

    it.each([
      '/.well-known/openid-configuration',
      '/.well-known/openid-configuration/jwks',
    ])('lets pages of every origin read %s, also from a cache that another request filled (Fetch §3.2.5)', async (path) => {
      for (const method of ['GET', 'HEAD']) {
        const response = await way.ask(path, { method, headers });
        expect(response.status).toBe(200);
        expect(response.headers.get('access-control-allow-origin')).toBe('*');
        expect(response.headers.get('cache-control')).toBe('public, max-age=300');
      }
    });

    it('answers a path as it was written only: rules of a proxy are about no other', async () => {
      for (const path of ['/connect/%74oken', '/connect/toke%6e', '/connect%2Ftoken']) {
        const response = await post(path, 'grant_type=client_credentials', asMachine);
        expect([path, response.status]).toEqual([path, 404]);
      }
    });

    it('takes JSON where JSON is asked for, and every method there is (RFC 7591 §3.1, RFC 7592 §2)', async () => {
      const metadata = {
        client_name: 'ünïcode',
        redirect_uris: ['https://app.example.com/a', 'https://app.example.com/b'],
      };
      const json = { ...headers, 'content-type': 'application/json' };
      const registered = await way.ask('/connect/register', {
        method: 'POST',
        body: JSON.stringify(metadata),
        headers: json,
      });
      expect(registered.status).toBe(201);
      const client = (await registered.json()) as Readonly<Record<string, string>>;
      expect(client).toMatchObject(metadata);
      const path = client['registration_client_uri']!.slice(way.issuer.length);
      const authorization = `Bearer ${client['registration_access_token']}`;
      const changed = await way.ask(path, {
        method: 'PUT',
        body: JSON.stringify({ ...metadata, client_id: client['client_id'], client_name: 'other' }),
        headers: { ...json, authorization },
      });
      expect(changed.status).toBe(200);
      const { registration_access_token: token = authorization.slice(7), ...now } =
        (await changed.json()) as typeof client;
      expect(now['client_name']).toBe('other');
      const removed = await way.ask(path, {
        method: 'DELETE',
        headers: { ...headers, authorization: `Bearer ${token}` },
      });
      expect(removed.status).toBe(204);
    });

    it('sends every cookie of an answer', async () => {
      const response = await way.ask('/login', { headers });
      expect(response.status).toBe(200);
      expect(response.headers.getSetCookie()).toHaveLength(1);
    });
  });

  it('lets people sign in by the form', async () => {
    const page = await way.ask('/login');
    const fields = new URLSearchParams({ username: 'alice', password: 'the password of alice' });
    for (const [, field, value] of (await page.text()).matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
      fields.set(field!, value!);
    }
    const cookie = page.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const headers = { 'content-type': form, cookie, origin: new URL(way.issuer).origin };
    const response = await way.ask('/login', { method: 'POST', body: fields, headers });
    expect(response.status).toBe(303);
    expect(response.headers.getSetCookie().join()).toContain('-session=');
  });

  it('answers to nothing of it with an error of its own', () => {
    expect(way.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe.each(ways.filter((name) => name !== 'fetch'))('%s, byte for byte', (name) => {
  let way: WayIn;
  beforeAll(async () => {
    way = await openWay(name);
  });
  afterAll(() => way.close());

  const body = `grant_type=client_credentials&client_id=machine&client_secret=${encodeURIComponent(secret)}`;
  const request = (target: string, further: readonly string[] = []) =>
    [
      `POST ${target} HTTP/1.1`,
      `host: ${new URL(way.issuer).host}`,
      'connection: close',
      `content-type: ${form}`,
      `content-length: ${body.length}`,
      ...further,
      '',
      body,
    ].join('\r\n');

  it('answers a request that is well', async () => {
    expect(await way.talk!(request('/id/connect/token'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  // Node shows one of them in a `Request`, and nothing that comes after Hono's adapter can know that there were two.
  const seesHosts = it.skipIf(name === 'Hono');
  seesHosts.each([[[]], [[`origin: ${origin}`]]])(
    'answers 400 to two Host headers (RFC 9112 §3.2): %s',
    async (further) => {
      const twice = request('/id/connect/token', ['Host: elsewhere.example.com', ...further]);
      expect(await way.talk!(twice)).toMatch(/^HTTP\/1\.1 400 /);
    },
  );

  it('answers 400 to a body of two lengths (RFC 9112 §6.3)', async () => {
    expect(await way.talk!(request('/id/connect/token', ['transfer-encoding: chunked']))).toMatch(/^HTTP\/1\.1 400 /);
  });

  // Hono and its adapter tidy what `Request` shows, before anything of ours sees it.
  it.skipIf(name === 'Hono')('answers no path that only becomes one of ours when it is tidied up', async () => {
    for (const target of [
      '/id/x/../connect/token',
      '/id/./connect/token',
      '/id//connect/token',
      '/id/x/%2e%2e/connect/token',
    ]) {
      expect([target, (await way.talk!(request(target))).slice(0, 12)]).toEqual([target, 'HTTP/1.1 404']);
    }
  });
});

describe('a body that nobody can have any more', () => {
  it('is an error of the server with the cause and the cure in one log line, behind what leaves nothing of it', async () => {
    const way = await openWay('Express behind what leaves nothing');
    const response = await way.ask('/connect/token', {
      method: 'POST',
      headers: { 'content-type': form, authorization: basic('machine') },
      body: 'grant_type=client_credentials',
    });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: 'server_error' });
    const lines = way.lines.filter((line) => line.includes('server.body-read'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'error',
      detail:
        'the body was read before the request came here: hand requests on before body parsers, or keep what was read as request.body (connection.body with fetch)',
    });
    await way.close();
  });

  it('is one where the body of a Request was read, and none where it is handed on beside it', async () => {
    const way = await openWay('fetch');
    const newRequest = () =>
      new Request(`${way.issuer}/connect/token`, {
        method: 'POST',
        headers: { authorization: basic('machine') },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
    const used = newRequest();
    const text = await used.text();
    const refused = await way.server.fetch(used);
    expect(refused.status).toBe(500);
    expect(await refused.json()).toMatchObject({ error: 'server_error' });
    expect(way.lines.filter((line) => line.includes('server.body-read'))).toHaveLength(1);
    const locked = newRequest();
    locked.body?.getReader();
    expect((await way.server.fetch(locked)).status).toBe(500);
    expect((await way.server.fetch(used, { body: new TextEncoder().encode(text) })).status).toBe(200);
    await way.close();
  });

  it('is one of the client where it broke off on its way', async () => {
    const way = await openWay('fetch');
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('the connection is gone')) });
    const init = { method: 'POST', headers: { 'content-type': form }, body, duplex: 'half' } as const;
    const response = await way.ask('/connect/token', init);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    await way.close();
  });
});

describe('a path', () => {
  it('makes no path one of ours where fetch is told how it was sent', async () => {
    const way = await openWay('fetch');
    const tidied = new Request(`${way.issuer}/x/../.well-known/openid-configuration`);
    expect((await way.server.fetch(tidied)).status).toBe(200);
    const target = '/id/x/../.well-known/openid-configuration';
    expect((await way.server.fetch(tidied, { target })).status).toBe(404);
    const absolute = `${way.issuer}/.well-known/openid-configuration?a=b`;
    expect((await way.server.fetch(tidied, { target: absolute })).status).toBe(200);
    await way.close();
  });
});
