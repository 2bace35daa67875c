import { insecureUri, undottedScheme } from '../../config/uri-rules.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { metadataError } from './metadata-error.ts';

/** To the letter, as they are compared later: what a parser makes of `http://127.1/` counts for nothing. */
const loopback = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(?:[/?]|$)/;

export type RedirectUriKind = 'https' | 'loopback' | 'privateUse';

export function redirectUriKind(uri: string): RedirectUriKind | undefined {
  if (/^https:/i.test(uri)) return 'https';
  if (/^http:/i.test(uri)) return loopback.test(uri) ? 'loopback' : undefined;
  return 'privateUse';
}

/**
 * Redirect URIs of a client that nobody configured: https, http on loopback, private-use schemes (RFC 8252 §7), and what `application_type` adds to
 * that (OpenID Connect Registration 1.0 §2). That they are well-formed is known.
 *
 * @throws {OAuthError} `registration.redirect-uri`; `registration.metadata` for addresses that a sign-out ends at.
 */
export function checkRedirectUris(metadata: ClientMetadata, privateUseSchemes: readonly string[]): void {
  for (const member of ['redirectUris', 'postLogoutRedirectUris'] as const) {
    for (const [index, uri] of (metadata[member] ?? []).entries()) {
      const problem = problemOf(uri, metadata, privateUseSchemes);
      if (problem !== undefined) throw metadataError(member, problem, { index });
    }
  }
}

function problemOf(uri: string, metadata: ClientMetadata, privateUseSchemes: readonly string[]): string | undefined {
  const kind = redirectUriKind(uri);
  if (kind === undefined) {
    return insecureUri(uri) === undefined
      ? 'must name loopback as 127.0.0.1, [::1] or localhost'
      : 'must use https: unless the host is 127.0.0.1, [::1] or localhost';
  }
  if (kind === 'privateUse') {
    return metadata.applicationType === 'web'
      ? 'must use https:, as application_type is web'
      : undottedScheme(uri, privateUseSchemes);
  }
  // The default of application_type is web; without it this one rule of web clients counts all the same.
  const inBrowser = metadata.grantTypes?.includes('implicit') === true && metadata.applicationType !== 'native';
  return inBrowser && (kind === 'loopback' || isLocalhost(uri))
    ? 'must use https: and not localhost where tokens come from the authorization endpoint'
    : undefined;
}

function isLocalhost(uri: string): boolean {
  return new URL(uri).hostname === 'localhost';
}
