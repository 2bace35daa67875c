import type { ClientDirectory } from '../clients/client-directory.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import type { BackgroundWork } from '../operations/background-work.ts';
import type { Events } from '../operations/events.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import { revocationHorizon } from './family-revocation.ts';

export interface GrantBoundServices {
  readonly vault: GrantVault;
  readonly clients: Pick<ClientDirectory, 'find'>;
  readonly background: Pick<BackgroundWork, 'run'>;
  readonly events: Pick<Events, 'raise'>;
  readonly settings: { readonly limits: Pick<Settings['limits'], 'grantsPerUserAndClient'> };
}

export type BoundedKind = 'refresh_token' | 'reference_token';

/** Every refresh makes a reference token, and several of one grant may be in use. */
const referenceTokensPerGrant = 10;
/** Rows that are looked at beyond the bound in one go. */
const atOnce = 500;
/** Users and clients that are kept count of; the one that was counted first goes. */
const mostCounted = 10_000;

/**
 * Bounds how many live grants a user has at one client: of more, the oldest end.
 *
 * No token request waits for it. Each process counts what it makes, and asks the store only once it made so many that there may be too
 * many; the bound may be exceeded by a quarter until then.
 */
export class GrantBound {
  readonly #services: GrantBoundServices;
  #made = new Map<string, number>();

  constructor(services: GrantBoundServices) {
    this.#services = services;
  }

  /** Goes on counting where another one is. */
  takeOver(before: GrantBound): void {
    this.#made = before.#made;
  }

  /** Notes that a user's grant was made at a client. */
  made(kind: BoundedKind, subjectId: string, clientId: string, context: RequestContext): void {
    const most = this.#most(kind);
    const key = `${kind} ${clientId} ${subjectId}`;
    const made = (this.#made.get(key) ?? 0) + 1;
    this.#made.delete(key);
    if (made >= Math.ceil(most / 4)) {
      this.#services.background.run(() => this.#endOldest(kind, subjectId, clientId, most, context));
      return;
    }
    if (this.#made.size >= mostCounted) this.#made.delete(this.#made.keys().next().value!);
    this.#made.set(key, made);
  }

  #most(kind: BoundedKind): number {
    const { grantsPerUserAndClient } = this.#services.settings.limits;
    return kind === 'refresh_token' ? grantsPerUserAndClient : grantsPerUserAndClient * referenceTokensPerGrant;
  }

  async #endOldest(
    kind: BoundedKind,
    subjectId: string,
    clientId: string,
    most: number,
    context: RequestContext,
  ): Promise<void> {
    const { vault, clients, events } = this.#services;
    let ended = 0;
    for (let more = true; more; ) {
      const live = await vault.list(kind, { subjectId, clientId }, context.now, most + atOnce);
      const horizon = live.length > most ? revocationHorizon(await clients.find(clientId), context.now) : 0;
      for (const { record } of live.slice(most)) {
        if (kind === 'refresh_token' && record.family !== null) await vault.revoke({ family: record.family }, horizon);
        else await vault.removeByHash(record.handleHash);
        ended += 1;
      }
      more = live.length === most + atOnce;
    }
    if (ended > 0) events.raise({ type: 'GrantsRevoked', subjectId, clientId, by: 'limit' }, context);
  }
}
