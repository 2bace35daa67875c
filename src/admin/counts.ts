import type { Clock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import type { GrantKind, Store } from '../stores/contracts.ts';
import { shownGrantKinds } from './shown-grant.ts';

/** Rows that are looked at for a count: a few milliseconds. */
const most = 10_000;

/** How many there are; `isComplete: false`: there are more. */
export interface Counted {
  readonly count: number;
  readonly isComplete: boolean;
}

export interface Counts {
  readonly users: Counted;
  /** By where they came from; always exact. */
  readonly clients: {
    readonly configuration: number;
    readonly store: number;
    readonly registered: number;
    readonly document: number;
  };
  readonly sessions: Counted;
  /** Live codes, tokens and consents by kind, among the first rows of the store. */
  readonly grants: { readonly counts: Readonly<Partial<Record<GrantKind, number>>>; readonly isComplete: boolean };
}

/** How much there is of everything: cheap, however much it is. */
export async function countAll(services: {
  readonly store: Pick<Store, 'users' | 'clients' | 'grants'>;
  readonly settings: Pick<Settings, 'clients'>;
  readonly clock: Clock;
}): Promise<Counts> {
  const { store, settings, clock } = services;
  const [users, all, registered, document, tally] = await Promise.all([
    store.users.count(most + 1),
    store.clients.count(),
    store.clients.count('registered'),
    store.clients.count('document'),
    store.grants.tally(clock.now(), most),
  ]);
  const sessions = tally.counts.session ?? 0;
  const shown = [...shownGrantKinds, 'consent'] as const;
  return {
    users: { count: Math.min(users, most), isComplete: users <= most },
    clients: {
      configuration: settings.clients.length,
      store: Math.max(0, all - registered - document),
      registered,
      document,
    },
    sessions: { count: Math.min(sessions, most), isComplete: tally.isComplete || sessions < most },
    grants: {
      counts: Object.fromEntries(shown.map((kind) => [kind, tally.counts[kind] ?? 0])),
      isComplete: tally.isComplete,
    },
  };
}
