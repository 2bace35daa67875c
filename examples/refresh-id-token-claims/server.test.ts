import { decodeJwt } from 'jose';
import { createTestServer } from 'mintmark/testing';
import { expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { options } from './server.ts';

it('puts the claims into the ID token of a refresh', async () => {
  const server = await createTestServer(options);
  const password = { grant_type: 'password', username: 'alice', password: 'alice' };
  const first = (await ask(server.url, 'legacy', password)).body;
  const start = server.clock.now();
  server.clock.advance(120);
  const refresh = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
  const claims = decodeJwt(String((await ask(server.url, 'legacy', refresh)).body.id_token));
  expect(claims).toMatchObject({ sub: '1', authorized_at: start, refreshed_after: 120, auth_time: start });
  await server.close();
});
