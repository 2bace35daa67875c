import { oauthError } from '../errors/oauth-error.ts';
import { limits } from '../model/limits.ts';

const pattern = /^([A-Za-z][A-Za-z0-9._~+-]*) +([^\s,]+)$/;
/** The longest token, and its scheme. */
const longest = limits.issuedToken.most + 100;

/** An `Authorization` header in its two parts; the scheme in lower case (RFC 9110 §11.4). @throws {OAuthError} `client.malformed-header`. */
export function parseAuthorizationHeader(header: string): { readonly scheme: string; readonly credentials: string } {
  const match = header.length > longest ? null : pattern.exec(header);
  if (match === null) throw oauthError('client.malformed-header');
  return { scheme: match[1]!.toLowerCase(), credentials: match[2]! };
}
