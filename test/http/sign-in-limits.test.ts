import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../src/testing/index.ts';
import { formsOf } from '../conformance/support/page-forms.ts';
import { authorize, authorizeServer, interactionOf } from '../support/authorize.ts';
import { Browser } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';
import { countWork } from '../support/counted-work.ts';

/** As long as a user name and a password may be. */
const longName = 'n'.repeat(256);
const longPassword = 'p'.repeat(1024);
/** 64 KB in a form, and the dearest that there is to normalise: marks whose order must change. */
const marks = '\u0316\u0301'.repeat(5400);

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer({
    users: [{ subject: '1', username: longName, password: longPassword }],
    clients: [
      {
        clientId: 'legacy',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['password'],
        allowedScopes: ['api.read'],
      },
    ],
  });
});
afterAll(() => server.close());

/** Whether one signs in with a name and a password. */
const doors: Readonly<Record<string, (username: string, password: string) => Promise<boolean>>> = {
  'the sign-in page': async (username, password) => {
    const browser = new Browser();
    const [form] = formsOf(await (await browser.get(`${server.url}/login`)).text());
    const response = await browser.post(form!.action, { ...form!.fields, username, password });
    expect([303, 400]).toContain(response.status);
    return response.status === 303;
  },
  'the JSON front end': async (username, password) => {
    const browser = new Browser();
    const interaction = interactionOf(await authorize(server, browser));
    const login = { username, password };
    const response = await browser.postJson(`${server.url}/interaction/${interaction}`, { login });
    expect([200, 400]).toContain(response.status);
    return response.status === 200;
  },
  'the password grant': async (username, password) => {
    const client = { client_id: 'legacy', client_secret: 'secret', grant_type: 'password' };
    const { status, json } = await postForm(`${server.url}/connect/token`, { ...client, username, password });
    expect([undefined, 'invalid_grant']).toContain(json.error);
    return status === 200;
  },
};

describe.each(Object.entries(doors))('%s', (_name, signsIn) => {
  it('takes the longest name and password that the configuration takes', async () => {
    expect(await signsIn(longName, longPassword)).toBe(true);
  });

  it.each([
    ['name', `${longName}n`, longPassword],
    ['password', longName, `${longPassword}p`],
  ])('takes one more character in the %s for a wrong password', async (_which, username, password) => {
    expect(await signsIn(username, password)).toBe(false);
  });

  it('normalises nothing that is too long to be a name or a password (CWE-400)', async () => {
    const work = await countWork(async () => {
      expect(await signsIn(marks, 'secret')).toBe(false);
      expect(await signsIn('alice', marks)).toBe(false);
    });
    expect(work.normalized).toBeLessThan(2000);
  });

  it('counts nothing against the account that could not be it', async () => {
    for (let guess = 0; guess < 12; guess += 1) await signsIn(longName, `${longPassword}${guess}`);
    expect(await signsIn(longName, longPassword)).toBe(true);
  });
});
