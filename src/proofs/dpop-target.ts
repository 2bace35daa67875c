import { limits } from '../model/limits.ts';

/**
 * Whether a proof's `htu` names the URL of its request: scheme and host in any case, default ports, dot segments and
 * percent-encoding normalised, query and fragment left out (RFC 9449 §4.3, RFC 3986 §6.2).
 */
export function sameTarget(htu: string, url: string): boolean {
  const target = normalized(htu);
  return target !== undefined && target === normalized(url);
}

const ascii = /^[\x21-\x7E]+$/;

function normalized(text: string): string | undefined {
  // RFC 3986 §2: URIs are ASCII. What is not costs the parser more than its length.
  const url = text.length <= limits.redirectUri.most && ascii.test(text) ? URL.parse(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  return url.origin + url.pathname.replace(/%[0-9a-f]{2}/gi, normalizedEscape);
}

/** Unreserved characters need no escape, and the others' hexadecimal digits are upper-case (RFC 3986 §6.2.2). */
function normalizedEscape(triplet: string): string {
  const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
  return /[A-Za-z0-9\-._~]/.test(character) ? character : triplet.toUpperCase();
}
