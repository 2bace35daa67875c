import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { undottedScheme } from '../../src/config/uri-rules.ts';
import { createTestServer, type TestServer } from '../../src/testing/index.ts';
import { type DocumentHost, startDocumentHost } from '../support/document-host.ts';

let host: DocumentHost;
let server: TestServer;
let served: unknown = {};

const policy = { scopes: ['openid', 'api.read'], grantTypes: ['authorization_code', 'refresh_token'] } as const;

beforeAll(async () => {
  host = await startDocumentHost();
  host.answer('/client.json', (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(served));
  });
  server = await createTestServer({
    apiScopes: [{ name: 'api.read' }, { name: 'api.write' }, { name: 'admin' }],
    clientIdMetadataDocuments: { mode: 'anyHost', ...policy, minimumCacheSeconds: 1, maximumCacheSeconds: 2 },
  });
});
afterAll(async () => {
  await server.close();
  await host.close();
});

const word = fc.oneof(
  fc.constantFrom(
    'openid',
    'profile',
    'api.read',
    'api.write',
    'admin',
    'offline_access',
    ' ',
    '',
    'api.read\u00A0admin',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const grantType = fc.constantFrom(
  'authorization_code',
  'refresh_token',
  'implicit',
  'password',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
);
const redirectUri = fc.oneof(
  fc.constantFrom(
    'https://client.example/cb',
    'http://127.0.0.1/cb',
    'http://localhost:1/cb',
    'com.example.app:/cb',
    'cursor://cb',
    'http://client.example/cb',
    'http://127.0.0.1.client.example/cb',
    'http://127.1/cb',
    'http:127.0.0.1',
    'javascript:alert(1)',
    'JavaScript://x.y/%0aalert(1)',
    'data:text/html,x',
    'https://client.example/cb#x',
    'https://a@client.example/cb',
    'https://*.example/cb',
    '//client.example/cb',
  ),
  fc.tuple(fc.constantFrom('http://', 'https:', 'x.y:', ''), fc.webUrl()).map(([start, url]) => start + url),
);
const junk = fc.jsonValue({ maxDepth: 2 });
const rarely = <Value>(usual: fc.Arbitrary<Value>, odd: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
const listOf = (usual: readonly string[], odd: fc.Arbitrary<string>) =>
  rarely(
    fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...usual) }, odd), { minLength: 1, maxLength: 3 }),
    junk,
  );
const document = fc.record(
  {
    client_id: rarely(fc.constant('own'), junk),
    redirect_uris: listOf(['https://client.example/cb', 'http://127.0.0.1/cb', 'com.example.app:/cb'], redirectUri),
    scope: rarely(
      fc.array(word, { maxLength: 5 }).map((words) => words.join(' ')),
      junk,
    ),
    grant_types: listOf(['authorization_code', 'refresh_token'], grantType),
    response_types: listOf(['code'], fc.constantFrom('token', 'id_token', 'code id_token', 'none')),
    token_endpoint_auth_method: rarely(fc.constant('none'), fc.constantFrom('private_key_jwt', 'client_secret_basic')),
    jwks: rarely(fc.constant(undefined), junk),
    require_consent: fc.constant(false),
    requirePkce: fc.constant(false),
    allowedScopes: fc.constant(['admin']),
  },
  { requiredKeys: ['client_id', 'redirect_uris', 'token_endpoint_auth_method'] },
);

it('gives no client a scope, grant or redirect URI that the policy does not allow, whatever documents come one after another', async () => {
  const clientId = `${host.url}/client.json`;
  const { clients, store } = server.server.services;
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(document, { minLength: 1, maxLength: 4 }), async (documents) => {
      for (const one of documents) {
        served = one.client_id === 'own' ? { ...one, client_id: clientId } : one;
        server.clock.advance(10);
        const client = await clients.latestEnabled(clientId, 'strictly').catch(() => undefined);
        if (client === undefined) continue;
        taken += 1;
        // As if a user had agreed once: the next document changes a stored client.
        await store.clients.insert(client);
        for (const seen of [client, (await store.clients.find(clientId))!]) {
          expect(policy.scopes).toEqual(expect.arrayContaining([...seen.allowedScopes]));
          expect(policy.grantTypes).toEqual(expect.arrayContaining([...seen.allowedGrantTypes]));
          expect(seen.allowedResponseTypes.filter((type) => type !== 'code')).toEqual([]);
          expect(seen).toMatchObject({
            origin: 'document',
            requirePkce: true,
            requireConsent: true,
            clientSecrets: [],
          });
          for (const uri of seen.redirectUris) {
            expect(uri).toMatch(
              /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?:[:/?]|$)|[a-z][a-z0-9+-]*\.[a-z0-9+.-]*:)/i,
            );
            expect(uri).not.toMatch(/#|^https?:\/\/[^/]*[@*]/i);
            expect(undottedScheme(uri)).toBe(undefined);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
  // That something was taken at all.
  expect(taken).toBeGreaterThan(100);
}, 120_000);
