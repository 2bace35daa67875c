import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { ConnectionInfo } from './fetch-request.ts';
import { answer } from './node-answer.ts';
import { Front, type FrontOptions, type Listener } from './node-front.ts';
import type { NodeHandler } from './node-handler.ts';
import { NodeHttpRequest } from './node-http-request.ts';
import { type TlsFiles, type TlsReload, watchTlsFiles } from './node-tls.ts';
import type { TurnedAway } from './turned-away.ts';

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

export interface ListenOptions extends FrontOptions {
  readonly host: string;
  /** 0: the operating system chooses. */
  readonly port: number;
  readonly adminPort?: number | undefined;
  /** Makes `port` speak TLS. */
  readonly tls?: ListenTls | undefined;
  /** Requests that are answered at once; further ones get 503. Health, discovery and keys are exempt. Default: 1000. */
  readonly maximumInFlight?: number | undefined;
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
    options.adminPort === undefined || target.admin === undefined ? undefined : adminFront(target.admin, options);
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

/** Serves the admin port alone, where others serve the public one. @throws as {@link listen} does. */
export async function listenAdmin(
  admin: (request: HttpRequest) => Promise<HttpReply>,
  options: FrontOptions & { readonly host: string; readonly port: number },
): Promise<Pick<Listening, 'port' | 'stop'>> {
  const front = adminFront(admin, options);
  await front.open(options.host, options.port);
  return { port: front.port, stop: () => front.close() };
}

function adminFront(admin: (request: HttpRequest) => Promise<HttpReply>, options: FrontOptions): Front {
  const trustProxy = options.trustProxy === true;
  return new Front(
    options,
    () => {},
    (message, response, flight) => answer(admin, new NodeHttpRequest(message, trustProxy), response, flight),
  );
}

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
