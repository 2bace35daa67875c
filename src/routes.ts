import { discoveryEndpoint, jwksEndpoint } from './endpoints/discovery.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { introspectionEndpoint } from './endpoints/introspection.ts';
import { revocationEndpoint } from './endpoints/revocation.ts';
import { tokenEndpoint } from './endpoints/token.ts';
import type { CorsPolicy, Route, RouteTable } from './http/route-table.ts';
import { paths } from './model/endpoint-paths.ts';
import type { Services } from './services.ts';

/** Every path of the public port. */
export function createRoutes(services: Services): RouteTable {
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
  return routes;
}
