import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AdminServer, adminToken, startAdmin } from '../support/admin.ts';

/** What any runtime with `fetch` has; no `process`, `Buffer`, `require` or `node:` module. */
const globals = { AbortSignal, fetch, Headers, Response, URL, URLSearchParams };

let server: AdminServer;
beforeAll(async () => {
  server = await startAdmin();
});
afterAll(() => server.close());

it('mintmark/admin asks the admin API in a runtime that has no module of Node', async () => {
  const input = join(import.meta.dirname, '../../src/admin-client/index.ts');
  const bundle = await rolldown({ input, platform: 'neutral' });
  const { output } = await bundle.generate({ format: 'iife', name: 'admin' });
  await bundle.close();
  const [{ code, imports, dynamicImports }] = output;
  expect([...imports, ...dynamicImports]).toEqual([]);
  expect(code).not.toMatch(/\bnode:|\brequire\(/);
  const context = createContext({ ...globals, url: server.admin, token: await adminToken(server) });
  const ids = await runInContext(
    `${code}
    admin.createAdminClient({ url, token }).listClients().all().then((all) => all.map(({ clientId }) => clientId))`,
    context,
  );
  expect([...ids]).toEqual(['operator', 'reader']);
});
