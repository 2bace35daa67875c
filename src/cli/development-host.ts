import { isIP } from 'node:net';
import { isLoopbackHost } from '../keys/public-address.ts';
import { UsageError } from './failure.ts';

/**
 * What everybody can know is served to this machine alone, unless somebody says otherwise.
 * @throws {UsageError}
 */
export function requireConsentToExpose(host: string, isConsented: boolean): void {
  if (isConsented || isLoopbackHost(host)) return;
  throw new UsageError(
    `on ${host} whoever reaches this machine could use what dev makes up, such as the secrets and users of the quickstart: use start, or say --expose`,
  );
}

/**
 * Whether a request that names this host may be answered in development. A page on the Internet can have its own name resolved to
 * this machine and then read answers as its own (DNS rebinding), but it has neither an address for a name nor the names that are
 * given on this machine or, where the network may come in, inside it: those have no dot.
 *
 * @param host the `Host` of a request, port included.
 */
export function isDevelopmentHost(host: string, issuer: string, isExposed: boolean): boolean {
  const url = URL.parse(`http://${host}`);
  if (url === null) return false;
  const name = url.hostname.replace(/\.$/, '');
  if (name === new URL(issuer).hostname || isLoopbackHost(name)) return true;
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || (isExposed && !name.includes('.'));
}
