import { oauthError } from '../errors/oauth-error.ts';
import { randomId } from '../keys/digest.ts';
import type { Clock } from '../model/clock.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Logger } from '../operations/log.ts';
import type { RequestObservation } from '../operations/metrics.ts';
import { asOAuthError, errorReply } from './error-response.ts';
import { textReply } from './reply.ts';
import { securityHeaders } from './security-headers.ts';

/** What answers on the admin port may say of themselves for the metrics. */
export interface AdminReply extends HttpReply {
  /** Under what they are measured, where the path is shared by many: never an id. */
  readonly endpoint?: string | undefined;
  /** Why it is a refusal. */
  readonly reason?: string | undefined;
}

/** A path of the admin port. Nothing there is for pages of other origins: it has no CORS. */
export interface AdminRoute {
  readonly endpoint: (request: HttpRequest, context: RequestContext) => Promise<AdminReply>;
  /** How errors that it throws are shown: to programs, or to people. */
  readonly errors: 'json' | 'html';
}

/** By path; `/*` at the end stands for all below it, and the longest one counts. */
export type AdminRouteTable = ReadonlyMap<string, AdminRoute>;

export interface AdminAppServices {
  readonly issuer: string;
  /** Address of the port as browsers see it. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly routes: AdminRouteTable;
  /** Shows an error to a person. */
  errorPage(thrown: unknown, request: HttpRequest, context: RequestContext): HttpReply | Promise<HttpReply>;
  readonly observe?: ((request: RequestObservation) => void) | undefined;
}

/** Nothing of it is shown inside another page, read by one of another origin, or kept (RFC 9111 §5.2.2.5). */
const closed = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** Answers on the admin port; headers of an endpoint replace those of the port. Never rejects. */
export function createAdminApp(services: AdminAppServices): (request: HttpRequest) => Promise<HttpReply> {
  const { issuer, url, clock, log, routes, observe } = services;
  const headers = { ...securityHeaders(url), ...closed };
  const below = [...routes].flatMap(([path, route]) =>
    path.endsWith('/*') ? [{ start: path.slice(0, -1), route }] : [],
  );
  below.sort((a, b) => b.start.length - a.start.length);

  function find(path: string): readonly [name: string, route: AdminRoute] {
    const exact = routes.get(path);
    if (exact !== undefined) return [path, exact];
    const found = below.find(({ start }) => path.startsWith(start));
    return found === undefined ? ['other', notFound] : [`${found.start}*`, found.route];
  }

  return async (request) => {
    const started = observe === undefined ? 0 : performance.now();
    const [name, route] = find(request.target.split('?', 1)[0]!);
    const { remoteAddress } = request;
    const userAgent = request.header('user-agent');
    const context = { requestId: randomId(), now: clock.now(), issuer, remoteAddress, userAgent };
    const measure = (endpoint: string, status: number, reason: string) =>
      observe?.({ endpoint, status, reason, seconds: (performance.now() - started) / 1000 });
    try {
      const reply = await route.endpoint(request, context);
      measure(reply.endpoint ?? name, reply.status, reply.reason ?? 'none');
      const { status, body, bytes } = reply;
      return { status, body, bytes, headers: { ...headers, ...reply.headers, 'x-request-id': context.requestId } };
    } catch (thrown) {
      const { reason } = asOAuthError(thrown);
      const reply =
        route.errors === 'html' ? await services.errorPage(thrown, request, context) : errorReply(thrown, context, log);
      measure(name, reply.status, reason);
      return { ...reply, headers: { ...headers, ...reply.headers } };
    }
  };
}

const notFound: AdminRoute = {
  errors: 'json',
  endpoint: async () => ({
    ...textReply(404, 'text/plain; charset=utf-8', 'Not found\n'),
    reason: oauthError('request.not-found').reason,
  }),
};
