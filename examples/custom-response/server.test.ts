import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterEach, expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { configuration, stories } from './server.ts';

let server: TestServer;
afterEach(() => server.close());

const own = { grant_type: 'client_credentials', scope: 'orders.read' };
const password = { grant_type: 'password', username: 'alice', password: 'alice' };

it('adds a field to the responses of one grant', async () => {
  server = await createTestServer({ ...configuration, ...stories['one-grant'] });
  expect((await ask(server.url, 'worker', own)).body).toMatchObject({
    scope: 'orders.read',
    quota: { perMinute: 600 },
  });
  expect((await ask(server.url, 'worker', password)).body).not.toHaveProperty('quota');
});

it('adds a field to every response', async () => {
  server = await createTestServer({ ...configuration, ...stories['every-grant'] });
  expect((await ask(server.url, 'worker', own)).body.granted_by).toBe('client_credentials');
  const first = (await ask(server.url, 'worker', password)).body;
  expect(first.granted_by).toBe('password');
  const refresh = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
  expect((await ask(server.url, 'worker', refresh)).body.granted_by).toBe('refresh_token');
});

it('adds a field to first responses only', async () => {
  server = await createTestServer({ ...configuration, ...stories['first-responses'] });
  const first = (await ask(server.url, 'worker', password)).body;
  expect(first.welcome).toBe(true);
  const refresh = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
  expect((await ask(server.url, 'worker', refresh)).body).not.toHaveProperty('welcome');
});

it('leaves scope and expires_in out', async () => {
  server = await createTestServer({ ...configuration, ...stories['leave-out'] });
  expect(Object.keys((await ask(server.url, 'worker', own)).body)).toEqual(['access_token', 'token_type']);
});

it('adds fields from a validator, on success and on error', async () => {
  server = await createTestServer({ ...configuration, ...stories['from-validator'] });
  const open = await ask(server.url, 'worker', { ...own, tenant: 'acme' });
  expect(open.body.tenant).toEqual({ name: 'acme', plan: 'basic' });
  const closed = await ask(server.url, 'worker', { ...own, tenant: 'closed' });
  expect(closed.status).toBe(400);
  expect(closed.body).toMatchObject({
    error: 'access_denied',
    error_description: 'This tenant is closed.',
    reopens: '2027-01-01',
  });
});
