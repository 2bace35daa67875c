import { randomId } from '../keys/digest.ts';
import { systemClock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';

/** Whoever may run commands on this machine, for the audit. */
export function commandCaller({ issuer }: Pick<Settings, 'issuer'>): AdminCaller {
  return { via: 'command', context: { requestId: randomId(), now: systemClock.now(), issuer } };
}
