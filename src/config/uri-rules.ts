import { z } from 'zod';
import { isLoopbackHost } from '../keys/public-address.ts';
import { limits } from '../model/limits.ts';

/**
 * - `web`: a page, `https:` or `http:`.
 * - `backChannel`: the server itself calls it.
 * - `redirect`: a browser or app is sent there, with codes and tokens.
 * - `origin`: scheme, host and port alone.
 * - `issuer`: OpenID Connect Discovery 1.0 §3.
 */
export type UriKind = 'web' | 'backChannel' | 'redirect' | 'origin' | 'issuer';

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
  if (url.hash !== '' || value.includes('#')) return 'must not have a fragment';
  const scheme = url.protocol.slice(0, -1);
  const web = scheme === 'https' || scheme === 'http';
  if (web && !/^https?:\/\/[^/]/i.test(value)) return 'must be an absolute URI';
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (kind === 'redirect') {
    if (web) return wildcard(url);
    return forbidden.has(scheme) ? `must not use the scheme ${scheme}:` : undefined;
  }
  if (!web) return 'must be an https: URI';
  if (kind === 'origin' && url.origin !== value) {
    return 'must be an origin, scheme and host alone in lower case, such as https://app.example.com';
  }
  if (kind === 'issuer') {
    if (value.includes('?')) return 'must not have a query';
    if (value.endsWith('/')) return 'must not end with a slash';
  }
  return undefined;
}

/** RFC 9700 §4.1.3: redirect URIs are compared exactly, patterns do not exist. */
function wildcard(url: URL): string | undefined {
  return url.host.includes('*')
    ? 'must not have a wildcard: redirect URIs are compared exactly (RFC 9700 §4.1.3)'
    : undefined;
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

/**
 * What is wrong with the scheme of a redirect URI that is no web address, or `undefined`. Anybody can take a scheme without a dot for their own.
 * @param undotted schemes without a dot that are taken all the same.
 */
export function undottedScheme(value: string, undotted: readonly string[] = []): string | undefined {
  const scheme = URL.parse(value)?.protocol.slice(0, -1);
  if (scheme === undefined || scheme === 'https' || scheme === 'http' || forbidden.has(scheme)) return undefined;
  return scheme.includes('.') || undotted.includes(scheme)
    ? undefined
    : 'a private-use scheme must be based on a domain name, with a dot, such as com.example.app: (RFC 8252 §7.1)';
}

/** Plain `http:` beyond the loopback interface: refused in production. RFC 8252 §7.3, RFC 9700 §2.6. */
export function insecureUri(value: string): string | undefined {
  if (!/^http:/i.test(value) || !URL.canParse(value)) return undefined;
  return isLoopbackHost(new URL(value).hostname) ? undefined : 'must use https: unless the host is loopback';
}
