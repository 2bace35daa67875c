import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { ConnectionInfo } from './fetch-request.ts';
import { isSoundHost, refuseMessage } from './node-connection.ts';
import { Connections, type Flight } from './node-connections.ts';
import type { NodeHandler } from './node-handler.ts';
import { NodeHttpRequest } from './node-http-request.ts';
import { type TlsFiles, type TlsReload, tlsOptions, watchTlsFiles } from './node-tls.ts';
import type { TurnedAway } from './turned-away.ts';

// An `import` of it would evaluate every export, and so load the whole of `fetch`: 15 ms of the time to start.
const { createServer } = process.getBuiltinModule('node:http');

/** What is served: a `MintmarkServer`, or anything of its shape. */
export interface ListenerTarget {
  fetch(request: Request, connection?: ConnectionInfo): Promise<Response>;
  handle(request: HttpRequest): Promise<HttpReply>;
  readonly hotPaths: ReadonlySet<string>;
  /** Health and metrics, for `adminPort`. */
  readonly admin?: ((request: HttpRequest) => Promise<HttpReply>) | undefined;
  /** What to answer instead of a reply that cannot be written. Absent: the connection is ended. */
  unwritable?(reply: HttpReply, cause: unknown): HttpReply;
  /** Told of each request that was refused because too many were being answered. */
  readonly onOverload?: (() => void) | undefined;
  /** Told of every request that was refused before anything looked at it. */
  readonly onTurnedAway?: ((request: TurnedAway) => void) | undefined;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0: the operating system chooses. */
  readonly port: number;
  readonly adminPort?: number | undefined;
  /** Makes `port` speak TLS. */
  readonly tls?: ListenTls | undefined;
  readonly trustProxy?: boolean | undefined;
  /** Whether a request that names this `Host` is answered; others get 421. Absent: all are. */
  readonly answersTo?: ((host: string) => boolean) | undefined;
  /** Further connections are closed at once. Default: 10 000. */
  readonly maximumConnections?: number | undefined;
  /** The same of one address; not counted with `trustProxy`. Default: 1000. */
  readonly maximumConnectionsPerAddress?: number | undefined;
  /** Requests of one connection that are worked on at once; further ones wait. Default: 8. */
  readonly maximumInFlightPerConnection?: number | undefined;
  /** Requests that are answered at once; further ones get 503. Health, discovery and keys are exempt. Default: 1000. */
  readonly maximumInFlight?: number | undefined;
  /** Milliseconds that requests in flight get when it stops. Default: 10 000. */
  readonly graceMs?: number | undefined;
  /** Milliseconds to send the headers; three times as many for the whole request. Default: 10 000. */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds after which a connection without a request is ended. Default: 65 000, longer than the minute of common load balancers. */
  readonly keepAliveMs?: number | undefined;
  /** Milliseconds after which a client that does not read is cut off. Default: 30 000. */
  readonly writeTimeoutMs?: number | undefined;
}

export interface ListenTls extends TlsFiles {
  /** A port on which clients are asked for certificates (RFC 8705); the same as `port`: on that one. Absent: nobody is asked. */
  readonly mutualPort?: number | undefined;
  /** Told when the files were read anew, or could not be. */
  readonly onReload?: ((reload: TlsReload) => void) | undefined;
}

export interface Listening {
  readonly port: number;
  readonly mutualPort: number | undefined;
  readonly adminPort: number | undefined;
  /** Refuses new connections, finishes what is in flight, then closes the server. Safe to call twice. */
  stop(): Promise<void>;
}

/** Serves on `node:http`, or with TLS. @throws what `listen` fails with (`EADDRINUSE` …); nothing is left open then. */
export async function listen(target: ListenerTarget, options: ListenOptions): Promise<Listening> {
  const { tls, host, port } = options;
  const listener = limitedListener(publicListener(target, options.trustProxy === true), target, options);
  const told = (request: TurnedAway) => target.onTurnedAway?.(request);
  const main = new Front(options, told, listener, tls && { files: tls, asks: tls.mutualPort === port });
  const apart = tls?.mutualPort !== undefined && tls.mutualPort !== port;
  const mutual = apart ? new Front(options, told, listener, { files: tls, asks: true }) : undefined;
  const admin =
    options.adminPort === undefined || target.admin === undefined
      ? undefined
      : new Front(
          options,
          () => {},
          (message, response, flight) =>
            answer(target.admin!, new NodeHttpRequest(message, options.trustProxy === true), response, flight),
        );
  let unwatch = () => {};
  try {
    await main.open(host, port);
    if (tls?.mutualPort !== undefined) await mutual?.open(host, tls.mutualPort);
    if (options.adminPort !== undefined) await admin?.open(host, options.adminPort);
    if (tls !== undefined) {
      const secured = [main, mutual].flatMap((front) => front?.secured ?? []);
      unwatch = watchTlsFiles(tls, secured, (reload) => tls.onReload?.(reload));
    }
  } catch (error) {
    await Promise.all([main.close(), mutual?.close(), admin?.close()]);
    throw error;
  }
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    unwatch();
    await Promise.all([main.close(), mutual?.close()]);
    // Last, so that readiness and metrics can be watched to the end.
    await admin?.close();
    await target.close();
  };
  return {
    port: main.port,
    mutualPort: mutual?.port ?? (tls?.mutualPort === undefined ? undefined : main.port),
    adminPort: admin?.port,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

type Listener = (message: IncomingMessage, response: ServerResponse, flight: Flight) => unknown;

const busyReply: HttpReply = {
  status: 503,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '1' },
  body: JSON.stringify({
    error: 'temporarily_unavailable',
    error_description: 'The server cannot answer now. Try again shortly.',
  }),
};

/** Refuses at once what would only wait: whoever is served is served in time. */
function limitedListener(listener: Listener, target: ListenerTarget, options: ListenOptions): Listener {
  const maximum = options.maximumInFlight ?? limits.requestsInFlight.most;
  // Asked when there is too much only: a reload may change the paths.
  const isExempt = (path: string) => target.hotPaths.has(path) && /\/(?:\.well-known|health)\//.test(path);
  return (message, response, flight) => {
    // Itself counted. The whole path decides: what else the client wrote into the target buys nothing.
    if (flight.working <= maximum || isExempt((message.url ?? '/').split('?', 1)[0]!)) {
      return listener(message, response, flight);
    }
    target.onOverload?.();
    target.onTurnedAway?.({ status: 503, method: message.method, target: message.url });
    return answer(async () => busyReply, new NodeHttpRequest(message, false), response, flight);
  };
}

function publicListener(target: ListenerTarget, trustProxy: boolean): Listener {
  let throughFetch: Promise<NodeHandler> | undefined;
  return (message, response, flight) => {
    const url = message.url ?? '/';
    const mark = url.indexOf('?');
    // CORS is Hono's affair.
    if (message.headers.origin === undefined && target.hotPaths.has(mark < 0 ? url : url.slice(0, mark))) {
      return answer(target.handle, new NodeHttpRequest(message, trustProxy), response, flight, target);
    }
    response.on('close', () => flight.landed());
    if (flight.stopping) response.setHeader('connection', 'close');
    // Loaded when first needed: it brings Node's whole `fetch` with it.
    throughFetch ??= import('./node-handler.ts').then(({ toNodeHandler }) => toNodeHandler(target, { trustProxy }));
    return throughFetch.then((handler) => handler(message, response));
  };
}

async function answer(
  handle: (request: HttpRequest) => Promise<HttpReply>,
  request: NodeHttpRequest,
  response: ServerResponse,
  flight: Flight,
  target?: ListenerTarget,
): Promise<void> {
  try {
    const reply = await handle(request);
    try {
      write(reply, request, response, flight);
    } catch (thrown) {
      if (target?.unwritable === undefined || response.headersSent) throw thrown;
      write(target.unwritable(reply, thrown), request, response, flight);
    }
  } catch {
    // `handle` never rejects; what cannot be written must not take the process down.
    response.destroy();
    flight.landed();
  }
}

function write(reply: HttpReply, request: NodeHttpRequest, response: ServerResponse, flight: Flight): void {
  const { status, headers, bytes } = reply;
  const body = bytes ?? reply.body;
  // A flat list is what `node:http` writes fastest.
  const lines: string[] = [];
  for (const name in headers) {
    const value = headers[name]!;
    if (typeof value === 'string') lines.push(name, value);
    else for (const one of value) lines.push(name, one);
  }
  if (status !== 204 && status !== 304) lines.push('content-length', String(Buffer.byteLength(body)));
  const stopping = flight.stopping;
  if (stopping || request.isAbandoned) lines.push('connection', 'close');
  response.writeHead(status, lines);
  if (stopping) response.on('close', () => flight.landed());
  response.end(body);
  if (!stopping) flight.landed();
}

/** One port, and the count of what is in flight on it. */
class Front implements Flight {
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
    options: ListenOptions,
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
