import { afterEach, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { authorize, authorizeServer, interactionOf } from '../support/authorize.ts';
import { Browser } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';

let server: TestServer;
afterEach(() => server.close());

const client = { client_id: 'legacy', client_secret: 'secret', grant_type: 'password' };

async function start(limits: { signInAttemptsPerAccount?: number; signInAttemptsPerAddress?: number }) {
  server = await authorizeServer({
    limits,
    clients: [
      {
        clientId: 'legacy',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['password'],
        allowedScopes: ['api.read'],
      },
    ],
  });
  server.clock.advance(300 - (server.clock.now() % 300));
}

const password = (form: Record<string, string>) => postForm(`${server.url}/connect/token`, { ...client, ...form });

async function json(browser: Browser, login: Record<string, string>) {
  const interaction = interactionOf(await authorize(server, browser));
  const reply = await browser.postJson(`${server.url}/interaction/${interaction}`, { login });
  return { status: reply.status, retryAfter: reply.headers.get('retry-after'), body: await reply.json() };
}

const description = 'Too many wrong passwords for this user name. Try again in 299 seconds.';

describe('a user name after too many wrong passwords (RFC 6749 §10.10)', () => {
  it.each(['alice', 'nobody'])('is told apart from a wrong password, with how long it lasts: %s', async (username) => {
    await start({ signInAttemptsPerAccount: 3 });
    for (const guess of ['a', 'b', 'c']) {
      expect(await password({ username, password: guess })).toMatchObject({
        status: 400,
        json: { error: 'invalid_grant' },
      });
    }
    server.clock.advance(1);
    const right = await password({ username, password: 'wonderland' });
    expect([right.status, right.headers.get('retry-after')]).toEqual([429, '299']);
    expect(right.json).toMatchObject({ error: 'temporarily_unavailable', error_description: description });
    const atFrontEnd = await json(new Browser(), { username, password: 'wonderland' });
    expect(atFrontEnd).toMatchObject({ status: 429, retryAfter: '299', body: { error_description: description } });
  });

  it('lets a browser in at a front end of one’s own in which the user signed in before', async () => {
    await start({ signInAttemptsPerAccount: 3 });
    const own = new Browser();
    const alice = { username: 'alice', password: 'wonderland' };
    expect((await json(own, alice)).status).toBe(200);
    for (const guess of ['a', 'b', 'c']) await password({ username: 'alice', password: guess });
    expect((await json(new Browser(), alice)).status).toBe(429);
    expect((await json(own, alice)).status).toBe(200);
  });

  it('is let in by that browser also where its address guessed too much', async () => {
    await start({ signInAttemptsPerAddress: 2 });
    const own = new Browser();
    const alice = { username: 'alice', password: 'wonderland' };
    expect((await json(own, alice)).status).toBe(200);
    for (const username of ['x', 'y']) await password({ username, password: 'a' });
    expect((await json(new Browser(), alice)).status).toBe(429);
    expect((await json(own, alice)).status).toBe(200);
  });

  it.each<Record<string, string>>([
    { username: 'alice' },
    { username: 'alice', password: '' },
  ])('is not locked by what is incomplete: %o (RFC 6749 §4.3.2)', async (form) => {
    await start({ signInAttemptsPerAccount: 3 });
    for (let index = 0; index < 12; index += 1) {
      expect(await password(form)).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
    }
    expect((await password({ username: 'alice', password: 'wonderland' })).status).toBe(200);
  });
});
