import { expect, it, onTestFinished } from 'vitest';
import type { ServerEvent } from '../../src/operations/events.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { type AdminServer, adminToken, askAdmin, operators, startAdmin } from '../support/admin.ts';
import { requestToken } from '../support/connect.ts';
import { secret } from '../support/fixture.ts';

const machine = (clientId: string) => ({
  clientId,
  clientSecrets: [{ value: secret }],
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: ['read'],
});

/** A server whose configuration is what `next` makes of the one that it started with. */
async function start(
  next: (now: ServerOptions) => ServerOptions | Promise<ServerOptions>,
  more: Partial<ServerOptions> = {},
) {
  let admin: AdminServer;
  const options = { apiScopes: [{ name: 'read' }], ...more };
  const reloadFrom = async (): Promise<ServerOptions> => {
    const { issuer, listen } = admin.server.settings;
    return next({
      mode: 'dev',
      storage: { kind: 'memory' },
      ...options,
      reloadFrom,
      issuer,
      listen,
      signing: { algorithms: ['ES256'] },
      clients: operators,
    });
  };
  admin = await startAdmin({ ...options, reloadFrom });
  onTestFinished(() => admin.close());
  return admin;
}

it('POST /reload reads the configuration anew, tells what changed, and is audited', async () => {
  const heard: ServerEvent[] = [];
  const admin = await start((now) => ({ ...now, clients: [...operators, machine('second')] }), {
    onEvent: (event) => heard.push(event),
  });
  const token = await adminToken(admin);
  const { status, json } = await askAdmin(admin, 'POST', '/reload', { token });
  expect([status, json]).toEqual([200, { changed: ['clients'], warnings: [] }]);
  expect((await requestToken(admin, 'second', { grant_type: 'client_credentials' })).status).toBe(200);
  expect(heard.filter(({ type }) => type === 'AdminChange')).toEqual([
    {
      type: 'AdminChange',
      action: 'configuration.reload',
      target: { kind: 'configuration', id: admin.url },
      caller: { subjectId: undefined, clientId: 'operator', via: 'api' },
      before: undefined,
      after: { changed: ['clients'] },
    },
  ]);
});

it('POST /reload that is refused says every problem with its path, and nothing changed', async () => {
  const admin = await start((now) => ({
    ...now,
    issuer: 'http://other.example',
    clients: [...operators, { ...machine('second'), allowedScopes: ['no'] }],
  }));
  const token = await adminToken(admin);
  const wrong = await askAdmin(admin, 'POST', '/reload', { token });
  expect([wrong.status, wrong.json.type, wrong.json.errors.map(({ path }: { path: string }) => path)]).toEqual([
    409,
    'urn:mintmark:problem:configuration-refused',
    ['clients[2].allowedScopes[0]'],
  ]);
  expect((await askAdmin(admin, 'GET', '/clients/second', { token })).status).toBe(404);
});

it('POST /reload needs a token for changes, and a server that knows where its configuration comes from', async () => {
  const admin = await startAdmin();
  onTestFinished(() => admin.close());
  const reader = await adminToken(admin, { clientId: 'reader', scope: 'mintmark.read' });
  expect((await askAdmin(admin, 'POST', '/reload', { token: reader })).status).toBe(403);
  const { status, json } = await askAdmin(admin, 'POST', '/reload', { token: await adminToken(admin) });
  expect([status, json.type]).toEqual([409, 'urn:mintmark:problem:not-possible']);
});

it('what `afterReload` throws refuses the configuration, and the one before is in use again', async () => {
  const admin = await start((now) => ({
    ...now,
    clients: [...operators, machine('second')],
    afterReload: async () => {
      throw new Error('the workers do not start');
    },
  }));
  const token = await adminToken(admin);
  expect((await askAdmin(admin, 'POST', '/reload', { token })).status).toBe(500);
  expect((await askAdmin(admin, 'GET', '/clients/second', { token })).status).toBe(404);
});
