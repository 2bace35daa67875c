/**
 * Token exchange (RFC 8693): `gateway` was called with a user's token and calls `orders`, which calls `stock`, each with a token for that API alone. Who may
 * exchange what stands in the configuration; `ExchangePolicy` adds a rule of one's own.
 *
 *     node --conditions=source examples/token-exchange/server.ts
 */
import { type ExampleOptions, run } from '../run.ts';
import { ExchangePolicy } from './exchange-policy.ts';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const clientSecrets = [{ value: 'secret' }];
const gateway = 'https://gateway.example.com';
const orders = 'https://orders.example.com';
const stock = 'https://stock.example.com';

export const options = {
  apiScopes: ['gateway', 'orders.read', 'orders.write', 'stock.read'].map((name) => ({ name })),
  apiResources: [
    { name: gateway, scopes: ['gateway'] },
    { name: orders, scopes: ['orders.read', 'orders.write'] },
    { name: stock, scopes: ['stock.read'] },
  ],
  clients: [
    {
      clientId: 'app',
      clientSecrets,
      allowedGrantTypes: ['password'],
      allowedScopes: ['gateway', 'orders.read', 'orders.write', 'stock.read'],
    },
    {
      clientId: 'gateway',
      clientSecrets,
      allowedGrantTypes: [exchange],
      allowedScopes: ['orders.read', 'orders.write', 'stock.read'],
      tokenExchange: {
        subjectTokens: ['access_token'],
        // It is this API, gets tokens for those, and may say that the agent acts.
        apis: [gateway],
        audiences: [orders, stock],
        actors: ['agent'],
      },
    },
    {
      clientId: 'orders',
      clientSecrets,
      allowedGrantTypes: [exchange],
      allowedScopes: ['stock.read'],
      tokenExchange: { subjectTokens: ['access_token'], apis: [orders], audiences: [stock] },
    },
    {
      clientId: 'agent',
      clientSecrets,
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['gateway'],
    },
  ],
  users: [{ subject: '1', username: 'alice', password: 'alice' }],
  customTokenRequestValidator: new ExchangePolicy(),
} satisfies ExampleOptions;

if (import.meta.main) await run(options);
