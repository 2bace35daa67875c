/**
 * Extra claims in the ID tokens that come with a refresh: how often the session was extended is nobody's profile, but known here.
 *
 *     node --conditions=source examples/refresh-id-token-claims/server.ts
 */
import {
  type RefreshTokenRequest,
  type RequestContext,
  type TokenRequestValidationResult,
  TokenResponseGenerator,
} from 'mintmark';
import { type ExampleOptions, run } from '../run.ts';

class RefreshClaimsGenerator extends TokenResponseGenerator {
  protected override createIdTokenFromRefreshTokenRequest(
    result: TokenRequestValidationResult<RefreshTokenRequest>,
    accessToken: string,
    context: RequestContext,
  ): Promise<string | undefined> {
    const { refreshToken } = result.request;
    const claims = { authorized_at: refreshToken.authorizedAt, refreshed_after: context.now - refreshToken.createdAt };
    return this.createIdentityToken(result.request, accessToken, context, claims);
  }
}

export const options = {
  identityResources: ['openid'],
  clients: [
    {
      clientId: 'legacy',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['password'],
      allowedScopes: ['openid'],
      allowOfflineAccess: true,
    },
  ],
  users: [{ subject: '1', username: 'alice', password: 'alice' }],
  services: { tokenResponseGenerator: (services) => new RefreshClaimsGenerator(services) },
} satisfies ExampleOptions;

if (import.meta.main) await run(options);
