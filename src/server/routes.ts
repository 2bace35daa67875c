import { textReply } from '../http/reply.ts';
import type { Route, RouteTable } from '../http/route-table.ts';
import { closedPaths, paths } from '../model/endpoint-paths.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { Health } from '../operations/health.ts';
import type { Metrics } from '../operations/metrics.ts';
import type { AnyModule } from '../wiring/module.ts';
import type { NeededServices } from './services.ts';

/** Every path of the public port: health, and what the modules answer. */
export function createRoutes(modules: readonly AnyModule[], services: NeededServices, health: Health): RouteTable {
  const closed = closedPaths(services.settings.endpoints);
  return new Map<string, Route>([
    [paths.live, { endpoint: async () => health.live(), cors: 'none', errors: 'json' }],
    [paths.ready, { endpoint: () => health.ready(), cors: 'none', errors: 'json' }],
    ...modules.flatMap((module) => [...(module.routes?.(services) ?? [])].filter(([path]) => !closed.has(path))),
  ]);
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
