import type { ClientAdministration } from '../admin/client-administration.ts';
import type { SessionAdministration } from '../admin/session-administration.ts';
import type { UserAdministration } from '../admin/user-administration.ts';
import type { ConfigurationProblem } from '../errors/configuration-error.ts';
import { randomId } from '../keys/digest.ts';
import { systemClock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import type { Offline } from './offline.ts';

/** Whoever may run commands on this machine, for the audit. */
export function commandCaller({ issuer }: Pick<Settings, 'issuer'>): AdminCaller {
  return { via: 'command', context: { requestId: randomId(), now: systemClock.now(), issuer } };
}

/** What the admin API does with clients, on the store itself. */
export async function clientsOf({ settings, store, events }: Offline): Promise<ClientAdministration> {
  const { ClientAdministration } = await import('../admin/client-administration.ts');
  return new ClientAdministration({ settings, store, events, clock: systemClock });
}

/** The same with users. Applications are not told of what ends: that takes the master secret. */
export async function usersOf({ settings, store, users, events }: Offline): Promise<UserAdministration> {
  const [{ UserAdministration }, { SignInAttempts, signInLimitsOf }] = await Promise.all([
    import('../admin/user-administration.ts'),
    import('../users/sign-in-attempts.ts'),
  ]);
  const signInAttempts = new SignInAttempts({ marks: store.marks, events }, signInLimitsOf(settings.limits));
  return new UserAdministration({ settings, store, users, signInAttempts, events, clock: systemClock });
}

/** The same with their sessions, of which only the columns are read. */
export async function sessionsOf({ store, events }: Offline): Promise<SessionAdministration> {
  const { SessionAdministration } = await import('../admin/session-administration.ts');
  return new SessionAdministration({ store, events, clock: systemClock });
}

/** What is allowed, but should not stay so. */
export function tellWarnings(warnings: readonly ConfigurationProblem[]): void {
  for (const { path, message } of warnings) process.stderr.write(`warning: ${path}: ${message}\n`);
}
