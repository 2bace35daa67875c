import type { Server } from 'node:http';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, freePort } from '../ask.ts';
import { createApi } from './api.ts';

const audience = 'https://orders.example.com';
let server: TestServer;
let api: Server;
let apiUrl: string;

beforeAll(async () => {
  server = await createTestServer({
    apiScopes: [{ name: 'orders.read' }, { name: 'orders.write' }],
    apiResources: [{ name: audience, scopes: ['orders.read', 'orders.write'] }],
    clients: [
      {
        clientId: 'worker',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read', 'orders.write'],
      },
    ],
  });
  const port = await freePort();
  apiUrl = `http://localhost:${port}/`;
  api = createApi({ issuer: server.url, audience, now: () => new Date(server.clock.now() * 1000) });
  await new Promise<void>((resolve) => api.listen(port, 'localhost', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => api.close(resolve));
  await server.close();
});

async function call(scope: string, wait = 0) {
  const { body } = await ask(server.url, 'worker', { grant_type: 'client_credentials', scope });
  server.clock.advance(wait);
  const response = await fetch(apiUrl, { headers: { authorization: `Bearer ${body.access_token}` } });
  return { status: response.status, body: await response.json() };
}

it('takes a token with the scope', async () => {
  expect(await call('orders.read')).toEqual({ status: 200, body: { orders: [], for: 'worker' } });
});

it('refuses a token without the scope', async () => {
  expect((await call('orders.write')).status).toBe(403);
});

it('refuses a token that is over, without waiting for it', async () => {
  expect((await call('orders.read', 3599)).status).toBe(200);
  expect(await call('orders.read', 3600)).toEqual({
    status: 401,
    body: { error: 'invalid_token', reason: 'ERR_JWT_EXPIRED' },
  });
});
