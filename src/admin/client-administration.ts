import { clientSettlingSeconds, removeClient } from '../clients/remove-client.ts';
import { clientWarnings } from '../config/client-warnings.ts';
import { isConsoleClientId } from '../config/console-client.ts';
import { clientDefaults, isClientDefault, resolveClient } from '../config/resolve-client.ts';
import type { ConfigurationProblem } from '../errors/configuration-error.ts';
import type { Client } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import type { Events } from '../operations/events.ts';
import type { Store } from '../stores/contracts.ts';
import { endEverything } from '../stores/end-everything.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import { changedClient } from './changed-client.ts';
import {
  isSameClient,
  patchedSettings,
  replacedSettings,
  settingsWith,
  type WrittenClient,
  withNeededSecret,
} from './client-input.ts';
import { type ClientSelection, listClients } from './client-list.ts';
import { type NewSecret, newSecret, withdrawn, withRenewed, withSecret } from './client-secrets.ts';
import { surroundingsOf } from './client-surroundings.ts';
import { requireMatch } from './etag.ts';
import { underFreeName } from './free-names.ts';
import type { AdminPage } from './lists.ts';
import { AdminProblem } from './problem.ts';
import { recordChange } from './record-change.ts';
import { type ListedClient, type ShownClient, type ShownSecret, shownClient, shownSecret } from './shown-client.ts';

export interface ClientAdministrationServices {
  readonly settings: Settings;
  readonly store: Pick<Store, 'clients' | 'grants' | 'users'>;
  readonly events: Pick<Events, 'raise'>;
  readonly clock: Clock;
  /** What this process remembers of clients; absent: nothing. */
  readonly clients?: { forget(clientId: string): void } | undefined;
}

/** A client as it is now, and what should not stay so. */
export interface WrittenOutcome {
  readonly client: ShownClient;
  readonly warnings: readonly ConfigurationProblem[];
}

export interface CreationOutcome extends WrittenOutcome {
  /** `false`: there was this very client already, and nothing was written. */
  readonly isNew: boolean;
  /** In plain text, if one was made: shown this once. */
  readonly secret?: string | undefined;
}

/**
 * What operators do with clients: by the API, the console and commands alike. Other nodes notice within `clientSettlingSeconds`. Every method that
 * changes something tells the audit who did it.
 */
export class ClientAdministration {
  readonly #services: ClientAdministrationServices;

  constructor(services: ClientAdministrationServices) {
    this.#services = services;
  }

  /** Those of the configuration first, then the stored ones. @throws {AdminProblem} `invalid` */
  list(selection: ClientSelection): Promise<AdminPage<ListedClient>> {
    const { settings, store } = this.#services;
    return listClients(settings.clients, store.clients, selection);
  }

  /** @throws {AdminProblem} `not-found` */
  async show(clientId: string): Promise<ShownClient> {
    const configured = this.#services.settings.clients.find((client) => client.clientId === clientId);
    if (configured !== undefined) return shownClient(configured, 'configuration');
    const stored = await this.#services.store.clients.find(clientId);
    if (stored === undefined) throw unknown(clientId);
    return shownClient(withDefaults(stored));
  }

  /**
   * Stores a client, or finds that there is the very same one already: whoever got no answer may ask again. One that must prove who it is and was given
   * nothing to do so gets a secret.
   *
   * @param written an entry of `clients` in a configuration.
   * @throws {ConfigurationError} every mistake in it. @throws {AdminProblem} `exists`, `configured`.
   */
  async create(written: WrittenClient, caller: AdminCaller): Promise<CreationOutcome> {
    const { settings, store } = this.#services;
    const { input, secret } = withNeededSecret(written);
    const client = resolveClient(input, settings.catalogue, surroundingsOf(settings));
    const { clientId } = client;
    if (this.#isConfigured(clientId)) {
      throw new AdminProblem('configured', { detail: `${clientId} is a client of the configuration already` });
    }
    const same = async () => {
      const known = await store.clients.find(clientId);
      if (known === undefined) return undefined;
      if (isSameClient(withDefaults(known), client, secret === undefined)) return known;
      throw new AdminProblem('exists', { detail: `there is a client ${clientId} already` });
    };
    const known = await same();
    if (known !== undefined) return { ...this.#outcome(known), isNew: false };
    const insert = () => store.clients.insert(client);
    const isNew = await underFreeName(this.#services, { clientId }, insert, () => store.clients.remove(clientId));
    if (!isNew) return { ...this.#outcome((await same()) ?? client), isNew };
    this.#tell(caller, 'client.create', undefined, client);
    return { ...this.#outcome(client), isNew, ...(secret === undefined ? {} : { secret }) };
  }

  /**
   * Gives a client other settings, all of them; its secrets stay.
   * @param ifMatch the entity tag of what is replaced. @throws {ConfigurationError} @throws {AdminProblem} `not-found`, `configured`, `changed-meanwhile`, `invalid`.
   */
  replace(clientId: string, written: WrittenClient, caller: AdminCaller, ifMatch?: string): Promise<WrittenOutcome> {
    return this.#rewrite(clientId, (before) => replacedSettings(before, written), caller, ifMatch);
  }

  /** Merges changes into a client (RFC 7396). @throws as {@link replace} */
  patch(clientId: string, patch: WrittenClient, caller: AdminCaller, ifMatch?: string): Promise<WrittenOutcome> {
    return this.#rewrite(clientId, (before) => patchedSettings(before, patch), caller, ifMatch);
  }

  /** Sets single settings, each as a whole; `undefined` is the default. @throws as {@link replace} */
  set(clientId: string, changes: WrittenClient, caller: AdminCaller): Promise<WrittenOutcome> {
    return this.#rewrite(clientId, (before) => settingsWith(before, changes), caller);
  }

  /** Refuses a client everywhere, with all that was issued to it. @throws {AdminProblem} `not-found`, `configured`. */
  async disable(clientId: string, caller: AdminCaller): Promise<ShownClient> {
    const { client } = await this.#change(
      clientId,
      (before) => ({ ...before, enabled: false }),
      caller,
      'client.disable',
    );
    // Also what a call that was cut off has left.
    await this.#end(clientId);
    return client;
  }

  /** Accepts a client again; what was ended stays so. @throws as {@link disable} */
  async enable(clientId: string, caller: AdminCaller): Promise<ShownClient> {
    const { client } = await this.#change(
      clientId,
      (before) => ({ ...before, enabled: true }),
      caller,
      'client.enable',
    );
    return client;
  }

  /**
   * Deletes a client with everything that was issued to it. What the id was issued ends also where there is no such client.
   * @throws {AdminProblem} `not-found`, `configured`, `changed-meanwhile`.
   */
  async remove(clientId: string, caller: AdminCaller, ifMatch?: string): Promise<void> {
    const { store, clock, events, clients } = this.#services;
    if (this.#isConfigured(clientId)) {
      const detail = `${clientId} stands in the configuration: take it out there first`;
      throw new AdminProblem('configured', { detail });
    }
    let before = await store.clients.find(clientId);
    if (ifMatch !== undefined) {
      // Refused from here on, so that nobody's change comes between.
      before = await store.clients.change(clientId, (client) => {
        requireMatch(ifMatch, shownClient(withDefaults(client)));
        return { ...client, enabled: false };
      });
    }
    const removed = await removeClient(store, clientId, clock);
    clients?.forget(clientId);
    if (!removed) {
      const detail = `there is no client ${clientId}; whatever that id was issued is ended`;
      throw new AdminProblem('not-found', { detail });
    }
    events.raise({ type: 'ClientRemoved', clientId, by: 'operator' }, caller.context);
    this.#tell(caller, 'client.remove', before, undefined, clientId);
  }

  /** Gives a client one more secret; those that it has stay good. The plain one is seen this once. @throws {AdminProblem} `not-found`, `configured`, `not-possible`. */
  async addSecret(
    clientId: string,
    wanted: NewSecret,
    caller: AdminCaller,
  ): Promise<{ readonly plain: string; readonly secret: ShownSecret }> {
    const { plain, secret } = newSecret(wanted);
    if (secret.expiresAt !== undefined && secret.expiresAt <= this.#services.clock.now()) {
      throw new AdminProblem('invalid', { errors: [{ path: 'expiresAt', message: 'must be in the future' }] });
    }
    await this.#change(clientId, (before) => withSecret(before, secret), caller, 'client.secret.add');
    return { plain, secret: shownSecret(secret) };
  }

  /** Ends one secret at once. @throws {AdminProblem} as {@link addSecret}; `not-possible`: the client has no other. */
  async withdrawSecret(clientId: string, secretId: string, caller: AdminCaller): Promise<void> {
    await this.#change(clientId, (before) => withdrawn(before, secretId), caller, 'client.secret.withdraw');
  }

  /** A new secret in place of all that there are, which stay good for `keepSeconds`. @throws {AdminProblem} as {@link addSecret} */
  async renewSecret(clientId: string, keepSeconds: number, caller: AdminCaller): Promise<string> {
    const { plain, secret } = newSecret({});
    const now = this.#services.clock.now();
    const renew = (before: Client) => withRenewed(before, secret, keepSeconds, now);
    await this.#change(clientId, renew, caller, 'client.secret.renew');
    return plain;
  }

  async #rewrite(
    clientId: string,
    make: (before: Client) => WrittenClient,
    caller: AdminCaller,
    ifMatch?: string,
  ): Promise<WrittenOutcome> {
    const { settings } = this.#services;
    const change = (before: Client) => {
      requireMatch(ifMatch, shownClient(before));
      return changedClient(before, make(before), settings);
    };
    const outcome = await this.#change(clientId, change, caller, 'client.change');
    if (!outcome.client.enabled) await this.#end(clientId);
    return outcome;
  }

  /** One change of a client as it is in the moment of writing: another operator's is not lost. */
  async #change(
    clientId: string,
    change: (before: Client) => Client,
    caller: AdminCaller,
    action: string,
  ): Promise<WrittenOutcome> {
    const { store, clients } = this.#services;
    if (this.#isConfigured(clientId)) {
      throw new AdminProblem('configured', { detail: `${clientId} stands in the configuration: change it there` });
    }
    let before: Client | undefined;
    const after = await store.clients.change(clientId, (client) => {
      before = withDefaults(client);
      return change(before);
    });
    if (after === undefined) throw unknown(clientId);
    clients?.forget(clientId);
    this.#tell(caller, action, before, after);
    return this.#outcome(after);
  }

  async #end(clientId: string): Promise<void> {
    const { store, clock } = this.#services;
    await endEverything(store.grants, { clientId }, clock.now() + clientSettlingSeconds);
  }

  #outcome(stored: Client): WrittenOutcome {
    const client = withDefaults(stored);
    const warnings = clientWarnings(client, this.#services.clock.now());
    return { client: shownClient(client), warnings: warnings.map(([path, message]) => ({ path, message })) };
  }

  #tell(
    caller: AdminCaller,
    action: string,
    before: Client | undefined,
    after: Client | undefined,
    clientId = (after ?? before)?.clientId ?? '',
  ): void {
    const { events } = this.#services;
    const isChange = before !== undefined && after !== undefined;
    const told = (client: Client | undefined) => {
      if (client === undefined) return undefined;
      const shown = shownClient(withDefaults(client));
      return isChange ? shown : withoutDefaults(shown);
    };
    const forms = { before: told(before), after: told(after) };
    recordChange(events, caller, action, { kind: 'client', id: clientId }, forms);
    if (!isChange || before.enabled === after.enabled) return;
    events.raise(
      { type: after.enabled ? 'ClientEnabled' : 'ClientDisabled', clientId, by: 'operator' },
      caller.context,
    );
  }

  #isConfigured(clientId: string): boolean {
    const { clients, admin } = this.#services.settings;
    return isConsoleClientId(clientId, admin) || clients.some((client) => client.clientId === clientId);
  }
}

/** What an earlier version stored lacks what it did not know yet. */
function withDefaults(stored: Client): Client {
  const { clientId, ...settings } = stored;
  return { clientId, ...clientDefaults(), ...settings };
}

/** What is not as it is anyway. */
function withoutDefaults(shown: ShownClient): object {
  return Object.fromEntries(
    Object.entries(shown).filter(([name, value]) => name === 'enabled' || !isClientDefault(name, value)),
  );
}

function unknown(clientId: string): AdminProblem {
  return new AdminProblem('not-found', { detail: `there is no client ${clientId}` });
}
