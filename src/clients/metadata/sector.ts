import type { ClientMetadata } from './client-metadata.ts';
import { metadataError } from './metadata-error.ts';

/**
 * The host whose clients all see the same pairwise subject of a user (OpenID Connect Core 1.0 §8.1): that of `sector_identifier_uri`, or the only one
 * among the redirect URIs.
 *
 * @throws {OAuthError} `registration.metadata`: there is no such host.
 */
export function sectorOf({ sectorIdentifierUri, redirectUris = [] }: ClientMetadata): string {
  if (sectorIdentifierUri !== undefined) return new URL(sectorIdentifierUri).hostname;
  const hosts = new Set(redirectUris.map((uri) => (/^https?:/i.test(uri) ? new URL(uri).hostname : undefined)));
  const [host] = hosts;
  if (hosts.size === 1 && host !== undefined) return host;
  throw metadataError('sectorIdentifierUri', 'is required, as the redirect URIs do not all have one host');
}
