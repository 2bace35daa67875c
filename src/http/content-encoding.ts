import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { HttpRequest } from '../model/http-message.ts';

/**
 * What is to be thrown for a compressed body: none are taken, since a few bytes may stand for gigabytes. The answer says what would
 * be (RFC 9110 §12.5.3). `undefined` for any other.
 */
export function compressedBody(request: Pick<HttpRequest, 'header'>): OAuthError | undefined {
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return undefined;
  return oauthError('request.content-encoding', { headers: { 'accept-encoding': 'identity' } });
}
