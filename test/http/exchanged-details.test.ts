import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClientConfiguration } from '../../src/config/client-configuration.ts';
import type { TestServer } from '../../src/testing/index.ts';
import {
  balances,
  detailOptions,
  detailServer,
  ordersApi,
  paymentsApi,
  postAs,
  rent,
} from '../support/authorization-details.ts';
import { exchangeGrant, typeOf } from '../support/exchange.ts';
import { granted } from '../support/rich-authorization.ts';

const gateway = {
  clientSecrets: [{ value: 'secret' }],
  allowedGrantTypes: [exchangeGrant],
  allowedScopes: ['orders.read'],
  allowedAuthorizationDetailTypes: ['payment'],
  tokenExchange: { subjectTokens: ['access_token'], audiences: [paymentsApi, ordersApi], apis: [paymentsApi] },
} satisfies Partial<ClientConfiguration>;

let server: TestServer;
beforeAll(async () => {
  server = await detailServer({
    clients: [
      ...detailOptions.clients,
      { ...gateway, clientId: 'gateway' },
      { ...gateway, clientId: 'plain-gateway', allowedAuthorizationDetailTypes: [] },
      {
        ...gateway,
        clientId: 'orders-gateway',
        tokenExchange: { ...gateway.tokenExchange, audiences: [ordersApi] },
      },
    ],
  });
});
afterAll(() => server.close());

/** Exchanges a token of alice for the payments API, with a payment and a look at accounts. */
async function exchange(clientId: string, form: Readonly<Record<string, string>> = {}, scope?: string) {
  const { body } = await granted(server, [balances, rent], { scope });
  return postAs(server, clientId, '/connect/token', {
    grant_type: exchangeGrant,
    subject_token: body.access_token,
    subject_token_type: typeOf('access_token'),
    ...form,
  });
}

it('a token of an exchange carries the details of the subject token that the client may have (RFC 8693, RFC 9396 §6)', async () => {
  const { status, body } = await exchange('gateway');
  expect([status, body.authorization_details]).toEqual([200, [rent]]);
  expect(body).not.toHaveProperty('scope');
  expect(decodeJwt(body.access_token)).toMatchObject({
    aud: paymentsApi,
    authorization_details: [rent],
    act: { sub: 'gateway' },
  });
});

it('they may be asked for, and never exceed those of the subject token', async () => {
  const asked = (details: unknown) => exchange('gateway', { authorization_details: JSON.stringify(details) });
  expect((await asked([rent])).body.authorization_details).toEqual([rent]);
  const elsewhere = { authorization_details: JSON.stringify([rent]) };
  expect((await exchange('orders-gateway', elsewhere, 'orders.read')).body.error).toBe('invalid_authorization_details');
  for (const details of [[{ ...rent, amount: '900.01' }], [rent, rent], [balances], [{ type: '__proto__' }]]) {
    const { status, body } = await asked(details);
    expect([status, body.error]).toEqual([400, 'invalid_authorization_details']);
  }
});

it('they stay behind where the client may not have the type, or the token is for another API', async () => {
  const plain = await exchange('plain-gateway', {}, 'orders.read');
  expect([plain.status, plain.body.scope]).toEqual([200, 'orders.read']);
  expect(plain.body).not.toHaveProperty('authorization_details');
  const elsewhere = await exchange('orders-gateway', {}, 'orders.read');
  expect([elsewhere.status, decodeJwt(elsewhere.body.access_token).aud]).toEqual([200, ordersApi]);
  expect(elsewhere.body).not.toHaveProperty('authorization_details');
});

it('where nothing else would be left there is no token', async () => {
  expect((await exchange('plain-gateway')).body.error).toBe('invalid_target');
});
