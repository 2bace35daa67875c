import { createTestServer } from 'mintmark/testing';
import { expect, it } from 'vitest';
import { freePort } from '../ask.ts';
import { startExpress } from './express.ts';
import { startFastify } from './fastify.ts';
import { startHono } from './hono.ts';

it.each([
  ['Express', startExpress],
  ['Fastify', startFastify],
  ['Hono', startHono],
])('lets in who has the scope, and tells the others where to go: %s', async (_name, start) => {
  const port = await freePort();
  const resource = `http://localhost:${port}/orders`;
  const server = await createTestServer({
    apiScopes: [{ name: 'orders.read' }, { name: 'orders.write' }],
    apiResources: [{ name: resource, scopes: ['orders.read', 'orders.write'] }],
    clients: [
      {
        clientId: 'reader',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
      },
    ],
  });
  const api = await start(server.url, resource, port);
  const metadataUrl = `http://localhost:${port}/.well-known/oauth-protected-resource/orders`;
  try {
    const lost = await fetch(resource);
    expect(lost.status).toBe(401);
    expect(lost.headers.get('www-authenticate')).toContain(
      `Bearer scope="orders.read", resource_metadata="${metadataUrl}"`,
    );
    const metadata = (await (await fetch(metadataUrl)).json()) as { resource: string; authorization_servers: string[] };
    expect(metadata).toMatchObject({ resource, authorization_servers: [server.url] });
    const form = { grant_type: 'client_credentials', client_id: 'reader', client_secret: 'secret' };
    const answer = await fetch(`${server.url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    const read = await fetch(resource, { headers });
    expect([read.status, await read.json()]).toEqual([200, { for: 'reader' }]);
    const write = await fetch(resource, { method: 'POST', headers });
    expect(write.status).toBe(403);
    expect(write.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  } finally {
    await api.close();
    await server.close();
  }
});
