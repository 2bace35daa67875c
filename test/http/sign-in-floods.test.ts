import { afterEach, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { secret, startFixture } from '../support/fixture.ts';

let server: TestServer;
afterEach(() => server.close());

const flooder = '203.0.113.1';

/** The status of a token request from an address. */
async function ask(remoteAddress: string, form: Record<string, string>): Promise<number> {
  const request = new Request(`${server.url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  return (await server.server.fetch(request, { remoteAddress })).status;
}

const signIn = (remoteAddress: string, password = 'the password of alice') =>
  ask(remoteAddress, {
    client_id: 'application',
    client_secret: secret,
    grant_type: 'password',
    username: 'alice',
    password,
    scope: 'orders.read',
  });

it('under a flood of wrong passwords tokens keep flowing, and honest sign-ins find room (CWE-400)', async () => {
  server = await startFixture();
  expect(await signIn('198.51.100.7')).toBe(200);
  const flood = Array.from({ length: 400 }, (_, index) => signIn(flooder, `wrong ${index}`));
  const honest = [signIn('198.51.100.7'), signIn('198.51.100.8')];
  const machine = { client_id: 'machine', client_secret: secret, grant_type: 'client_credentials' };
  expect(await ask('198.51.100.9', machine)).toBe(200);
  expect(await Promise.all(honest)).toEqual([200, 200]);
  const statuses = await Promise.all(flood);
  expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(300);
  expect(statuses).not.toContain(200);
});

it('a network from which somebody signed in before has room, though strangers from everywhere took all of theirs', async () => {
  server = await startFixture({ limits: { signInAttemptsPerAccount: 1000, signInAttemptsPerAddress: 1000 } });
  expect(await signIn('198.51.100.7')).toBe(200);
  // From everywhere at once: all that strangers may have is taken.
  const flood = Array.from({ length: 400 }, (_, index) => signIn(`203.0.${index % 200}.1`, `wrong ${index}`));
  const [known, stranger] = await Promise.all([signIn('198.51.100.7'), signIn('198.51.100.8')]);
  expect([known, stranger]).toEqual([200, 503]);
  await Promise.all(flood);
});
