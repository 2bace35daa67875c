import { undottedScheme } from '../../config/uri-rules.ts';
import type { Client } from '../../model/client.ts';
import type { ClientMetadataPolicy } from './policy.ts';

/**
 * A stored client that nobody configured, as the policy has it now: what was taken out of the policy since it came, or put into the store past it,
 * it has no more.
 */
export function withinPolicy(client: Client, policy: ClientMetadataPolicy): Client {
  const has = (grantType: string) => policy.grantTypes.includes(grantType);
  const isAllowed = (uri: string) => undottedScheme(uri, policy.privateUseSchemes) === undefined;
  return {
    ...client,
    allowedScopes: client.allowedScopes.filter((scope) => policy.scopes.includes(scope)),
    allowedAuthorizationDetailTypes: client.allowedAuthorizationDetailTypes.filter((type) =>
      policy.authorizationDetailTypes?.includes(type),
    ),
    allowedGrantTypes: client.allowedGrantTypes.filter(has),
    allowedResponseTypes: client.allowedResponseTypes.filter((type) => type === 'code' || has('implicit')),
    allowOfflineAccess: client.allowOfflineAccess && has('refresh_token'),
    redirectUris: client.redirectUris.filter(isAllowed),
    postLogoutRedirectUris: client.postLogoutRedirectUris.filter(isAllowed),
    requirePkce: true,
    allowPlainTextPkce: false,
    requireConsent: true,
    refreshTokenUsage: client.requireClientSecret ? client.refreshTokenUsage : 'oneTimeOnly',
  };
}
