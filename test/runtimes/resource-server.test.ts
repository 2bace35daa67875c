import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** What any runtime with `fetch` and Web Crypto has; no `process`, `Buffer`, `require` or `node:` module. */
const globals = {
  AbortSignal,
  atob,
  btoa,
  crypto,
  CryptoKey,
  fetch,
  Headers,
  ReadableStream,
  Request,
  Response,
  structuredClone,
  TextDecoder,
  TextEncoder,
  Uint8Array,
  URL,
  URLSearchParams,
};

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer({
    apiScopes: [{ name: 'orders.read' }],
    apiResources: [{ name: 'https://api.example.com', scopes: ['orders.read'] }],
    clients: [
      {
        clientId: 'worker',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
      },
    ],
  });
});
afterAll(() => server.close());

it('mintmark/resource-server protects an API in a runtime that has no module of Node', async () => {
  const input = join(import.meta.dirname, '../../src/resource-server/index.ts');
  const bundle = await rolldown({ input, platform: 'neutral', resolve: { mainFields: ['module', 'main'] } });
  const { output } = await bundle.generate({ format: 'iife', name: 'resourceServer' });
  await bundle.close();
  const [{ code, imports, dynamicImports }] = output;
  expect([...imports, ...dynamicImports]).toEqual([]);
  expect(code).not.toMatch(/\bnode:|\brequire\(/);
  const form = { grant_type: 'client_credentials', client_id: 'worker', client_secret: 'secret' };
  const answer = await fetch(`${server.url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const context = createContext({ ...globals, issuer: server.url, now: server.clock.now(), token });
  const verified = await runInContext(
    `${code}
    resourceServer
      .protectResource({ resource: 'https://api.example.com', issuer, clock: { now: () => now } })
      .verify(new Request('https://api.example.com/orders', { headers: { authorization: 'Bearer ' + token } }))`,
    context,
  );
  expect({ ...verified, scopes: [...verified.scopes] }).toMatchObject({ clientId: 'worker', scopes: ['orders.read'] });
});
