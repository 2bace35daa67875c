import type { AdminServiceGroup } from '../admin/module.ts';
import { once } from '../admin/once.ts';
import type { AdminRoute } from '../http/admin-app.ts';
import type { Settings } from '../model/settings.ts';
import { DayMetrics } from '../operations/day-metrics.ts';
import type { Module } from '../wiring/module.ts';
import type { ConsoleNeeds } from './create-console.ts';
import { consolePaths } from './paths.ts';

export interface ConsoleServiceGroup {
  /** What the overview draws; absent: there is no console. */
  readonly dayMetrics: DayMetrics | undefined;
}

const gathering = new WeakMap<DayMetrics, () => void>();

/** The pages of administrators, at the admin port where `admin.console` names some. Loaded with the first request to them. */
export const consoleModule: Module<ConsoleServiceGroup, ConsoleNeeds & AdminServiceGroup> = {
  services: () => ({
    dayMetrics: ({ settings, clock }) => (hasConsole(settings) ? new DayMetrics(clock) : undefined),
  }),
  listener: ({ dayMetrics }) => dayMetrics && ((event) => dayMetrics.note(event)),
  observer: ({ dayMetrics }) => dayMetrics && ((request) => dayMetrics.observe(request)),
  takeOver: ({ dayMetrics }, before) => {
    if (before.dayMetrics !== undefined) dayMetrics?.share(before.dayMetrics);
  },
  start: async ({ dayMetrics }) => {
    if (dayMetrics === undefined) return;
    const { gatherDay } = await import('../operations/workers-day.ts');
    gathering.set(dayMetrics, gatherDay(dayMetrics));
  },
  stop: async ({ dayMetrics }) => {
    if (dayMetrics !== undefined) gathering.get(dayMetrics)?.();
  },
  adminRoutes: (services) => {
    if (!hasConsole(services.settings)) return [];
    const console = once(async () => (await import('./create-console.ts')).createConsole(services));
    const route: AdminRoute = {
      endpoint: async (request, context) => (await console()).answer(request, context),
      errors: 'html',
    };
    return consolePaths.map((path) => [path, route] as const);
  },
};

function hasConsole({ admin, listen }: Settings): boolean {
  return admin.console !== undefined && listen.adminPort !== undefined;
}
