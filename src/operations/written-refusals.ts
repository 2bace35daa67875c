import type { RequestContext } from '../model/request-context.ts';
import type { ServerEvent } from './events.ts';
import type { Logger } from './log.ts';

const refusals: ReadonlySet<ServerEvent['type']> = new Set([
  'ClientAuthenticationFailed',
  'TokenRefused',
  'AuthorizationRefused',
]);
const written = new WeakMap<RequestContext, Logger>();

/**
 * Whether a listener that writes events into this log leaves this one out, since the log has a line of the refusal: one refusal is one line,
 * whatever events tell of it. If not, it has one from now on.
 */
export function isWritten(event: ServerEvent, context: RequestContext | undefined, log: Logger): boolean {
  if (context === undefined || !refusals.has(event.type)) return false;
  if (hasLine(context, log)) return true;
  written.set(context, log);
  return false;
}

export function hasLine(context: RequestContext, log: Logger): boolean {
  return written.get(context) === log;
}
