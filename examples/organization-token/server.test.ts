import { decodeJwt } from 'jose';
import { createTestServer, type TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { options } from './server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(options);
});
afterAll(() => server.close());

it('issues a token for an organization of the client', async () => {
  const { body } = await ask(server.url, 'worker', { grant_type: 'client_credentials', organization_id: 'acme' });
  expect(body.organization).toEqual({ id: 'acme', name: 'Acme Ltd' });
  expect(decodeJwt(String(body.access_token))).toMatchObject({ sub: 'worker', organization_id: 'acme' });
});

it('refuses organizations of others, and unknown ones alike', async () => {
  for (const organization_id of ['globex', 'initech']) {
    const { status, body } = await ask(server.url, 'worker', { grant_type: 'client_credentials', organization_id });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: 'access_denied',
      error_description: 'The client does not belong to this organization.',
    });
  }
});

it('issues a plain token without an organization', async () => {
  const { body } = await ask(server.url, 'worker', { grant_type: 'client_credentials' });
  expect(body).not.toHaveProperty('organization');
  expect(decodeJwt(String(body.access_token))).not.toHaveProperty('organization_id');
});
