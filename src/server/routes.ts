import type { AdminRoute, AdminRouteTable } from '../http/admin-app.ts';
import { textReply } from '../http/reply.ts';
import type { Route, RouteTable } from '../http/route-table.ts';
import { closedPaths, paths } from '../model/endpoint-paths.ts';
import type { Health } from '../operations/health.ts';
import type { Metrics } from '../operations/metrics.ts';
import { seenRequestReply } from '../operations/seen-request.ts';
import type { AnyModule } from '../wiring/module.ts';
import type { NeededServices } from './services.ts';

/** Every path of the public port: health, and what the modules answer. */
export function createRoutes(modules: readonly AnyModule[], services: NeededServices, health: Health): RouteTable {
  const closed = closedPaths(services.settings.endpoints);
  const doctor = { sealer: services.sealer, trustProxy: services.settings.listen.trustProxy };
  return new Map<string, Route>([
    [
      paths.live,
      {
        endpoint: async (request, { now }) => seenRequestReply(request, now, doctor) ?? health.live(),
        cors: 'none',
        errors: 'json',
      },
    ],
    [paths.ready, { endpoint: () => health.ready(), cors: 'none', errors: 'json' }],
    ...modules.flatMap((module) => [...(module.routes?.(services) ?? [])].filter(([path]) => !closed.has(path))),
  ]);
}

/** Every path of the admin port: what operators ask, never the public. Without such a port nothing of the modules is built. */
export function createAdminRoutes(
  modules: readonly AnyModule[],
  services: NeededServices,
  health: Health,
  metrics: Metrics | undefined,
): AdminRouteTable {
  const hasPort = services.settings.listen.adminPort !== undefined;
  return new Map<string, AdminRoute>([
    [paths.live, { endpoint: async () => health.live(), errors: 'json' }],
    [paths.ready, { endpoint: () => health.ready(), errors: 'json' }],
    ...(metrics === undefined ? [] : [[paths.metrics, metricsRoute(metrics)] as const]),
    ...(hasPort ? modules.flatMap((module) => [...(module.adminRoutes?.(services) ?? [])]) : []),
  ]);
}

function metricsRoute(metrics: Metrics): AdminRoute {
  return { endpoint: async () => textReply(200, metrics.contentType, await metrics.text()), errors: 'json' };
}
