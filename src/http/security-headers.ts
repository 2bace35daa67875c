/**
 * Headers of every answer, pages and JSON alike. Pages add a `content-security-policy` of their own.
 *
 * @param issuer an `https:` one makes browsers stay with https for a year (RFC 6797).
 */
export function securityHeaders(issuer: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // RFC 9700 §4.16: no page of an authorization server is shown in a frame.
    'x-frame-options': 'DENY',
    ...(issuer.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
