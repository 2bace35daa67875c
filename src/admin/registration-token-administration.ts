import type { Clock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import { type Events, lastFour } from '../operations/events.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import { AdminProblem } from './problem.ts';
import { recordChange } from './record-change.ts';

/** Makes initial access tokens (RFC 7591 §3), which are seen this once. */
export interface InvitationMaker {
  /** @param expiresAt epoch seconds. */
  create(uses: number, expiresAt: number, now: number): Promise<string>;
}

export interface RegistrationTokenServices {
  readonly settings: Pick<Settings, 'clientRegistration'>;
  readonly invitations: InvitationMaker;
  readonly events: Pick<Events, 'raise'>;
  readonly clock: Clock;
}

/** A token with which so many clients register themselves. */
export interface RegistrationToken {
  readonly initialAccessToken: string;
  readonly uses: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** What operators do for clients that register themselves. */
export class RegistrationTokenAdministration {
  readonly #services: RegistrationTokenServices;

  constructor(services: RegistrationTokenServices) {
    this.#services = services;
  }

  /**
   * @param expiresIn seconds. @throws {AdminProblem} `not-possible`: clients need no token, or cannot register at all.
   */
  async create(uses: number, expiresIn: number, caller: AdminCaller): Promise<RegistrationToken> {
    const { settings, invitations, events, clock } = this.#services;
    const { mode } = settings.clientRegistration;
    if (mode !== 'initialAccessToken') {
      const why = mode === 'off' ? 'no client can register itself' : 'clients need no token';
      throw new AdminProblem('not-possible', { detail: `clientRegistration.mode is ${mode}: ${why}` });
    }
    const now = clock.now();
    const expiresAt = now + expiresIn;
    const initialAccessToken = await invitations.create(uses, expiresAt, now);
    const target = { kind: 'registration-token', id: lastFour(initialAccessToken) };
    recordChange(events, caller, 'registration-token.create', target, { after: { uses, expiresAt } });
    return { initialAccessToken, uses, expiresAt };
  }
}
