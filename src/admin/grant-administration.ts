import type { ClientDirectory } from '../clients/client-directory.ts';
import type { Clock } from '../model/clock.ts';
import type { Events } from '../operations/events.ts';
import type { GrantKind, Store } from '../stores/contracts.ts';
import { clockSkew, endEverything, remembered } from '../stores/end-everything.ts';
import type { GrantVault } from '../stores/grant-vault.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import { type AdminPage, pageFrom } from './lists.ts';
import { AdminProblem } from './problem.ts';
import { type AdminTarget, recordChange } from './record-change.ts';
import type { PageSelection } from './session-administration.ts';
import {
  isShownKind,
  type ShownConsent,
  type ShownGrant,
  type ShownGrantKind,
  shownConsent,
  shownGrant,
  shownGrantKinds,
} from './shown-grant.ts';

export interface GrantAdministrationServices {
  readonly store: Pick<Store, 'grants'>;
  readonly vault: GrantVault;
  readonly clients: Pick<ClientDirectory, 'find'>;
  readonly events: Events;
  readonly clock: Clock;
}

/** Whose grants: a user's, a client's, or a user's at a client. One of them is needed. */
export interface GrantsOf {
  readonly subject?: string | undefined;
  readonly client?: string | undefined;
}

export interface GrantSelection extends GrantsOf, PageSelection {
  readonly family?: string | undefined;
  readonly kind?: ShownGrantKind | undefined;
}

const ofUserAtClient: readonly GrantKind[] = [...shownGrantKinds, 'consent'];
const withFamily: ReadonlySet<ShownGrantKind> = new Set(['refresh_token', 'authorization_code', 'device_code', 'ciba']);

/** What clients have of users, and its end: for the API and the console. */
export class GrantAdministration {
  readonly #services: GrantAdministrationServices;

  constructor(services: GrantAdministrationServices) {
    this.#services = services;
  }

  /**
   * Live codes and tokens, in an order of the store's own. A client's alone may take long: all rows are looked at, in pieces.
   * @throws {AdminProblem} `invalid`: neither a user nor a client is named.
   */
  async list({ family, kind, after, limit, ...of }: GrantSelection): Promise<AdminPage<ShownGrant>> {
    const { store, vault, clock } = this.#services;
    const kinds = kind === undefined ? shownGrantKinds : [kind];
    const filter = { ...ownerFilter(of), ...(family === undefined ? {} : { family }), kinds };
    const rows = await store.grants.page(filter, clock.now(), { after, limit: limit + 1 });
    return pageFrom(
      rows,
      limit,
      ({ handleHash }) => handleHash,
      (row) => shownGrant(row, isShownKind(row.kind) ? row.kind : shownGrantKinds[0], vault),
    );
  }

  /** @throws {AdminProblem} `invalid`: neither a user nor a client is named. */
  async listConsents({ after, limit, ...of }: GrantsOf & PageSelection): Promise<AdminPage<ShownConsent>> {
    const { store, vault, clock } = this.#services;
    const filter = { ...ownerFilter(of), kinds: ['consent'] } as const;
    const rows = await store.grants.page(filter, clock.now(), { after, limit: limit + 1 });
    return pageFrom(
      rows,
      limit,
      ({ handleHash }) => handleHash,
      (row) => shownConsent(row, vault),
    );
  }

  /**
   * Ends a code or token. With a code, a refresh token or a request that waits for its user goes all that came of the same authorization; a
   * reference token goes alone.
   * @throws {AdminProblem} `not-found`: there is none, or it has ended.
   */
  async revoke(id: string, caller: AdminCaller): Promise<void> {
    const { store, vault, clock } = this.#services;
    const found = await store.grants.find(id);
    const unknown = new AdminProblem('not-found', { detail: `there is no live grant ${id}` });
    if (found === undefined || found.revoked || found.grant.consumedAt !== null) throw unknown;
    const { grant } = found;
    if (!isShownKind(grant.kind) || grant.expiresAt <= clock.now()) throw unknown;
    const before = shownGrant(grant, grant.kind, vault);
    if (before.family !== undefined && withFamily.has(grant.kind)) {
      await this.#endFamily(before.family, before.subject);
    } else if (!(await store.grants.remove(id))) {
      throw unknown;
    }
    this.#tell('grant.revoke', { kind: 'grant', id }, caller, before);
  }

  /** Ends all that came of one authorization: codes, refresh and reference tokens, and JWTs wherever this server is asked about them. */
  async revokeFamily(family: string, caller: AdminCaller): Promise<void> {
    await this.#endFamily(family, undefined);
    this.#tell('family.revoke', { kind: 'family', id: family }, caller);
  }

  /**
   * Ends all that a user has at a client, the consent too, or all that a client was ever issued. Resolves to how many rows went. Of a user at a client
   * JWTs live on whose authorization has no row any more; of a client alone none does.
   * @throws {AdminProblem} `not-found`: there is nothing, nor such a client.
   */
  async revokeAll(
    { subject, client }: { readonly subject?: string | undefined; readonly client: string },
    caller: AdminCaller,
  ): Promise<number> {
    const { store, clients, clock } = this.#services;
    const at = clock.now() + clockSkew;
    const ended =
      subject === undefined
        ? await endEverything(store.grants, { clientId: client }, at)
        : await store.grants.revoke({ subjectId: subject, clientId: client, kinds: ofUserAtClient }, at + remembered);
    if (ended === 0 && (await clients.find(client)) === undefined) {
      throw new AdminProblem('not-found', { detail: `there is no client ${client}, and nothing that it was issued` });
    }
    const of = { ...(subject === undefined ? {} : { subject }), clientId: client };
    if (ended > 0) this.#tell('grants.revoke', { kind: 'client', id: client }, caller, of);
    return ended;
  }

  /**
   * Forgets what a user agreed to at a client: they are asked again. Tokens that the client has live on.
   * @throws {AdminProblem} `not-found`
   */
  async withdrawConsent(subject: string, client: string, caller: AdminCaller): Promise<void> {
    const { store, vault, events, clock } = this.#services;
    const filter = { subjectId: subject, clientId: client, kinds: ['consent'] } as const;
    const [row] = await store.grants.list(filter, clock.now(), 1);
    const ended = row === undefined ? 0 : await store.grants.revoke(filter, clock.now() + remembered);
    if (row === undefined || ended === 0) {
      throw new AdminProblem('not-found', { detail: `${subject} has agreed to nothing at ${client}` });
    }
    const target = { kind: 'consent', id: `${client} ${subject}` };
    recordChange(events, caller, 'consent.withdraw', target, { before: shownConsent(row, vault) });
  }

  /** With the rows, where a user leads to them; those of a client alone stay, dead, until they expire. */
  async #endFamily(family: string, subjectId: string | undefined): Promise<void> {
    const { store, clock } = this.#services;
    const filter = subjectId === undefined ? { family } : { family, subjectId };
    await store.grants.revoke(filter, clock.now() + remembered);
  }

  #tell(
    action: string,
    target: AdminTarget,
    caller: AdminCaller,
    before?: Partial<Pick<ShownGrant, 'subject' | 'clientId'>>,
  ): void {
    const { events } = this.#services;
    recordChange(events, caller, action, target, before === undefined ? {} : { before });
    if (before?.subject === undefined) return;
    const { subject: subjectId, clientId } = before;
    events.raise({ type: 'GrantsRevoked', subjectId, clientId, by: 'operator' }, caller.context);
  }
}

/** @throws {AdminProblem} `invalid` */
function ownerFilter({ subject, client }: GrantsOf): { readonly subjectId?: string; readonly clientId?: string } {
  if (subject === undefined && client === undefined) {
    const message = 'or client must be given: there is no list of all grants';
    throw new AdminProblem('invalid', { errors: [{ path: 'subject', message }] });
  }
  return {
    ...(subject === undefined ? {} : { subjectId: subject }),
    ...(client === undefined ? {} : { clientId: client }),
  };
}
