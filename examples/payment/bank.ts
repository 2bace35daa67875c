/**
 * A bank whose shops ask for payments in detail (RFC 9396): pushed, agreed to on the bank's page, and in the token for the API that makes them.
 *
 *     node --conditions=source examples/payment/bank.ts
 */
import { type ExampleOptions, run } from '../run.ts';
import { payment, payments } from './payment.ts';

export function bank(apiResource: string = payments) {
  return {
    authorizationDetailTypes: [payment(apiResource)],
    apiResources: [{ name: apiResource }],
    users: [{ subject: 'alice', username: 'alice', password: 'alice' }],
    locales: ['en', 'de'],
    clients: [
      {
        clientId: 'shop',
        clientName: 'Book shop',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['authorization_code'],
        allowedAuthorizationDetailTypes: ['payment'],
        requirePushedAuthorization: true,
        redirectUris: ['https://shop.example.com/paid'],
      },
    ],
  } satisfies ExampleOptions;
}

if (import.meta.main) await run(bank());
