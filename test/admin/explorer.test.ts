import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminServer, adminToken, askAdmin, startAdmin } from '../support/admin.ts';
import { basic, postForm } from '../support/connect.ts';

let server: AdminServer;
let token: string;
beforeAll(async () => {
  server = await startAdmin();
  token = await adminToken(server, { clientId: 'reader', scope: 'mintmark.read' });
});
afterAll(() => server.close());

describe('the trips at the admin API', () => {
  it('are listed and shown one by one, with the reason of a refusal and its setting', async () => {
    const form = { grant_type: 'client_credentials', scope: 'nothing' };
    const refused = await postForm(`${server.url}/connect/token`, form, { authorization: basic('reader') });
    const requestId = refused.headers.get('x-request-id');
    const { status, json } = await askAdmin(server, 'GET', '/trips?outcome=refused&clientId=reader', { token });
    expect([status, json.items.length, json.items[0].requestId]).toEqual([200, 1, requestId]);
    const one = await askAdmin(server, 'GET', `/trips/${requestId}`, { token });
    expect(one.json).toMatchObject({
      path: '/connect/token',
      refusal: { reason: 'scope.not-allowed', fields: [{ name: 'scope', value: 'nothing' }] },
    });
    expect(one.json.refusal.setting).toContain('clients[].allowedScopes');
  });

  it('are not those of the admin port itself', async () => {
    await askAdmin(server, 'GET', '/trips', { token });
    const { json } = await askAdmin(server, 'GET', '/trips', { token });
    expect(json.items.filter(({ path }: { path: string }) => path.startsWith('/admin'))).toEqual([]);
  });

  it('are 404 where there is none, and 400 where the query is wrong', async () => {
    expect((await askAdmin(server, 'GET', '/trips/unheard-of', { token })).status).toBe(404);
    const wrong = await askAdmin(server, 'GET', '/trips?outcome=lost', { token });
    expect([wrong.status, wrong.json.errors[0].path]).toEqual([400, 'outcome']);
    expect((await askAdmin(server, 'GET', '/trips')).status).toBe(401);
  });

  it('are none in production, unless the configuration wants them', async () => {
    const secret = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k';
    const quiet = await startAdmin({ mode: 'production', secret });
    try {
      const own = await adminToken(quiet, { clientId: 'reader', scope: 'mintmark.read' });
      expect(quiet.server.services.trips.on).toBe(false);
      expect((await askAdmin(quiet, 'GET', '/trips', { token: own })).json).toEqual({ items: [] });
    } finally {
      await quiet.close();
    }
    const wanted = await startAdmin({ mode: 'production', secret, admin: { explorer: true } });
    try {
      await adminToken(wanted, { clientId: 'reader', scope: 'mintmark.read' });
      expect(wanted.server.services.trips.list().items.map(({ path }) => path)).toEqual(['/connect/token']);
    } finally {
      await wanted.close();
    }
  });
});

it('explains a token to whoever may read', async () => {
  const { status, json } = await askAdmin(server, 'POST', '/tokens/explain', { token, body: { token } });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    kind: 'access token',
    isOurs: true,
    isAccepted: true,
    verdict: 'Accepted here, and meant for urn:mintmark:admin.',
  });
  expect((await askAdmin(server, 'POST', '/tokens/explain', { token, body: {} })).status).toBe(400);
});
