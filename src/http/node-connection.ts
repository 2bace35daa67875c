import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { forwardedAddress } from './node-forwarded.ts';

const soundHost = /^[\w.~!$&'()*+,;=%:[\]-]*$/;

/** RFC 9112 §3.2: no message has two Host headers, or one that no URI could have. Node looks for the missing one. */
export function hasSoundHost({ rawHeaders }: IncomingMessage): boolean {
  let host: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (host !== undefined) return false;
    host = rawHeaders[at + 1]!;
  }
  return host === undefined || soundHost.test(host);
}

/** The same of a server that joins repeated headers: two of them have a comma and a space in between, which no URI has. */
export function isSoundHost(joined: string | undefined): boolean {
  return joined === undefined || soundHost.test(joined);
}

/** Answers what is no HTTP message (400), or not for this server (421), and takes no further one from that connection. */
export function refuseMessage(response: ServerResponse, status: 400 | 421): void {
  response.writeHead(status, { connection: 'close', 'content-length': 0 }).end();
}

/** The address of the peer; behind a trusted proxy the one that it says it saw. */
export function remoteAddressOf(message: IncomingMessage, trustProxy: boolean): string | undefined {
  const forwarded = trustProxy ? forwardedAddress(message.headers) : undefined;
  return forwarded ?? message.socket.remoteAddress;
}

/**
 * The client certificate of this connection; behind a trusted proxy the one that it forwards as `Client-Cert` (RFC 9440 §2.2), since what
 * the connection shows then is the proxy's own. DER.
 */
export function certificateOf(message: IncomingMessage, trustProxy: boolean): Uint8Array | undefined {
  const { socket } = message;
  if (!trustProxy) return socket instanceof TLSSocket ? socket.getPeerCertificate()?.raw : undefined;
  const header = message.headers['client-cert'];
  const [, encoded] = typeof header === 'string' ? (/^:([A-Za-z0-9+/]+={0,2}):$/.exec(header.trim()) ?? []) : [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64');
}
