import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { limits } from '../model/limits.ts';
import { isSoundHost, refuseMessage } from './node-connection.ts';
import { Connections, type Flight } from './node-connections.ts';
import { type TlsFiles, tlsOptions } from './node-tls.ts';
import type { TurnedAway } from './turned-away.ts';

// An `import` of it would evaluate every export, and so load the whole of `fetch`: 15 ms of the time to start.
const { createServer } = process.getBuiltinModule('node:http');

/** How a port treats its connections. */
export interface FrontOptions {
  readonly trustProxy?: boolean | undefined;
  /** Whether a request that names this `Host` is answered; others get 421. Absent: all are. */
  readonly answersTo?: ((host: string) => boolean) | undefined;
  /** Further connections are closed at once. Default: 10 000. */
  readonly maximumConnections?: number | undefined;
  /** The same of one address; not counted with `trustProxy`. Default: 1000. */
  readonly maximumConnectionsPerAddress?: number | undefined;
  /** Requests of one connection that are worked on at once; further ones wait. Default: 8. */
  readonly maximumInFlightPerConnection?: number | undefined;
  /** Milliseconds that requests in flight get when it stops. Default: 10 000. */
  readonly graceMs?: number | undefined;
  /** Milliseconds to send the headers; three times as many for the whole request. Default: 10 000. */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds after which a connection without a request is ended. Default: 65 000, longer than the minute of common load balancers. */
  readonly keepAliveMs?: number | undefined;
  /** Milliseconds after which a client that does not read is cut off. Default: 30 000. */
  readonly writeTimeoutMs?: number | undefined;
}

export type Listener = (message: IncomingMessage, response: ServerResponse, flight: Flight) => unknown;

/** One port, and the count of what is in flight on it. */
export class Front implements Flight {
  stopping = false;
  /** The server, where it speaks TLS. */
  readonly secured: SecureServer | undefined;
  readonly #server: Server | SecureServer;
  readonly #connections: Connections;
  readonly #graceMs: number;
  #inFlight = 0;
  #receiving = 0;
  #idle: (() => void) | undefined;

  constructor(
    options: FrontOptions,
    told: (request: TurnedAway) => void,
    listener: Listener,
    tls?: { readonly files: TlsFiles; readonly asks: boolean } | undefined,
  ) {
    const headersTimeout = options.headersTimeoutMs ?? 10_000;
    this.#graceMs = options.graceMs ?? 10_000;
    const keepAliveTimeout = options.keepAliveMs ?? 65_000;
    const checkIntervalMs = Math.max(100, headersTimeout / 2);
    const settings: ServerOptions = {
      headersTimeout,
      requestTimeout: headersTimeout * 3,
      connectionsCheckingInterval: checkIntervalMs,
      keepAliveTimeout,
      maxHeaderSize: limits.headers.most,
      // A repeated Authorization header must be seen as such, not be cut down to its first value.
      joinDuplicateHeaders: true,
      noDelay: true,
    };
    const begin = (message: IncomingMessage, response: ServerResponse, flight: Flight) => {
      this.#inFlight += 1;
      const { headers } = message;
      const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
      // Nobody waits for the body of another method: such a request is being answered from the start.
      if (hasBody && message.method === 'POST') {
        this.#receiving += 1;
        message.once('close', () => {
          this.#receiving -= 1;
        });
      }
      listener(message, response, flight);
    };
    const turnAway = (message: IncomingMessage, response: ServerResponse, status: 400 | 421) => {
      told({ status, method: message.method, target: message.url });
      refuseMessage(response, status);
    };
    const take = (message: IncomingMessage, response: ServerResponse) => {
      const { host } = message.headers;
      if (!isSoundHost(host)) turnAway(message, response, 400);
      else if (host !== undefined && options.answersTo?.(host) === false) turnAway(message, response, 421);
      else this.#connections.take(message, response);
    };
    if (tls === undefined) this.#server = createServer(settings, take);
    else {
      const secured = process
        .getBuiltinModule('node:https')
        .createServer({ ...settings, ...tlsOptions(tls.files, tls.asks), handshakeTimeout: headersTimeout }, take);
      this.secured = secured;
      this.#server = secured;
    }
    const connections = {
      ...options,
      // What comes from a proxy comes from everybody.
      maximumConnectionsPerAddress: options.trustProxy
        ? Number.POSITIVE_INFINITY
        : options.maximumConnectionsPerAddress,
      // Node ends one that is silent after `keepAliveTimeout`, and one whose headers are late. Empty lines are neither.
      idleTimeoutMs: keepAliveTimeout + headersTimeout,
      checkIntervalMs,
    };
    this.#connections = new Connections(this.#server, tls !== undefined, connections, this, begin);
    this.#server.on('clientError', (error, socket) => refuse(error, socket, told));
  }

  get working(): number {
    return this.#inFlight - this.#receiving;
  }

  landed(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#idle?.();
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  open(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.#connections.close();
    if (!this.#server.listening) return;
    this.stopping = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    if (this.#inFlight > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
        timer = setTimeout(resolve, this.#graceMs);
      });
      clearTimeout(timer);
    }
    // Also connections on which nothing was ever asked.
    this.#server.closeAllConnections();
    await closed;
  }
}

const refusals = {
  400: '400 Bad Request',
  408: '408 Request Timeout',
  431: '431 Request Header Fields Too Large',
} as const;

function refusalOf(code: string | undefined): keyof typeof refusals {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/** Answers what is no HTTP, too slow or too large without waking anything else up. */
function refuse(error: NodeJS.ErrnoException, socket: Socket, told: (request: TurnedAway) => void): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = refusalOf(error.code);
  told({ status });
  socket.end(`HTTP/1.1 ${refusals[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}
