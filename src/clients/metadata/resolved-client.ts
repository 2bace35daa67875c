import { resolveClient } from '../../config/resolve-client.ts';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { Client } from '../../model/client.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { metadataError } from './metadata-error.ts';
import type { ClientMetadataRules } from './policy.ts';

/** The member of the metadata that a setting comes from, where the names differ. */
const memberOf: Readonly<Record<string, keyof ClientMetadata>> = {
  clientName: 'clientName',
  clientUri: 'clientUri',
  logoUri: 'logoUri',
  tosUri: 'tosUri',
  policyUri: 'policyUri',
  clientSecrets: 'tokenEndpointAuthMethod',
  requireClientSecret: 'tokenEndpointAuthMethod',
  tlsClientAuth: 'tokenEndpointAuthMethod',
  selfSignedTlsClientAuth: 'tokenEndpointAuthMethod',
  jwks: 'jwks',
  jwksUri: 'jwksUri',
  allowedGrantTypes: 'grantTypes',
  allowedResponseTypes: 'responseTypes',
  allowedScopes: 'scope',
  allowedAuthorizationDetailTypes: 'authorizationDetailsTypes',
  allowOfflineAccess: 'grantTypes',
  redirectUris: 'redirectUris',
  postLogoutRedirectUris: 'postLogoutRedirectUris',
  frontChannelLogoutUri: 'frontchannelLogoutUri',
  backChannelLogoutUri: 'backchannelLogoutUri',
  backChannelClientNotificationUri: 'backchannelClientNotificationEndpoint',
  allowedIdentityTokenSigningAlgorithms: 'idTokenSignedResponseAlg',
  userInfoSignedResponseAlgorithm: 'userinfoSignedResponseAlg',
  allowedAssertionAlgorithms: 'tokenEndpointAuthSigningAlg',
  allowedRequestObjectAlgorithms: 'requestObjectSigningAlg',
  requireRequestObject: 'requireSignedRequestObject',
  requirePushedAuthorization: 'requirePushedAuthorizationRequests',
  defaultMaxAge: 'defaultMaxAge',
  defaultAcrValues: 'defaultAcrValues',
  requireDPoP: 'dpopBoundAccessTokens',
  requireMutualTls: 'tlsClientCertificateBoundAccessTokens',
};

/**
 * The settings as a client, checked as those of a configuration are; what is wrong is told with the member of the metadata that it comes from.
 * @throws {OAuthError} `registration.redirect-uri`, `registration.metadata`.
 */
export function resolvedClient(settings: object, { settings: server, policy }: ClientMetadataRules): Client {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  try {
    return resolveClient(given, server.catalogue, {
      mode: 'production',
      profile: server.profile,
      signingAlgorithms: server.signing.algorithms,
      retentionDuration: server.signing.retentionDuration,
      hasCertificateAuthorities: server.clientCertificateAuthorities.length > 0,
      privateUseSchemes: policy.privateUseSchemes,
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw asMetadataError(error);
  }
}

function asMetadataError(cause: ConfigurationError) {
  const { path = '', message = '' } = cause.problems[0] ?? {};
  const [setting = '', index] = path.split(/[.[\]]+/);
  const member = memberOf[setting];
  if (member === undefined) return oauthError('registration.metadata', { description: `${path}: ${message}`, cause });
  const isListed = member.endsWith('Uris') && /^\d+$/.test(index ?? '');
  return metadataError(member, message, { cause, ...(isListed ? { index: Number(index) } : {}) });
}
