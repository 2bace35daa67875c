import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsOf, type ExchangeServer, ordersApi, serveExchange, stockApi } from '../support/exchange.ts';

let server: ExchangeServer;
beforeAll(async () => {
  server = await serveExchange();
});
afterAll(() => server.close());

describe('token exchange (RFC 8693)', () => {
  it('answers with a token for the APIs behind, which names the client as actor (§2.2.1, §4.1)', async () => {
    const subject = await server.usersToken('gateway orders.read stock.read');
    const answer = await server.exchange('gateway', subject, { resource: ordersApi });
    expect(answer.body).toMatchObject({
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      scope: 'orders.read',
      expires_in: 3600,
    });
    expect(Object.keys(answer.body)).toEqual([
      'access_token',
      'expires_in',
      'token_type',
      'scope',
      'issued_token_type',
    ]);
    expect(claimsOf(answer)).toMatchObject({ sub: '1', client_id: 'gateway', aud: ordersApi, act: { sub: 'gateway' } });
  });

  it('keeps earlier actors inside the present one (§4.1)', async () => {
    const subject = await server.usersToken('gateway orders.read stock.read');
    const first = await server.exchange('gateway', subject, [
      ['audience', ordersApi],
      ['audience', stockApi],
    ]);
    const second = await server.exchange('orders', String(first.body.access_token), { audience: stockApi });
    expect(claimsOf(second)).toMatchObject({
      aud: stockApi,
      scope: 'stock.read',
      act: { sub: 'orders', act: { sub: 'gateway' } },
    });
  });
});
