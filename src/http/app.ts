import { type Context, Hono, type Next } from 'hono';
import { cors } from 'hono/cors';
import { oauthError } from '../errors/oauth-error.ts';
import { randomId } from '../keys/digest.ts';
import type { Clock } from '../model/clock.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Logger } from '../operations/log.ts';
import type { RequestObservation } from '../operations/metrics.ts';
import { asOAuthError, errorReply } from './error-response.ts';
import { type ConnectionInfo, FetchRequest, targetOf, toResponse } from './fetch-request.ts';
import type { Answered, RequestRecorder } from './request-recorder.ts';
import type { Route, RouteTable } from './route-table.ts';
import { securityHeaders } from './security-headers.ts';
import { UnderWay } from './under-way.ts';

export interface AppServices {
  readonly issuer: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly routes: RouteTable;
  /** Whether some client lists this origin. */
  isAllowedOrigin(origin: string): Promise<boolean>;
  /** Shows an error to a person. */
  errorPage(thrown: unknown, request: HttpRequest, context: RequestContext): HttpReply | Promise<HttpReply>;
  /** Whose request it is, as far as it says so: for the log. */
  readonly claimedClientId?: ((request: HttpRequest) => string | undefined) | undefined;
  /** Told of every answer; absent: nothing is measured. */
  readonly observe?: ((request: RequestObservation) => void) | undefined;
  /** Follows every request; absent: none. */
  readonly recorder?: RequestRecorder | undefined;
}

export interface App {
  fetch(request: Request, connection?: ConnectionInfo): Promise<Response>;
  /** The same without `Request` and `Response`; knows exact paths only and no CORS. Never rejects. */
  handle(request: HttpRequest): Promise<HttpReply>;
  /** What to answer instead of a reply that cannot be written, such as one with a header that is not Latin-1: a log line, and 500 with its id. */
  unwritable(reply: HttpReply, cause: unknown): HttpReply;
  /** Paths that {@link handle} knows. */
  readonly hotPaths: ReadonlySet<string>;
  /** Resolves once nothing that it was asked is still being answered. */
  idle(): Promise<void>;
}

const exposedHeaders = ['WWW-Authenticate', 'DPoP-Nonce', 'Retry-After', 'X-Request-Id'];
const allowedHeaders = ['Authorization', 'Content-Type', 'DPoP', 'Accept', 'MCP-Protocol-Version'];

/** A route and the name under which it is measured. */
interface NamedRoute extends Route {
  readonly name: string;
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

/** Routes requests to endpoints. Hono does routing and CORS; endpoints see plain values. */
export function createApp(services: AppServices): App {
  const { issuer, clock, log, routes, observe, recorder } = services;
  const base = new URL(issuer).pathname.replace(/\/$/, '');
  const hot = new Map<string, NamedRoute>();
  const wellKnown = new Map<string, string>();
  // As it was sent: what Hono would decode first is the address of nothing here, so that rules of a proxy about paths cannot be passed.
  // Without the issuer's own path, whose characters are no pattern.
  const getPath = (request: Request, { env = {} }: { readonly env?: ConnectionInfo } = {}) => {
    const path = pathOf(targetOf(request, env));
    return wellKnown.get(path) ?? (path.startsWith(`${base}/`) ? path.slice(base.length) : '');
  };
  const app = new Hono<{ Bindings: ConnectionInfo }>({ getPath });
  const underWay = new UnderWay();

  const security = securityHeaders(issuer);
  // Always: a cache may keep what another request was answered, and asks nobody who wants it now.
  const readableByAll = { ...security, 'access-control-allow-origin': '*' };

  function answer(route: NamedRoute, request: HttpRequest): Promise<HttpReply> {
    const context = contextOf(randomId(), request.remoteAddress);
    if (recorder === undefined) return run(route, request, context);
    return recorder.record(request, context, route.name, (recorded, answered) =>
      run(route, recorded, context, answered),
    );
  }

  async function run(
    route: NamedRoute,
    request: HttpRequest,
    context: RequestContext,
    answered?: Answered,
  ): Promise<HttpReply> {
    underWay.begin();
    const headers = route.cors === 'public' ? readableByAll : security;
    const started = observe === undefined ? 0 : performance.now();
    try {
      const reply = await route.endpoint(request, context);
      observe?.({ endpoint: route.name, status: reply.status, reason: 'none', seconds: secondsSince(started) });
      answered?.(reply);
      return { ...reply, headers: { ...headers, ...reply.headers, 'x-request-id': context.requestId } };
    } catch (thrown) {
      const reply =
        route.errors === 'html' || (route.errors === 'negotiated' && isBrowsing(request))
          ? await services.errorPage(thrown, request, context)
          : errorReply(thrown, context, log, services.claimedClientId?.(request));
      const error = asOAuthError(thrown);
      observe?.({ endpoint: route.name, status: reply.status, reason: error.reason, seconds: secondsSince(started) });
      answered?.(reply, error);
      return { ...reply, headers: { ...headers, ...reply.headers } };
    } finally {
      underWay.end();
    }
  }

  function contextOf(requestId: string, remoteAddress?: string): RequestContext {
    return { requestId, now: clock.now(), issuer, remoteAddress, userAgent: undefined };
  }

  function failed(thrown: unknown, requestId: string): HttpReply {
    const reply = errorReply(thrown, contextOf(requestId), log);
    return { ...reply, headers: { ...security, ...reply.headers } };
  }

  function unwritable({ headers }: HttpReply, cause: unknown): HttpReply {
    const { 'x-request-id': requestId } = headers;
    const error = oauthError('server.error', { cause, detail: 'the answer cannot be written' });
    return failed(error, typeof requestId === 'string' ? requestId : randomId());
  }

  async function respond(route: NamedRoute, c: Context<{ Bindings: ConnectionInfo }>): Promise<Response> {
    const reply = await answer(route, new FetchRequest(c.req.raw, c.env ?? {}));
    try {
      return toResponse(reply);
    } catch (thrown) {
      return toResponse(unwritable(reply, thrown));
    }
  }

  function mount(path: string, route: NamedRoute): void {
    const policy = corsFor(route, services);
    if (policy !== undefined) app.use(path, policy);
    app.all(path, (c) => respond(route, c));
    if (path.endsWith('/*')) return;
    hot.set(base + path, route);
    if (base === '' || (path !== paths.oauthMetadata && path !== paths.discovery)) return;
    // RFC 8414 §3.1
    wellKnown.set(path + base, path);
    hot.set(path + base, route);
  }

  for (const [path, route] of routes) mount(path, { ...route, name: path });
  const notFound: NamedRoute = {
    name: 'other',
    errors: 'negotiated',
    cors: 'none',
    endpoint: async () => {
      throw oauthError('request.not-found');
    },
  };
  app.notFound(async (c) => respond(notFound, c));
  // Whatever stands around the endpoints: asking whose an origin is, for one.
  app.onError((thrown) => toResponse(failed(thrown, randomId())));

  return {
    async fetch(request, connection = {}) {
      // Asking whose an origin is comes before the endpoint.
      underWay.begin();
      try {
        return await app.fetch(request, connection);
      } finally {
        underWay.end();
      }
    },
    handle: (request) => answer(hot.get(pathOf(request.target)) ?? notFound, request),
    unwritable,
    hotPaths: new Set(hot.keys()),
    idle: () => underWay.none(),
  };
}

function pathOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? target : target.slice(0, mark);
}

/** Whether a person looks at this in a browser, who can read a page better than JSON. */
function isBrowsing(request: HttpRequest): boolean {
  const shown = request.method === 'GET' || request.method === 'HEAD';
  return shown && /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(request.header('accept') ?? '');
}

function corsFor(route: Route, services: AppServices) {
  if (route.cors === 'none') return undefined;
  const policy = cors({
    origin:
      route.cors === 'public'
        ? '*'
        : async (origin) => (origin !== '' && (await services.isAllowedOrigin(origin)) ? origin : null),
    allowMethods: ['GET', 'POST', 'HEAD', ...(route.methods ?? [])],
    allowHeaders: allowedHeaders,
    exposeHeaders: exposedHeaders,
    maxAge: 3600,
  });
  // OPTIONS is a preflight only if it says so (Fetch §4.8).
  const preflight = 'access-control-request-method';
  return (c: Context, next: Next) =>
    c.req.method === 'OPTIONS' && c.req.header(preflight) === undefined ? next() : policy(c, next);
}
