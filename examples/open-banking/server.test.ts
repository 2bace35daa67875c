import { exportJWK, generateKeyPair } from 'jose';
import { createTestServer } from 'mintmark/testing';
import { expect, it } from 'vitest';
import { UserAgent } from '../../test/conformance/support/user-agent.ts';
import { freePort } from '../ask.ts';
import { startAccounts } from './accounts-api.ts';
import { accounts, bank } from './bank.ts';
import { begin } from './budget-app.ts';

it('lets an application see accounts: pushed and signed request, signed answer, tokens bound to its key', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const options = bank({ ...(await exportJWK(publicKey)), kid: 'budget-1', alg: 'ES256' });
  const resource = accounts.replace('9401', String(await freePort()));
  const server = await createTestServer({ ...options, apiResources: [{ name: resource, scopes: ['accounts.read'] }] });
  const api = await startAccounts(server.url, resource);
  try {
    const budget = await begin(server.url, resource, privateKey);
    expect([...budget.url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const agent = new UserAgent(server.url, { username: 'alice', password: 'alice' });
    const { asked, arrival } = await agent.visit(budget.url.href);
    expect(asked).toEqual(['login', 'consent']);
    expect([...arrival!.url.searchParams.keys()]).toEqual(['response']);
    expect(await budget.finish(arrival!.url)).toEqual({
      of: 'alice',
      accounts: [{ iban: 'DE02120300000000202051' }],
    });
    const stolen = await fetch(resource, { headers: { authorization: 'Bearer anything' } });
    expect(stolen.status).toBe(401);
  } finally {
    await api.close();
    await server.close();
  }
});
