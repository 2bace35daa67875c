/**
 * A bank under FAPI 2.0 with Message Signing: one word of configuration. The application pushes signed requests, gets signed answers, and
 * its tokens are bound to its key.
 *
 *     node --conditions=source examples/open-banking/bank.ts
 */
import { type ExampleOptions, run } from '../run.ts';

export const accounts = 'http://localhost:9401/accounts';

/** @param publicJwk the key of the application, with which it authenticates and signs its requests. */
export function bank(publicJwk: Readonly<Record<string, unknown>>) {
  return {
    profile: 'fapi2MessageSigning',
    apiScopes: [{ name: 'accounts.read' }],
    apiResources: [{ name: accounts, scopes: ['accounts.read'] }],
    users: [{ subject: 'alice', username: 'alice', password: 'alice', claims: { name: 'Alice' } }],
    clients: [
      {
        clientId: 'budget-app',
        clientName: 'Budget',
        jwks: { keys: [publicJwk] },
        allowedGrantTypes: ['authorization_code', 'refresh_token'],
        allowedScopes: ['openid', 'accounts.read'],
        allowOfflineAccess: true,
        requireConsent: true,
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
