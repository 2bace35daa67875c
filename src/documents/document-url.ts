import { isLoopbackHost } from '../keys/public-address.ts';

/** Whether a client id names a document at all; nothing is looked up for others. */
export function namesDocument(clientId: string, allowsLoopback: boolean): boolean {
  return clientId.startsWith('https://') || (allowsLoopback && clientId.startsWith('http://'));
}

/**
 * The URL that a client id is, written as the parser would write it: two ids that lead to one place are not to be two clients, and what is compared
 * is what is fetched. A sentence about what is wrong with it instead.
 *
 * @param allowsLoopback plain http on this machine, for development.
 * @see draft-ietf-oauth-client-id-metadata-document-02 §3
 */
export function documentUrl(clientId: string, allowsLoopback: boolean): URL | string {
  const url = URL.parse(clientId);
  if (url === null) return 'must be a URL';
  if (url.protocol !== 'https:' && !(allowsLoopback && url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    return 'must use https:';
  }
  if (url.username !== '' || url.password !== '' || /^https?:\/\/[^/?#]*@/.test(clientId)) {
    return 'must not carry a user name or password';
  }
  if (clientId.includes('#')) return 'must not have a fragment';
  if (!/^https?:\/\/[^/?#]+\//.test(clientId)) return 'must have a path';
  // The parser takes dot segments out, also where the dots are encoded, and leaves out the default port.
  const written = url.port === '' ? clientId.replace(/^(https:\/\/[^/]+):443\//, '$1/') : clientId;
  return url.href === written ? url : `must be written as ${url.href}`;
}

/** Whether a host is one of those listed: by its name, or by `*.` and a name for all below that. */
export function isListedHost(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host));
}
