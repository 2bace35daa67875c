import { isLoopbackHost } from '../../keys/public-address.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { metadataError } from './metadata-error.ts';

/** Called by the server itself. */
const called = [
  'jwksUri',
  'sectorIdentifierUri',
  'backchannelLogoutUri',
  'backchannelClientNotificationEndpoint',
] as const satisfies readonly (keyof ClientMetadata)[];

/**
 * The addresses that the server calls or sends browsers to, beside redirect URIs.
 *
 * @param allowPrivateAddresses the server may call this machine, over http too: for development.
 * @throws {OAuthError} `registration.metadata`.
 */
export function checkAddresses(metadata: ClientMetadata, allowPrivateAddresses: boolean): void {
  for (const member of called) {
    const uri = metadata[member];
    if (uri === undefined || /^https:/i.test(uri)) continue;
    if (!allowPrivateAddresses || !isLoopbackHost(new URL(uri).hostname))
      throw metadataError(member, 'must use https:');
  }
  const { initiateLoginUri, frontchannelLogoutUri, redirectUris = [] } = metadata;
  // OpenID Connect Core 1.0 §4
  if (initiateLoginUri !== undefined && !/^https:/i.test(initiateLoginUri)) {
    throw metadataError('initiateLoginUri', 'must use https:');
  }
  if (
    metadata.backchannelTokenDeliveryMode === 'ping' &&
    metadata.backchannelClientNotificationEndpoint === undefined
  ) {
    throw metadataError('backchannelClientNotificationEndpoint', 'is required for the delivery mode ping');
  }
  if (frontchannelLogoutUri === undefined) return;
  // OpenID Connect Front-Channel Logout 1.0 §2
  const { origin } = new URL(frontchannelLogoutUri);
  if (!redirectUris.some((uri) => new URL(uri).origin === origin)) {
    throw metadataError('frontchannelLogoutUri', 'must have scheme, host and port of a redirect URI');
  }
}
