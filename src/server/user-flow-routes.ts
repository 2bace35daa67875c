import { cibaEndpoint } from '../ciba/endpoint.ts';
import { deviceAuthorizationEndpoint } from '../device/endpoint.ts';
import { externalSignInEndpoint } from '../external/endpoint.ts';
import type { Route } from '../http/route-table.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { Services } from './services.ts';

/** Device authorization, CIBA and the two halves of signing in at other providers, by path. The pages are in `pages/pages-routes.ts`. */
export function userFlowRoutes(services: Services): [string, Route][] {
  return [
    [paths.deviceAuthorization, { endpoint: deviceAuthorizationEndpoint(services), cors: 'clients', errors: 'json' }],
    [paths.ciba, { endpoint: cibaEndpoint(services), cors: 'none', errors: 'json' }],
    ['/external/*', { endpoint: externalSignInEndpoint(services), cors: 'none', errors: 'html' }],
  ];
}
