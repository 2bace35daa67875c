import { createTestServer } from 'mintmark/testing';
import { expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { options } from './server.ts';

it('hands out the vendor tokens, on refresh too, with refresh tokens of this server', async () => {
  const server = await createTestServer(options);
  const first = (await ask(server.url, 'legacy', { grant_type: 'password', username: 'alice', password: 'alice' }))
    .body;
  expect(first).toMatchObject({ access_token: 'vendor:legacy:1', expires_in: 900, token_type: 'Bearer' });
  const refresh = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
  const second = (await ask(server.url, 'legacy', refresh)).body;
  expect(second.access_token).toBe('vendor:legacy:2');
  expect(second.refresh_token).not.toBe(first.refresh_token);
  await server.close();
});
