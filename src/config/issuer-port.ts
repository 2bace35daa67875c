import { isLoopbackHost } from '../keys/public-address.ts';
import { isPlainObject } from './environment-references.ts';

/**
 * The port that clients on this machine will come to, where none is given: that of the issuer. Behind a proxy the two have nothing to do with each
 * other, which is told by `trustProxy`, by an issuer elsewhere, or by one of another scheme than what is listened for.
 */
export function withIssuerPort(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { issuer, listen = {} } = raw;
  if (!isPlainObject(listen) || listen['port'] !== undefined || listen['trustProxy'] === true) return raw;
  const url = typeof issuer === 'string' ? URL.parse(issuer) : null;
  if (url === null || url.port === '' || !isLoopbackHost(url.hostname)) return raw;
  const isSecure = listen['tls'] !== undefined;
  return (url.protocol === 'https:') === isSecure ? { ...raw, listen: { ...listen, port: Number(url.port) } } : raw;
}
