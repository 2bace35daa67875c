import { describe, expect, it } from 'vitest';
import { withCounting } from '../../src/stores/counting.ts';
import {
  asUserGrant,
  exchangeConfiguration,
  gatewayApi,
  ordersApi,
  serveExchange,
  typeOf,
} from '../support/exchange.ts';
import { newStore, storeKinds } from '../support/stores.ts';

async function served(kind: (typeof storeKinds)[number], context: Parameters<typeof newStore>[1]) {
  const { store, calls } = withCounting(await newStore(kind, context));
  const server = await serveExchange({ ...exchangeConfiguration, store });
  context.onTestFinished(() => server.close());
  const asClient = async (clientId: string, path: string, token: string) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:secret`)}` },
      body: new URLSearchParams({ token }),
    });
    return response.text();
  };
  return {
    server,
    calls,
    revoke: (clientId: string, token: string) => asClient(clientId, '/connect/revocation', token),
    isActive: async (clientId: string, token: string) =>
      (JSON.parse(await asClient(clientId, '/connect/introspect', token)) as { active: boolean }).active,
  };
}

describe.each(storeKinds)('tokens that were exchanged, kept in %s', (kind) => {
  it('end with the first refresh token of their family, however many hops away (RFC 8693 §5)', async (context) => {
    const { server, revoke, isActive } = await served(kind, context);
    const scope = 'gateway orders.read stock.read offline_access';
    const first = await server.post('app', { grant_type: asUserGrant, scope });
    const hop = await server.exchange('gateway', String(first.body.access_token));
    const next = await server.exchange('orders', String(hop.body.access_token));
    const requested = { requested_token_type: typeOf('refresh_token'), resource: ordersApi };
    const renewable = await server.exchange('gateway', String(first.body.access_token), requested);
    const refreshed = await server.post('gateway', {
      grant_type: 'refresh_token',
      refresh_token: String(renewable.body.access_token),
    });
    const issued = [
      ['gateway', hop],
      ['orders', next],
      ['gateway', refreshed],
    ] as const;
    for (const [clientId, { body }] of issued) {
      expect(await isActive(clientId, String(body.access_token))).toBe(true);
    }
    await revoke('app', String(first.body.refresh_token));
    for (const [clientId, { body }] of issued) {
      expect(await isActive(clientId, String(body.access_token))).toBe(false);
    }
    expect(await isActive('gateway', String(refreshed.body.refresh_token))).toBe(false);
    expect((await server.exchange('gateway', String(first.body.access_token))).body.error).toBe('invalid_request');
    expect((await server.exchange('orders', String(hop.body.access_token))).body.error).toBe('invalid_request');
  });

  it('cost one read of the store and no write, a write more with a refresh token', async (context) => {
    const { server, calls } = await served(kind, context);
    const subject = await server.usersToken('gateway orders.read offline_access');
    calls.reset();
    const plain = await server.exchange('gateway', subject, { resource: ordersApi });
    expect(plain.status).toBe(200);
    expect([...calls.byName]).toEqual([['grants.standing', 1]]);
    calls.reset();
    const requested = { requested_token_type: typeOf('refresh_token'), resource: gatewayApi };
    expect((await server.exchange('gateway', subject, requested)).status).toBe(200);
    expect([...calls.byName]).toEqual([
      ['grants.standing', 1],
      ['grants.insert', 1],
    ]);
  });
});
