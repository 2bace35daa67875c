/**
 * A CI system's token becomes an access token (RFC 7523 §2.1): the job asks its platform for an ID token with this server as audience and sends it as `assertion`. No
 * secret is stored anywhere; which repository and branch may deploy is what `DeployPolicy` says.
 *
 *     node --conditions=source examples/ci-token/server.ts
 */
import type { GrantRefusal, ICustomTokenRequestValidator, TokenRequestValidationResult } from 'mintmark';
import { type ExampleOptions, run } from '../run.ts';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

class DeployPolicy implements ICustomTokenRequestValidator {
  async validate({ request }: TokenRequestValidationResult): Promise<GrantRefusal | undefined> {
    if (request.grantType !== jwtBearer) return undefined;
    const { repository, ref } = request.assertion.claims;
    return repository === 'acme/shop' && ref === 'refs/heads/main' ? undefined : { error: 'invalid_grant' };
  }
}

/** @param ci issuer of the CI system's tokens, as its documentation says, and where its keys are. */
export function optionsFor(ci: { readonly issuer: string; readonly jwksUri: string }) {
  return {
    apiScopes: [{ name: 'deploy' }],
    apiResources: [{ name: 'https://deploy.example.com', scopes: ['deploy'] }],
    trustedIssuers: [
      { ...ci, uses: ['assertion'], subjects: 'none', allowedClients: ['pipeline'], allowedScopes: ['deploy'] },
    ],
    // A public client: the assertion is the proof.
    clients: [
      {
        clientId: 'pipeline',
        requireClientSecret: false,
        allowedGrantTypes: [jwtBearer],
        allowedScopes: ['deploy'],
        accessTokenLifetime: 600,
      },
    ],
    customTokenRequestValidator: new DeployPolicy(),
  } satisfies ExampleOptions;
}

if (import.meta.main) {
  const issuer = 'https://token.actions.githubusercontent.com';
  await run(optionsFor({ issuer, jwksUri: `${issuer}/.well-known/jwks` }));
}
