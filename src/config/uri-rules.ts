import { z } from 'zod';
import { isLoopbackHost } from '../keys/public-address.ts';
import { limits } from '../model/limits.ts';

/**
 * - `web`: a page, `https:` or `http:`.
 * - `backChannel`: the server itself calls it.
 * - `redirect`: a browser or app is sent there, with codes and tokens.
 * - `origin`: scheme, host and port alone.
 * - `issuer`: OpenID Connect Discovery 1.0 §3.
 * - `provider`: the issuer of somebody else, who may write it with a slash at the end.
 */
export type UriKind = 'web' | 'backChannel' | 'redirect' | 'origin' | 'issuer' | 'provider';

/** A URI as its shape demands in any mode; what production adds is {@link insecureUri}. */
export const uri = (kind: UriKind) =>
  z
    .string()
    .check((context) => {
      const message = malformedUri(context.value, kind);
      if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
    })
    .meta({ typeName: kind === 'origin' ? 'origin' : 'URI' });

/** What is wrong with a URI, or `undefined`. */
export function malformedUri(value: string, kind: UriKind): string | undefined {
  if (value.length > limits.redirectUri.most) return `must not be longer than ${limits.redirectUri.most} characters`;
  // `new URL` forgives these; a comparison character by character does not.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\s\\\x00-\x1F\x7F]/.test(value)) return 'must not contain spaces, backslashes or control characters';
  if (!URL.canParse(value)) return 'must be an absolute URI';
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (url.hash !== '' || value.includes('#')) return 'must not have a fragment';
  const scheme = url.protocol.slice(0, -1);
  const web = scheme === 'https' || scheme === 'http';
  if (web && !/^https?:\/\/[^/]/i.test(value)) return 'must be an absolute URI';
  const unencoded = notAscii(value);
  if (unencoded !== undefined) return unencoded;
  if (url.host.includes('*') || (kind === 'redirect' && value.includes('*'))) return wildcard(kind);
  if (kind === 'redirect') {
    if (web) return undefined;
    return forbidden.has(scheme) ? `must not use the scheme ${scheme}:` : undefined;
  }
  if (kind === 'origin' && appOrigin.test(value)) return undefined;
  if (!web) return 'must be an https: URI';
  if (kind === 'origin' && url.origin !== value) {
    return 'must be an origin, scheme and host alone in lower case, such as https://app.example.com';
  }
  if ((kind === 'issuer' || kind === 'provider') && value.includes('?')) return 'must not have a query';
  if (kind === 'issuer') {
    // Why: docs/questions.md.
    if (value.endsWith('/')) return 'must not end with a slash';
  }
  return undefined;
}

/** Origins that web views and extensions give their pages, and browsers send as they are. */
const appOrigin = /^(?:(?:capacitor|ionic|tauri):\/\/localhost|(?:chrome|moz|safari-web)-extension:\/\/[a-z0-9-]+)$/;

/** RFC 9700 §4.1.3: redirect URIs are compared exactly, patterns do not exist. */
function wildcard(kind: UriKind): string {
  return kind === 'redirect'
    ? 'must not have a wildcard: redirect URIs are compared exactly (RFC 9700 §4.1.3)'
    : 'must not have a wildcard: it is compared exactly';
}

/**
 * What of a URI is not in the alphabet of RFC 3986, with how it is written there, or `undefined`. What goes into a header is ASCII, and two
 * spellings of one address would not be equal.
 */
export function notAscii(value: string): string | undefined {
  const encoded = asciiUri(value);
  return encoded === value ? undefined : `must be ASCII, encoded as in RFC 3986 §2: ${encoded}`;
}

function asciiUri(value: string): string {
  const [, scheme = '', host = '', rest = value] = /^([^/?#:]+:\/\/)([^/?#]*)(.*)$/s.exec(value) ?? [];
  return encoded(scheme) + asciiHost(host) + encoded(rest);
}

/** A domain name as DNS knows it: punycode. */
function asciiHost(host: string): string {
  const isPlain = /^(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*$|^\[[0-9A-Fa-f:.]+\](?::\d*)?$/.test(host);
  if (isPlain) return host;
  return URL.parse(`https://${host}`)?.host ?? encoded(host);
}

/** RFC 3986 §2.1, §2.2, §2.3: what may stand as it is, but for `#`, `[` and `]`, which have a place of their own. */
function encoded(part: string): string {
  return part
    .toWellFormed()
    .replace(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]/gu, (character) => encodeURIComponent(character));
}

/** What a browser gives a meaning of its own: never an app's. */
const forbidden: ReadonlySet<string> = new Set([
  'javascript',
  'data',
  'file',
  'vbscript',
  'blob',
  'about',
  'filesystem',
  'view-source',
  'ws',
  'wss',
  'ftp',
  'urn',
]);

/** Whether a scheme may be that of an installed application. */
export function isAppScheme(scheme: string): boolean {
  return scheme !== 'https' && scheme !== 'http' && !forbidden.has(scheme);
}

/**
 * What is wrong with the scheme of a redirect URI that is no web address, or `undefined`. Anybody can take a scheme without a dot for their own.
 * @param undotted schemes without a dot that are taken all the same.
 */
export function undottedScheme(value: string, undotted: readonly string[] = []): string | undefined {
  const scheme = URL.parse(value)?.protocol.slice(0, -1);
  if (scheme === undefined || !isAppScheme(scheme)) return undefined;
  return scheme.includes('.') || undotted.includes(scheme)
    ? undefined
    : 'a private-use scheme must be based on a domain name, with a dot, such as com.example.app: (RFC 8252 §7.1)';
}

/** Plain `http:` beyond the loopback interface: refused in production. RFC 8252 §7.3, RFC 9700 §2.6. */
export function insecureUri(value: string): string | undefined {
  if (!/^http:/i.test(value) || !URL.canParse(value)) return undefined;
  return isLoopbackHost(new URL(value).hostname) ? undefined : 'must use https: unless the host is loopback';
}
