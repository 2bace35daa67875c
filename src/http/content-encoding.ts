import { oauthError } from '../errors/oauth-error.ts';
import type { HttpRequest } from '../model/http-message.ts';

/**
 * Compressed bodies are not taken: a few bytes of them may stand for gigabytes.
 * @throws {OAuthError} `request.content-encoding` (415), which says what would be taken (RFC 9110 §12.5.3).
 */
export function refuseCompressed(request: Pick<HttpRequest, 'header'>): void {
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return;
  throw oauthError('request.content-encoding', { headers: { 'accept-encoding': 'identity' } });
}
