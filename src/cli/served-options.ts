import { auditListener, fieldsOf } from '../operations/audit-log.ts';
import type { EventListener } from '../operations/events.ts';
import type { Logger } from '../operations/log.ts';
import { isWritten } from '../operations/written-refusals.ts';
import type { ServerOptions } from '../server/options.ts';

export interface ServedOptions {
  readonly log: Logger;
  /** Of the log: audit lines for machines, plain ones for people. */
  readonly format: 'json' | 'pretty';
  /** The same options anew, for a reload. */
  readonly reloadFrom: () => Promise<ServerOptions>;
  readonly afterReload?: (() => Promise<void>) | undefined;
}

/** Options of a configuration as a command serves them: with its log, and what a reload needs. */
export function servedOptions(options: ServerOptions, serving: ServedOptions): ServerOptions {
  const { log, format, reloadFrom, afterReload } = serving;
  return {
    ...options,
    log,
    afterReload,
    onEvent: eventsInto(log, format, options),
    reloadFrom: async () => servedOptions(await reloadFrom(), serving),
  };
}

const alarming: ReadonlySet<string> = new Set(['ReplayDetected', 'ClientAuthenticationFailed', 'TokenRefused']);

/** Audit lines for machines, plain ones for people; the configuration's own listener is told as well. */
function eventsInto(log: Logger, format: ServedOptions['format'], options: ServerOptions): EventListener {
  const tell: EventListener =
    format === 'json'
      ? auditListener(log)
      : (event, context) => {
          if (isWritten(event, context, log)) return;
          const { type, ...facts } = event;
          const line = { ...fieldsOf(event), ...facts, fields: undefined };
          log[alarming.has(type) ? 'warn' : 'info'](type, line);
        };
  return (event, context) => {
    tell(event, context);
    options.onEvent?.(event, context);
  };
}
