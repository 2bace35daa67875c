import { type OAuthError, oauthError } from '../../errors/oauth-error.ts';
import type { ClientMetadata } from './client-metadata.ts';

/** `redirectUris` → `redirect_uris`. */
export function wireName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What is wrong with one member: `invalid_redirect_uri` for redirect URIs, otherwise `invalid_client_metadata` (RFC 7591 §3.2.2). */
export function metadataError(
  member: keyof ClientMetadata,
  message: string,
  options: { readonly index?: number; readonly cause?: unknown } = {},
): OAuthError {
  const { index, cause } = options;
  const description = `${wireName(member)}${index === undefined ? '' : `[${index}]`}: ${message.replaceAll('§', 'section ')}`;
  const reason = member === 'redirectUris' ? 'registration.redirect-uri' : 'registration.metadata';
  return oauthError(reason, { description, detail: wireName(member), cause });
}
