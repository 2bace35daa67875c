import type { ServerOptions } from '../../src/server/options.ts';
import { algorithmOf, type ServerOrder } from '../protocol.ts';

export const api = 'https://api.example.com';
export const redirectUri = 'https://client.example.com/callback';

/** The same clients, API and algorithms as the peers have. */
export function mintmarkConfiguration({ scenario, storage, watched = false }: ServerOrder): ServerOptions {
  const algorithm = algorithmOf(scenario);
  return {
    mode: 'dev',
    // Else on, since this is `dev`.
    admin: { explorer: watched },
    ...(watched ? { listen: { adminPort: 9401 } } : {}),
    issuer: 'http://localhost:9400',
    storage: storage ?? { kind: 'memory' },
    secret: Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 73 + 11) % 256)).toString('base64url'),
    signing: { algorithms: [algorithm] },
    identityResources: ['openid'],
    apiScopes: [{ name: 'api.read' }],
    apiResources: [{ name: api, scopes: ['api.read'], apiSecrets: [{ value: 'secret' }] }],
    clients: [
      {
        clientId: 'client',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: [
          'client_credentials',
          'authorization_code',
          'urn:ietf:params:oauth:grant-type:token-exchange',
        ],
        tokenExchange: { subjectTokens: ['access_token'], audiences: [api] },
        allowedScopes: ['openid', 'api.read'],
        allowOfflineAccess: true,
        redirectUris: [redirectUri],
        authorizationCodeLifetime: 3600,
        allowedIdentityTokenSigningAlgorithms: [algorithm],
        accessTokenType: scenario === 'reference-tokens' ? 'reference' : 'jwt',
      },
    ],
    users: [{ subject: 'alice', username: 'alice', claims: { name: 'Alice', email: 'alice@example.com' } }],
  };
}
