import { type LookupAddress, type LookupAllOptions, lookup as resolveHost } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackHost, isPublicAddress } from './public-address.ts';

export interface SafeFetchOptions {
  /** `GET` unless there is a body. */
  readonly method?: 'GET' | 'POST' | undefined;
  readonly body?: string | undefined;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For everything together, resolving the name included; 5000. */
  readonly timeoutMs?: number | undefined;
  /** Of the response's body; 65536. */
  readonly maximumBytes?: number | undefined;
  /** Private and loopback addresses may be called, and plain http on loopback. For tests and intranets. */
  readonly allowPrivateAddresses?: boolean | undefined;
  /** How a name becomes addresses: the system's resolver. */
  readonly resolve?: Resolve | undefined;
}

export interface SafeFetchResponse {
  readonly status: number;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

export type SafeFetchFailure = 'url' | 'address' | 'timeout' | 'too-large' | 'network';

/** No response was received. `reason` tells why; the message names the host at most. */
export class SafeFetchError extends Error {
  override readonly name = 'SafeFetchError';
  readonly reason: SafeFetchFailure;

  constructor(reason: SafeFetchFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * Calls an address that somebody else chose (a client's `jwks_uri`, its logout and notification URIs) without letting them
 * reach into the server's own network: https only, and only addresses that are public. The address is checked as it is
 * connected to, so that a name cannot resolve to something else in between. Redirects are not followed: any status is returned.
 *
 * @throws {SafeFetchError}
 * @see OWASP SSRF Prevention, RFC 9700 §4.11, OpenID Connect Back-Channel Logout 1.0 §4
 */
export function safeFetch(url: string, options: SafeFetchOptions = {}): Promise<SafeFetchResponse> {
  const allowPrivate = options.allowPrivateAddresses ?? false;
  return new Promise((resolve, reject) => {
    const target = checkedUrl(url, allowPrivate);
    const timeoutMs = options.timeoutMs ?? 5000;
    const limit = options.maximumBytes ?? 65_536;
    const signal = AbortSignal.timeout(timeoutMs);
    const fail = (error: unknown) => {
      if (error instanceof SafeFetchError) reject(error);
      else if (signal.aborted) reject(new SafeFetchError('timeout', `${target.hostname} did not answer in time`));
      else reject(new SafeFetchError('network', `${target.hostname} cannot be reached`, { cause: error }));
    };
    // Loaded when first needed, and without what an `import` would evaluate besides (see `http/node-listener.ts`).
    const { request: send } = process.getBuiltinModule(target.protocol === 'https:' ? 'node:https' : 'node:http');
    const body = options.body === undefined ? undefined : Buffer.from(options.body);
    const request = send(target, {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'mintmark',
        ...options.headers,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      },
      // A connection of its own: one from a pool was checked under another caller's rules.
      agent: false,
      lookup: allowPrivate ? resolveHost : publicLookup(options.resolve),
      signal,
    });
    request.on('error', fail);
    request.on('response', (response) => {
      read(response, limit, target.hostname).then(resolve, (error: unknown) => {
        fail(error);
        request.destroy();
      });
    });
    request.end(body);
  });
}

function checkedUrl(text: string, allowPrivate: boolean): URL {
  const url = URL.parse(text);
  if (url === null) throw new SafeFetchError('url', 'not a URL');
  const plain = url.protocol === 'http:' && allowPrivate && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !plain) throw new SafeFetchError('url', `${url.hostname}: https is required`);
  if (url.username !== '' || url.password !== '')
    throw new SafeFetchError('url', `${url.hostname}: credentials in the URL`);
  // Addresses are never looked up, so that the hook below does not see them. The parser has turned decimal, octal and
  // hexadecimal forms into dotted ones by now.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(literal) !== 0 && !isPublicAddress(literal)) throw notPublic(url.hostname);
  return url;
}

function notPublic(hostname: string): SafeFetchError {
  return new SafeFetchError('address', `${hostname} is not a public address`);
}

type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Resolves a name for the very connection that is being made; one address that is not public spoils them all. */
export function publicLookup(resolve: Resolve = resolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(notPublic(hostname), '', 0);
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

async function read(response: IncomingMessage, limit: number, hostname: string): Promise<SafeFetchResponse> {
  const { statusCode = 0, headers } = response;
  const tooLarge = () => new SafeFetchError('too-large', `${hostname} answered with more than ${limit} bytes`);
  if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge();
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new SafeFetchError('network', `${hostname} answered in an encoding that was not asked for`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  const header = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  return { status: statusCode, header, body: Buffer.concat(chunks) };
}
