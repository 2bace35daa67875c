/**
 * A bank under FAPI 2.0 with Message Signing: one word of configuration. The application pushes signed requests, gets signed answers, and
 * its tokens are bound to its key, for the accounts that the person chose.
 *
 *     node --conditions=source examples/open-banking/bank.ts
 */
import { type ExampleOptions, run } from '../run.ts';
import { accountAccess } from './account-access.ts';

export const accounts = 'http://localhost:9401/accounts';

/** @param publicJwk the key of the application, with which it authenticates and signs its requests. */
export function bank(publicJwk: Readonly<Record<string, unknown>>, apiResource = accounts) {
  return {
    profile: 'fapi2MessageSigning',
    authorizationDetailTypes: [accountAccess(apiResource)],
    apiResources: [{ name: apiResource }],
    users: [{ subject: 'alice', username: 'alice', password: 'alice', claims: { name: 'Alice' } }],
    clients: [
      {
        clientId: 'budget-app',
        clientName: 'Budget',
        jwks: { keys: [publicJwk] },
        allowedGrantTypes: ['authorization_code', 'refresh_token'],
        allowedScopes: ['openid'],
        allowedAuthorizationDetailTypes: ['account_information'],
        allowOfflineAccess: true,
        redirectUris: ['https://budget.example.com/callback'],
      },
    ],
  } satisfies ExampleOptions;
}

if (import.meta.main) {
  const { exportJWK, generateKeyPair } = await import('jose');
  const { publicKey } = await generateKeyPair('ES256');
  await run(bank({ ...(await exportJWK(publicKey)), kid: 'budget-1', alg: 'ES256' }));
}
