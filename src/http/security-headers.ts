/**
 * Headers of every answer, pages and JSON alike. Pages add a `content-security-policy` and `x-frame-options`.
 *
 * @param issuer an `https:` one makes browsers stay with https for a year (RFC 6797).
 */
export function securityHeaders(issuer: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(issuer.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
