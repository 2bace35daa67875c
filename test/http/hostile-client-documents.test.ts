import { gzipSync } from 'node:zlib';
import type { ServerEvent } from 'mintmark';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { authorize, authorizeServer, type Parameters } from '../support/authorize.ts';
import { Browser } from '../support/browser.ts';
import { askAs, documentPolicy, refusalOf } from '../support/document-clients.ts';
import { type DocumentHost, documentRedirectUri, startDocumentHost } from '../support/document-host.ts';

let server: TestServer;
let host: DocumentHost;
const events: ServerEvent[] = [];

beforeAll(async () => {
  host = await startDocumentHost();
  server = await authorizeServer({
    clientIdMetadataDocuments: documentPolicy,
    onEvent: (event) => events.push(event),
  });
});
afterAll(async () => {
  await server.close();
  await host.close();
});

let count = 0;
const path = () => `/client-${++count}.json`;
const ask = (clientId: string, browser?: Browser, changes?: Parameters, to = server): Promise<Response> =>
  askAs(to, clientId, browser, changes);

describe('a hostile document', () => {
  const json = { 'content-type': 'application/json' };
  const own = (where: string) => ({
    client_id: host.url + where,
    redirect_uris: [documentRedirectUri],
    token_endpoint_auth_method: 'none',
  });
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { deeper: nested(levels - 1) });

  it.each<[string, (where: string) => string, RegExp]>([
    [
      'that redirects',
      (where) =>
        host.answer(where, (response) => response.writeHead(302, { location: host.publish('/target.json') }).end()),
      /^400 invalid_client_metadata/,
    ],
    [
      'of another client id',
      (where) => host.publish(where, { client_id: `${host.url}/other.json` }),
      /^400 invalid_client_metadata/,
    ],
    ['with a secret', (where) => host.publish(where, { client_secret: 'x' }), /^400 invalid_client_metadata/],
    [
      'that authenticates by a secret',
      (where) => host.publish(where, { token_endpoint_auth_method: 'client_secret_basic' }),
      /^400 invalid_client_metadata/,
    ],
    [
      'with a private key',
      (where) =>
        host.publish(where, {
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }] },
        }),
      /^400 invalid_client_metadata/,
    ],
    [
      'with an RSA key of a huge exponent',
      (where) =>
        host.publish(where, {
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [{ kty: 'RSA', n: 'A'.repeat(342), e: 'Q'.repeat(300) }] },
        }),
      /^400 invalid_client_metadata/,
    ],
    ['nested deeply', (where) => host.publish(where, { further: nested(1000) }), /^400 invalid_client_metadata/],
    [
      'that is not UTF-8',
      (where) =>
        host.answer(where, (response) =>
          response.writeHead(200, json).end(Buffer.from(JSON.stringify({ ...own(where), client_name: 'é' }), 'latin1')),
        ),
      /^400 invalid_client_metadata/,
    ],
    [
      'that is no JSON by its type',
      (where) => host.publish(where, {}, { 'content-type': 'text/html' }),
      /^400 invalid_client_metadata/,
    ],
    [
      'that is compressed',
      (where) =>
        host.answer(where, (response) =>
          response
            .writeHead(200, { ...json, 'content-encoding': 'gzip' })
            .end(gzipSync(JSON.stringify({ ...own(where), further: ' '.repeat(1_000_000) }))),
        ),
      /^503 temporarily_unavailable/,
    ],
    ['that is huge', (where) => host.publish(where, { further: ' '.repeat(20_000) }), /^400 invalid_client_metadata/],
    [
      'that has no end',
      (where) =>
        host.answer(where, (response) => {
          response.writeHead(200, json);
          const write = () =>
            void (response.write(' '.repeat(65_536)) ? setImmediate(write) : response.once('drain', write));
          write();
        }),
      /^400 invalid_client_metadata/,
    ],
    ['that is not there', (where) => host.url + where, /^400 invalid_client_metadata/],
    ...[
      'http://client.example/callback',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://client.example/#fragment',
      'https://user@client.example/',
      'https://*.example/',
      'http://localhost.client.example/',
      'http://127.1/',
      'http://[::ffff:127.0.0.1]/',
      'app:/callback',
    ].map(
      (uri) =>
        [
          `with the redirect URI ${uri}`,
          (where: string) => host.publish(where, { redirect_uris: [uri] }),
          /^400 invalid_client_metadata/,
        ] as [string, (where: string) => string, RegExp],
    ),
  ])('%s is refused on a page, and nothing is written', async (_what, publish, expected) => {
    const clientId = publish(path());
    const response = await ask(clientId);
    expect(await refusalOf(response)).toMatch(expected);
    expect(response.headers.get('location')).toBe(null);
    expect(await server.server.services.store.clients.find(clientId)).toBe(undefined);
    expect(host.requests.get('/target.json')).toBe(undefined);
  });

  it('is not waited for in a queue: of many slow ones of a host a few are fetched at once, and the others refused', async () => {
    const waiting: (() => void)[] = [];
    const four = Promise.withResolvers<void>();
    const slow = Array.from({ length: 20 }, () =>
      host.answer(path(), (response) => {
        if (waiting.push(() => response.writeHead(500).end()) === 4) four.resolve();
      }),
    );
    const refused: string[] = [];
    const answers = slow.map(async (clientId) => {
      const response = await ask(clientId);
      refused.push(`${response.status} ${response.headers.get('retry-after')}`);
      return response;
    });
    await four.promise;
    await expect.poll(() => refused.length).toBe(16);
    expect(new Set(refused)).toEqual(new Set(['503 5']));
    // Whoever wants nothing of that host is answered meanwhile.
    expect((await authorize(server, new Browser())).status).toBe(303);
    for (const go of waiting) go();
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([503]));
    expect(waiting.length).toBe(4);
    expect(host.mostAtOnce).toBeLessThanOrEqual(4);
  });

  it.each([
    'https://',
    'https://client.example',
    'https://client.example/a/../b',
    'https://client.example/a/%2e%2e/b',
    'https://client.example/./a',
    'https://client.example/a#b',
    'https://client.example/a#',
    'https://user:secret@client.example/a',
    'https://@client.example/a',
    'https://CLIENT.example/a',
    'https://client.example\\a',
    'http://client.example/a',
    'https://127.1/a',
  ])('of the id %s is never fetched (§3)', async (clientId) => {
    const before = events.length;
    expect(await refusalOf(await ask(clientId))).toMatch(/^400 /);
    expect(events.slice(before).filter(({ type }) => type === 'ClientDocumentFetched')).toEqual([]);
  });
});

describe('the host of a document', () => {
  it('must be listed in the mode listedHosts, by name or by the name it is below', async () => {
    const listed = await authorizeServer({
      clientIdMetadataDocuments: { ...documentPolicy, mode: 'listedHosts', hosts: ['127.0.0.1', '*.example.org'] },
    });
    try {
      expect((await ask(host.publish(path()), new Browser(), {}, listed)).status).toBe(303);
      for (const id of ['https://client.example/a', 'https://example.org/a', 'https://notexample.org/a']) {
        expect(await refusalOf(await ask(id, new Browser(), {}, listed))).toMatch(/^400 unauthorized_client/);
      }
    } finally {
      await listed.close();
    }
  });

  it.each([
    'https://127.0.0.1/client.json',
    'https://10.0.0.1/client.json',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/client.json',
    'https://[::ffff:a00:1]/client.json',
    'https://localhost/client.json',
  ])('must have a public address: %s (§8.6)', async (clientId) => {
    const strict = await authorizeServer({ clientIdMetadataDocuments: documentPolicy, allowPrivateAddresses: false });
    try {
      expect(await refusalOf(await ask(clientId, new Browser(), {}, strict))).toMatch(/^400 unauthorized_client/);
      expect(await refusalOf(await ask(host.publish(path()), new Browser(), {}, strict))).toMatch(
        /^400 unauthorized_client/,
      );
    } finally {
      await strict.close();
    }
  });
});
