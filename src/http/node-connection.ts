import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';

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

/** Answers what is no HTTP message, and takes no further one from that connection. */
export function refuseMessage(response: ServerResponse): void {
  response.writeHead(400, { connection: 'close', 'content-length': 0 }).end();
}

/**
 * The address of the peer; behind a trusted proxy the last entry of `x-forwarded-for`, the one which that proxy itself added:
 * those before it are whatever the client claims.
 */
export function remoteAddressOf(message: IncomingMessage, trustProxy: boolean): string | undefined {
  if (trustProxy) {
    const forwarded = message.headers['x-forwarded-for'];
    const last = (typeof forwarded === 'object' ? forwarded.join(',') : forwarded)?.split(',').at(-1)?.trim();
    if (last !== undefined && isIP(last) !== 0) return last;
  }
  return message.socket.remoteAddress;
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
