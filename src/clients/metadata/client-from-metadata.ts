import type { Client, ClientOrigin, ClientSecret } from '../../model/client.ts';
import { checkAddresses } from './addresses.ts';
import { certificateMembers, certificateSettings, checkAuthentication, withoutUnusedNames } from './authentication.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { flowsOf } from './flows.ts';
import { metadataError } from './metadata-error.ts';
import type { ClientMetadataRules } from './policy.ts';
import { checkRedirectUris } from './redirect-uris.ts';
import { resolvedClient } from './resolved-client.ts';
import { sectorOf } from './sector.ts';

/** What a client does not say of itself. */
export interface ClientIdentity {
  readonly clientId: string;
  readonly origin: ClientOrigin;
  /** Asked for only where the client authenticates by a shared secret. */
  readonly secrets?: () => readonly ClientSecret[];
}

export interface ClientOfMetadata {
  readonly client: Client;
  /** What was asked for, with every default that counts from now on. */
  readonly metadata: ClientMetadata;
  /** The settings that metadata decide, those that they left out included; all others have their defaults. */
  readonly decided: ReadonlySet<string>;
}

/**
 * The client that metadata describe, if the policy gives all that they ask for; nothing is narrowed in silence. Whatever they say, such a client
 * uses PKCE with S256, its users are asked for consent, and refresh tokens of public ones rotate. Fetches nothing: that the document at
 * `sectorIdentifierUri` names the redirect URIs is for the caller to find out.
 *
 * @param asked the result of `readClientMetadata`, or what a policy of one's own made of it.
 * @throws {OAuthError} `registration.redirect-uri` (`invalid_redirect_uri`), `registration.metadata` (`invalid_client_metadata`), with the
 * member and what is wrong with it.
 */
export function clientFromMetadata(
  asked: ClientMetadata,
  identity: ClientIdentity,
  rules: ClientMetadataRules,
): ClientOfMetadata {
  const { scopes, grantTypes, responseTypes } = flowsOf(asked, rules.policy);
  const mayRefresh = grantTypes.includes('refresh_token');
  const method = asked.tokenEndpointAuthMethod ?? rules.authenticationMethods[0] ?? 'none';
  const metadata = withoutUnusedNames({
    ...asked,
    grantTypes,
    responseTypes,
    scope: [...scopes, ...(mayRefresh ? ['offline_access'] : [])].join(' '),
    tokenEndpointAuthMethod: method,
  });
  const detailTypes = metadata.authorizationDetailsTypes ?? [];
  const beyond = detailTypes.find((type) => rules.policy.authorizationDetailTypes?.includes(type) !== true);
  if (beyond !== undefined) throw metadataError('authorizationDetailsTypes', `${beyond} is not allowed here`);
  checkRedirectUris(metadata, rules.policy.privateUseSchemes);
  checkAuthentication(metadata, rules);
  checkAddresses(metadata, rules.settings.allowPrivateAddresses);
  const settings = {
    clientId: identity.clientId,
    clientName: metadata.clientName,
    clientUri: metadata.clientUri,
    logoUri: metadata.logoUri,
    tosUri: metadata.tosUri,
    policyUri: metadata.policyUri,
    clientSecrets: method.startsWith('client_secret_') ? identity.secrets?.() : undefined,
    requireClientSecret: method !== 'none',
    jwks: metadata.jwks,
    jwksUri: metadata.jwksUri,
    ...certificateSettings(metadata),
    allowedGrantTypes: grantTypes,
    allowedResponseTypes: responseTypes,
    allowedScopes: scopes,
    allowedAuthorizationDetailTypes: detailTypes,
    allowOfflineAccess: mayRefresh,
    redirectUris: metadata.redirectUris,
    allowedCorsOrigins: method === 'none' ? originsOf(metadata) : [],
    postLogoutRedirectUris: metadata.postLogoutRedirectUris,
    frontChannelLogoutUri: metadata.frontchannelLogoutUri,
    backChannelLogoutUri: metadata.backchannelLogoutUri,
    ...algorithmSettings(metadata),
    requireRequestObject: metadata.requireSignedRequestObject,
    requirePushedAuthorization: metadata.requirePushedAuthorizationRequests,
    defaultMaxAge: metadata.defaultMaxAge,
    defaultAcrValues: metadata.defaultAcrValues,
    requireDPoP: metadata.dpopBoundAccessTokens,
    requireMutualTls: metadata.tlsClientCertificateBoundAccessTokens,
    pairwiseSubjectSalt: pairwiseSubjectSalt(metadata, rules),
    backChannelClientNotificationUri:
      metadata.backchannelTokenDeliveryMode === 'ping' ? metadata.backchannelClientNotificationEndpoint : undefined,
    requirePkce: true,
    allowPlainTextPkce: false,
    requireConsent: true,
    allowRememberConsent: !canBePassedFor(metadata),
    // RFC 9700 §2.2.2; a profile may want those of confidential clients to stay.
    refreshTokenUsage: method === 'none' ? 'oneTimeOnly' : undefined,
  };
  const client = { ...resolvedClient(settings, rules), origin: identity.origin };
  return { client, metadata, decided: new Set([...Object.keys(settings), ...certificateMembers]) };
}

function algorithmSettings(metadata: ClientMetadata) {
  const { idTokenSignedResponseAlg, tokenEndpointAuthSigningAlg } = metadata;
  const { requestObjectSigningAlg, backchannelAuthenticationRequestSigningAlg } = metadata;
  const listed = (...algorithms: readonly (string | undefined)[]) =>
    algorithms.every((algorithm) => algorithm === undefined)
      ? undefined
      : [...new Set(algorithms)].filter((algorithm) => algorithm !== undefined);
  return {
    allowedIdentityTokenSigningAlgorithms: listed(idTokenSignedResponseAlg),
    userInfoSignedResponseAlgorithm: metadata.userinfoSignedResponseAlg,
    allowedAssertionAlgorithms: listed(tokenEndpointAuthSigningAlg),
    allowedRequestObjectAlgorithms: listed(requestObjectSigningAlg, backchannelAuthenticationRequestSigningAlg),
  };
}

function pairwiseSubjectSalt(metadata: ClientMetadata, rules: ClientMetadataRules): string | undefined {
  if (metadata.subjectType !== 'pairwise') return undefined;
  if (rules.pairwiseSubjectSalt === undefined) throw metadataError('subjectType', 'must be public');
  return rules.pairwiseSubjectSalt(sectorOf(metadata));
}

/** Any program on a device can pass for a public client whose answers stay there: consent is asked for each time (RFC 8252 §8.6). */
function canBePassedFor({ tokenEndpointAuthMethod, redirectUris = [] }: ClientMetadata): boolean {
  return tokenEndpointAuthMethod === 'none' && redirectUris.some((uri) => !/^https:/i.test(uri));
}

/** Pages of a public client call the token endpoint from where they are. */
function originsOf({ redirectUris = [] }: ClientMetadata): readonly string[] {
  return [...new Set(redirectUris.filter((uri) => /^https?:/i.test(uri)).map((uri) => new URL(uri).origin))];
}
