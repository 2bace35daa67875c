import { discoveryEndpoint, jwksEndpoint } from '../discovery/endpoint.ts';
import { errorReferenceEndpoint, errorReferencePath } from '../discovery/error-reference-endpoint.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { textReply } from '../http/reply.ts';
import type { CorsPolicy, Route, RouteTable } from '../http/route-table.ts';
import { introspectionEndpoint } from '../introspection/endpoint.ts';
import { revocationEndpoint } from '../introspection/revocation-endpoint.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { Health } from '../operations/health.ts';
import type { Metrics } from '../operations/metrics.ts';
import { pageRoutes } from '../pages/pages-routes.ts';
import { tokenEndpoint } from '../token-endpoint/endpoint.ts';
import { authorizeRoutes } from './authorize-routes.ts';
import type { Services } from './services.ts';
import { userFlowRoutes } from './user-flow-routes.ts';

/** Every path of the public port. */
export function createRoutes(services: Services, health: Health): RouteTable {
  const routes = new Map<string, Route>();
  const json = (path: string, cors: CorsPolicy, endpoint: Endpoint) =>
    routes.set(path, { endpoint, cors, errors: 'json' });
  const discovery = discoveryEndpoint(services);
  json(paths.discovery, 'public', discovery);
  json(paths.oauthMetadata, 'public', discovery);
  json(paths.jwks, 'public', jwksEndpoint(services));
  json(paths.token, 'clients', tokenEndpoint(services));
  json(paths.introspection, 'none', introspectionEndpoint(services));
  json(paths.revocation, 'clients', revocationEndpoint(services));
  json(paths.live, 'none', async () => health.live());
  json(paths.ready, 'none', () => health.ready());
  json(`${errorReferencePath}*`, 'none', errorReferenceEndpoint());
  for (const [path, route] of authorizeRoutes(services)) routes.set(path, route);
  for (const [path, route] of userFlowRoutes(services)) routes.set(path, route);
  for (const [path, endpoint] of pageRoutes(services)) routes.set(path, { endpoint, cors: 'none', errors: 'html' });
  return routes;
}

/** Every path of the admin port: what operators ask, never the public. */
export function createAdmin(
  health: Health,
  metrics: Metrics | undefined,
): (request: HttpRequest) => Promise<HttpReply> {
  return async (request) => {
    const path = request.target.split('?', 1)[0];
    if (path === paths.live) return health.live();
    if (path === paths.ready) return health.ready();
    if (path === paths.metrics && metrics !== undefined)
      return textReply(200, metrics.contentType, await metrics.text());
    return textReply(404, 'text/plain; charset=utf-8', 'Not found\n');
  };
}
