import { createTestServer } from 'mintmark/testing';
import { expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { options } from './server.ts';

it('answers with what the own generator makes, and nothing else', async () => {
  const server = await createTestServer(options);
  const { status, body } = await ask(server.url, 'worker', { grant_type: 'client_credentials' });
  expect(status).toBe(200);
  expect(body).toEqual({ envelope: { token: expect.stringMatching(/^eyJ/), validUntil: server.clock.now() + 60 } });
  await server.close();
});
