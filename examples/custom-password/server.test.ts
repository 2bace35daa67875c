import { decodeJwt } from 'jose';
import { createTestServer } from 'mintmark/testing';
import { expect, it } from 'vitest';
import { ask } from '../ask.ts';
import { OwnUsers } from './own-users.ts';
import { options } from './server.ts';

it('signs in users of the own table, and nobody who is locked', async () => {
  const users = new OwnUsers(':memory:');
  await users.add('ada@example.com', 'ada', 'Ada Lovelace');
  const server = await createTestServer(options(users));
  const signIn = { grant_type: 'password', username: 'ada@example.com', password: 'ada' };

  const { body } = await ask(server.url, 'legacy', signIn);
  expect(decodeJwt(String(body.access_token))).toMatchObject({
    sub: '1',
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    amr: ['pwd'],
  });
  for (const wrong of [{ password: 'x' }, { username: 'bob@example.com' }]) {
    const refused = await ask(server.url, 'legacy', { ...signIn, ...wrong });
    expect(refused.body).toMatchObject({ error: 'invalid_grant', error_description: 'Wrong e-mail or password.' });
  }
  users.lock('ada@example.com');
  const refresh = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
  expect((await ask(server.url, 'legacy', refresh)).body).toMatchObject({ error: 'invalid_grant' });

  await server.close();
  users.close();
});
