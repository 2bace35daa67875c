import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import { parseAuthorizationHeader } from '../http/authorization-header.ts';
import type { HttpRequest } from '../model/http-message.ts';

const challenge = 'Bearer realm="mintmark"';

/** The token is not good for this: 401 with a challenge. */
export function invalidToken(detail: string): OAuthError {
  return oauthError('registration.invalid-token', {
    detail,
    headers: { 'www-authenticate': `${challenge}, error="invalid_token"` },
  });
}

/** The bearer token of a request (RFC 6750 §2.1). @throws {OAuthError} `registration.invalid-token`, `client.malformed-header` (401). */
export function bearerToken(request: HttpRequest): string {
  const header = request.header('authorization');
  const { scheme, credentials } =
    header === undefined ? { scheme: 'none', credentials: '' } : parseAuthorizationHeader(header);
  if (scheme === 'bearer') return credentials;
  // RFC 6750 §3.1: without a token the challenge names no error.
  throw oauthError('registration.invalid-token', { detail: scheme, headers: { 'www-authenticate': challenge } });
}
