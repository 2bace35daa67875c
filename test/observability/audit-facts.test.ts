import { expect, it } from 'vitest';
import { auditListener } from '../../src/operations/audit-log.ts';
import type { ServerEvent } from '../../src/operations/events.ts';
import { createLogger } from '../../src/operations/log.ts';
import { createTestServer } from '../../src/testing/create-test-server.ts';
import { authorizeServer, codeRequest } from '../support/authorize.ts';
import { Browser, locationOf } from '../support/browser.ts';
import { postForm } from '../support/connect.ts';

const asked = { client_id: 'web', grant_type: 'client_credentials' };

async function eventsOf(onEvent: (event: ServerEvent) => void) {
  const server = await authorizeServer({ onEvent });
  const browser = new Browser();
  const begun = locationOf(
    await browser.get(`${server.url}/connect/authorize?${new URLSearchParams(codeRequest({ scope: 'openid' }))}`),
  );
  const interaction = begun.searchParams.get('interaction') ?? begun.pathname.split('/').at(-1) ?? '';
  const signIn = (username: string, password: string) =>
    browser.postJson(`${server.url}/interaction/${interaction}`, { login: { username, password } });
  return { server, browser, signIn };
}

it('has one line of one refusal, with all that is known of it, where events are written into the same log', async () => {
  const lines: string[] = [];
  const log = await createLogger({ format: 'json', write: (line) => lines.push(line) });
  const server = await createTestServer({
    log,
    onEvent: auditListener(log),
    apiScopes: [{ name: 'api.read' }],
    clients: [
      {
        clientId: 'web',
        clientSecrets: [{ value: 'the secret' }],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['api.read'],
      },
      { clientId: 'off', enabled: false, clientSecrets: [{ value: 'the secret' }], allowedGrantTypes: [] },
    ],
  });
  const token = (form: Readonly<Record<string, string>>) =>
    postForm(`${server.url}/connect/token`, { ...asked, ...form });
  await token({ client_secret: 'wrong' });
  await token({ client_secret: 'the secret', scope: 'api.write' });
  await token({ client_id: 'wbe', client_secret: 'x' });
  await token({ client_id: 'off', client_secret: 'the secret' });
  await postForm(`${server.url}/connect/introspect`, { client_id: 'wbe', client_secret: 'x' });
  await server.close();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      message: 'ClientAuthenticationFailed',
      audit: true,
      clientId: 'web',
      reason: 'client.wrong-secret',
      endpoint: '/connect/token',
    },
    { message: 'TokenRefused', audit: true, clientId: 'web', reason: 'scope.not-allowed', scope: 'api.write' },
    { message: 'TokenRefused', audit: true, clientId: 'wbe', reason: 'client.unknown' },
    { message: 'TokenRefused', audit: true, clientId: 'off', reason: 'client.disabled' },
    { message: 'a request was refused', clientId: 'wbe', reason: 'client.unknown' },
  ]);
  expect(lines).toHaveLength(5);
});

it('names who could not sign in only if there is such a user, at the JSON front end too', async () => {
  const events: ServerEvent[] = [];
  const { server, signIn } = await eventsOf((event) => events.push(event));
  expect((await signIn('ALICE', 'wrong')).status).toBe(400);
  expect((await signIn('my password, typed into the wrong box', 'x')).status).toBe(400);
  await server.close();
  expect(events.filter(({ type }) => type === 'UserSignInFailed')).toEqual([
    { type: 'UserSignInFailed', reason: 'wrong-credentials', username: 'alice' },
    { type: 'UserSignInFailed', reason: 'wrong-credentials', username: undefined },
  ]);
  expect(JSON.stringify(events)).not.toContain('wrong box');
});

it('tells of revoked grants only what is a client that had some, and nothing of other texts', async () => {
  const events: ServerEvent[] = [];
  const { server, browser, signIn } = await eventsOf((event) => events.push(event));
  const { location } = (await (await signIn('alice', 'wonderland')).json()) as { readonly location: string };
  await browser.get(location);
  const revoke = async (clientId: string) => {
    const page = await (await browser.get(`${server.url}/grants`)).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const answer = await browser.post(`${server.url}/grants`, { csrf, revoke: clientId }, { origin: server.url });
    expect(answer.status).toBe(200);
  };
  await revoke('a-refresh-token-pasted-here');
  await revoke('x'.repeat(5000));
  expect(events.filter(({ type }) => type === 'GrantsRevoked')).toEqual([]);
  expect(JSON.stringify(events)).not.toContain('pasted');
  await revoke('web');
  expect(events.filter(({ type }) => type === 'GrantsRevoked')).toEqual([
    { type: 'GrantsRevoked', subjectId: '1', clientId: 'web', by: 'user' },
  ]);
  await server.close();
});

it('leads from the address of the server to what the person allowed whom, in production', async () => {
  const server = await createTestServer({
    mode: 'production',
    secret: 'env:SECRET',
    environment: { SECRET: 'q3Zt8yVh1LwXk0RmJ7cNfB5uGdPe2SxAoTi4HvYb9Ks' },
  });
  const answer = await fetch(`${server.url}/`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${server.url}/grants`]);
  await server.close();
});
