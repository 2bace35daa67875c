import { createTestServer } from 'mintmark/testing';
import { expect, it } from 'vitest';
import { formsOf } from '../../test/conformance/support/page-forms.ts';
import { UserAgent } from '../../test/conformance/support/user-agent.ts';
import { freePort } from '../ask.ts';
import { bank } from './bank.ts';
import { startPayments } from './payments-api.ts';
import { checkout } from './shop.ts';

const order = {
  instructedAmount: { currency: 'EUR', amount: '12.50' },
  creditorName: 'Book shop',
  creditorAccount: { iban: 'DE75512108001245126199' },
};
const second = 'DE89370400440532013000';

async function start() {
  const resource = `http://localhost:${await freePort()}/payments`;
  const server = await createTestServer(bank(resource));
  const api = await startPayments(server.url, resource);
  return {
    resource,
    server,
    close: async () => {
      await api.close();
      await server.close();
    },
  };
}

it('pays what the person agreed to, from the account that they chose, once', async () => {
  const { resource, server, close } = await start();
  try {
    const shop = await checkout(server.url, resource, order);
    expect([...shop.url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const agent = new UserAgent(server.url, { username: 'alice', password: 'alice' });
    const page = await agent.signInOnly(shop.url.href);
    expect(page).toContain('Pay 12.50 EUR to Book shop');
    expect(page).toContain('DE75512108001245126199');
    const [form] = formsOf(page);
    expect(form?.fields).toMatchObject({ 'detail:0': 'on', 'detail:0:choice': 'DE02120300000000202051' });
    const { arrival } = await agent.submit(form!, { 'detail:0:choice': second, decision: 'allow' });
    expect(await shop.finish(arrival!.url)).toEqual({
      granted: [{ type: 'payment', ...order, debtorAccount: { iban: second } }],
      status: 201,
      body: { paid: '12.50', from: second, to: 'DE75512108001245126199' },
    });
  } finally {
    await close();
  }
});

it('pays from nobody else’s account, and nothing where the person says no', async () => {
  const { resource, server, close } = await start();
  try {
    const shop = await checkout(server.url, resource, order);
    const agent = new UserAgent(server.url, { username: 'alice', password: 'alice' });
    const [form] = formsOf(await agent.signInOnly(shop.url.href));
    const foreign = await agent.submit(form!, { 'detail:0:choice': 'DE00000000000000000000', decision: 'allow' });
    expect(foreign.page?.status).toBe(400);
    const { arrival } = await agent.submit(form!, { decision: 'deny' });
    expect(arrival?.url.searchParams.get('error')).toBe('access_denied');
  } finally {
    await close();
  }
});

it('refuses an order that is no payment before anybody is asked', async () => {
  const { resource, server, close } = await start();
  try {
    const odd = { ...order, instructedAmount: { currency: 'EUR', amount: '0.00' } };
    await expect(checkout(server.url, resource, odd)).rejects.toMatchObject({ error: 'invalid_authorization_details' });
  } finally {
    await close();
  }
});
