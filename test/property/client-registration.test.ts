import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OAuthError } from '../../src/errors/oauth-error.ts';
import type { Client, ClientOrigin } from '../../src/model/client.ts';
import { createServer, type MintmarkServer } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import { settableClock } from '../../src/testing/settable-clock.ts';
import { type DocumentHost, startDocumentHost } from '../support/document-host.ts';

const scopes = ['openid', 'profile', 'orders.read', 'orders.write', 'orders.delete'];
const grantTypes = [
  'authorization_code',
  'refresh_token',
  'implicit',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const;
const schemes = ['cursor', 'vscode'];

/** What a client can say that matters here: good values, bad ones, and things that are no values at all. */
const redirectUri = fc.oneof(
  fc.constantFrom(
    'https://app.example.com/cb',
    'https://app.example.com/cb?x=1',
    'http://127.0.0.1/cb',
    'http://[::1]:8080/cb',
    'http://localhost:6274/cb',
    'com.example.app:/cb',
    'cursor://x/cb',
    'vscode://x/cb',
    'other:/cb',
    'http://app.example.com/cb',
    'http://127.0.0.1.example.com/cb',
    'http://127.1/cb',
    'http://localhost@evil.example/',
    'https://*.example.com/',
    'https://app.example.com/#x',
    'javascript:alert(1)',
    'data:text/html,x',
    'https:\\\\app.example.com',
  ),
  fc.webUrl({ validSchemes: ['http', 'https', 'ftp'], withFragments: true, withQueryParameters: true }),
  fc.string(),
);
const oneMember = <Value>(name: string, value: fc.Arbitrary<Value>) => value.map((one) => ({ [name]: one }));
/** A good client, but for a few members of its own. */
const metadata = fc
  .array(
    fc.oneof(
      oneMember('redirect_uris', fc.array(redirectUri, { maxLength: 3 })),
      oneMember('redirect_uris', fc.jsonValue()),
      oneMember(
        'scope',
        fc.subarray([...scopes, 'offline_access', 'admin'], { maxLength: 3 }).map((asked) => asked.join(' ')),
      ),
      oneMember('grant_types', fc.subarray([...grantTypes, 'client_credentials', 'password', 'urn:x:y'])),
      oneMember('grant_types', fc.constantFrom(['authorization_code', 'refresh_token'], ['authorization_code'])),
      oneMember('response_types', fc.subarray(['code', 'id_token', 'code id_token', 'token', 'code id_token token'])),
      oneMember('token_endpoint_auth_method', fc.constantFrom('none', 'client_secret_basic', 'private_key_jwt', 'x')),
      oneMember('application_type', fc.constantFrom('web', 'native')),
      oneMember('requirePkce', fc.boolean()),
      oneMember('allowedScopes', fc.subarray(scopes)),
    ),
    { maxLength: 3 },
  )
  .map((members) =>
    Object.assign({ redirect_uris: ['https://app.example.com/cb'], token_endpoint_auth_method: 'none' }, ...members),
  );
const policy = fc.record({
  scopes: fc.subarray(scopes),
  grantTypes: fc.subarray([...grantTypes]).map((some) => [...new Set(['authorization_code' as const, ...some])]),
  privateUseSchemes: fc.subarray(schemes),
});
type Policy = typeof policy extends fc.Arbitrary<infer Value> ? Value : never;
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('register' as const), metadata }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('update' as const), which: fc.nat(5), metadata }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('document' as const), metadata }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('policy' as const), policy }) },
);

/** What the policy of a moment allows, said once more in another way. */
function check(client: Client, origin: ClientOrigin, now: Policy): void {
  expect(client.allowedScopes.filter((scope) => !now.scopes.includes(scope))).toEqual([]);
  const grants: readonly string[] = now.grantTypes;
  expect(client.allowedGrantTypes.filter((one) => !grants.includes(one))).toEqual([]);
  if (client.allowOfflineAccess) expect(now.grantTypes).toContain('refresh_token');
  if (client.allowedResponseTypes.some((one) => one !== 'code')) expect(now.grantTypes).toContain('implicit');
  for (const uri of client.redirectUris) {
    const { protocol, username, password, hash, hostname } = new URL(uri);
    expect([username, password, hash]).toEqual(['', '', '']);
    expect(uri).not.toMatch(/[#*\\\s]/);
    const scheme = protocol.slice(0, -1);
    // To the letter: what a parser makes of http://127.1/ is none.
    const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].some(
      (name) => hostname === name && uri.startsWith(`http://${name}`),
    );
    const isApps = scheme.includes('.') || now.privateUseSchemes.includes(scheme);
    expect([uri, scheme === 'https' || isLoopback || isApps]).toEqual([uri, true]);
  }
  expect(client).toMatchObject({
    origin,
    requirePkce: true,
    allowPlainTextPkce: false,
    requireConsent: true,
    refreshTokenUsage: 'oneTimeOnly',
  });
}

/** Looks at a document anew; whatever is wrong with it, the client is the one of before or none. */
async function learn(server: MintmarkServer, clientId: string): Promise<void> {
  try {
    await server.services.clients.latest(clientId, 'strictly');
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
  }
}

let host: DocumentHost;
beforeAll(async () => {
  host = await startDocumentHost();
});
afterAll(() => host.close());

it('no sequence of registrations, updates, documents and changes of the policy gives a client more than the policy allows', async () => {
  let accepted = 0;
  let documents = 0;
  await fc.assert(
    fc.asyncProperty(policy, fc.array(step, { minLength: 3, maxLength: 12 }), async (first, steps) => {
      const store = createMemoryStore();
      const clock = settableClock();
      const start = (now: Policy): Promise<MintmarkServer> =>
        createServer({
          issuer: 'https://id.example.com',
          mode: 'dev',
          store,
          clock,
          secret: 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k',
          signing: { algorithms: ['ES256'] },
          apiScopes: ['orders.read', 'orders.write', 'orders.delete'].map((name) => ({ name })),
          clientRegistration: { mode: 'open', perAddressAndHour: 1000, ...now },
          clientIdMetadataDocuments: {
            ...now,
            mode: 'anyHost',
            grantTypes: now.grantTypes.filter((one) => one !== 'implicit'),
          },
        });
      let server = await start(first);
      let now = first;
      const known: Record<string, string>[] = [];
      const send = async (method: string, url: string, body: object, token?: string) => {
        const headers = {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        };
        const response = await server.fetch(new Request(url, { method, headers, body: JSON.stringify(body) }));
        return { status: response.status, json: (await response.json()) as Record<string, string> };
      };
      for (const one of steps) {
        if (one.do === 'policy') {
          await server.close();
          now = one.policy;
          server = await start(now);
        } else if (one.do === 'document') {
          host.publish('/client', one.metadata, { 'cache-control': 'max-age=60' });
          // What was there before is stale by then.
          clock.advance(1000);
          await learn(server, `${host.url}/client`);
        } else if (one.do === 'register') {
          const { status, json } = await send('POST', 'https://id.example.com/connect/register', one.metadata);
          expect([201, 400]).toContain(status);
          if (status === 201) known.push(json);
        } else if (known.length > 0) {
          const which = one.which % known.length;
          const { client_id, registration_client_uri: uri, registration_access_token: token } = known[which]!;
          const { status, json } = await send('PUT', uri!, { ...one.metadata, client_id }, token);
          expect([200, 400]).toContain(status);
          if (status === 200) known[which] = json;
        }
        clock.advance(10);
        const { clients } = server.services;
        for (const { client_id: clientId } of known) check((await clients.find(clientId!))!, 'registered', now);
        const documented = await clients.find(`${host.url}/client`);
        if (documented !== undefined) {
          check(documented, 'document', now);
          documents += 1;
        }
      }
      accepted += known.length;
      await server.close();
    }),
    { numRuns: 150 },
  );
  // Otherwise it would say nothing.
  expect(accepted).toBeGreaterThan(100);
  expect(documents).toBeGreaterThan(100);
}, 120_000);
