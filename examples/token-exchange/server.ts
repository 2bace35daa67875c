/**
 * Token exchange (RFC 8693) as a grant of one's own: `gateway` was called with a user's token and calls `orders` with one of its own.
 *
 *     node --conditions=source examples/token-exchange/server.ts
 */
import { type ExampleOptions, run } from '../run.ts';
import { TokenExchangeValidator } from './token-exchange-validator.ts';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const clientSecrets = [{ value: 'secret' }];

export const options = {
  apiScopes: [{ name: 'gateway' }, { name: 'orders' }, { name: 'stock' }],
  apiResources: [
    { name: 'https://gateway.example.com', scopes: ['gateway'] },
    // The claim `act` is asked for like any other.
    { name: 'https://orders.example.com', scopes: ['orders'], userClaims: ['act'] },
    { name: 'https://stock.example.com', scopes: ['stock'], userClaims: ['act'] },
  ],
  clients: [
    { clientId: 'app', clientSecrets, allowedGrantTypes: ['password'], allowedScopes: ['gateway'] },
    {
      clientId: 'gateway',
      clientSecrets,
      allowedGrantTypes: [exchange],
      allowedScopes: ['orders'],
      properties: { api: 'https://gateway.example.com' },
    },
    {
      clientId: 'orders',
      clientSecrets,
      allowedGrantTypes: [exchange],
      allowedScopes: ['stock'],
      properties: { api: 'https://orders.example.com' },
    },
  ],
  users: [{ subject: '1', username: 'alice', password: 'alice' }],
  services: { extensionGrantValidators: (services) => [new TokenExchangeValidator(services)] },
} satisfies ExampleOptions;

if (import.meta.main) await run(options);
