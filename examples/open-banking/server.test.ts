import { exportJWK, generateKeyPair } from 'jose';
import { createTestServer } from 'mintmark/testing';
import { expect, it } from 'vitest';
import { formsOf } from '../../test/conformance/support/page-forms.ts';
import { UserAgent } from '../../test/conformance/support/user-agent.ts';
import { freePort } from '../ask.ts';
import { startAccounts } from './accounts-api.ts';
import { accounts, bank } from './bank.ts';
import { begin } from './budget-app.ts';

it('lets an application see accounts: pushed and signed request, signed answer, tokens bound to its key, for the accounts that the person chose', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'budget-1', alg: 'ES256' };
  const resource = accounts.replace('9401', String(await freePort()));
  const server = await createTestServer(bank(jwk, resource));
  const api = await startAccounts(server.url, resource);
  try {
    const budget = await begin(server.url, resource, privateKey);
    expect([...budget.url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const agent = new UserAgent(server.url, { username: 'alice', password: 'alice' });
    const [form] = formsOf(await agent.signInOnly(budget.url.href));
    const { arrival } = await agent.submit(form!, {
      'detail:0:choice:DE89370400440532013000': 'on',
      decision: 'allow',
    });
    expect([...arrival!.url.searchParams.keys()]).toEqual(['response']);
    expect(await budget.finish(arrival!.url)).toEqual({
      of: 'alice',
      accounts: [{ iban: 'DE89370400440532013000' }],
    });
    const stolen = await fetch(resource, { headers: { authorization: 'Bearer anything' } });
    expect(stolen.status).toBe(401);
  } finally {
    await api.close();
    await server.close();
  }
});
