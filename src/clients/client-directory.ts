import { OAuthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import { BriefCache } from '../stores/brief-cache.ts';
import type { ClientStore } from '../stores/contracts.ts';

/** How long a stored client is remembered: a change is seen by every node within this many seconds. */
export const clientCacheSeconds = 5;

/** What a client id can be (RFC 6749 App. A.1). Anything else is nobody's, and not every store takes it as a question. */
const clientId = /^[\x20-\x7E]{1,200}$/;

/** Whether a client that cannot be looked up anew may be taken as it was: `strictly` where a user is about to be asked for it. */
export type Freshness = 'strictly' | 'ifPossible';

/** Clients whose id says where to learn about them. */
export interface IntroducedClients {
  /** Whether the id is one of theirs, if no operator gave it to a client. */
  owns(clientId: string): boolean;
  /** What is known of it, whether fresh or not. @param stored the client as it is stored. */
  known(clientId: string, stored: Client | undefined): Client | undefined;
  /** The client as it is now. @throws {OAuthError} why it is none, or cannot be learnt now. */
  latest(clientId: string, stored: Client | undefined, freshness: Freshness): Promise<Client | undefined>;
}

/** Finds clients: configured ones at once, stored ones through a cache of {@link clientCacheSeconds}. */
export class ClientDirectory {
  readonly #configured: ReadonlyMap<string, Client>;
  readonly #stored: BriefCache<Client | undefined>;
  #introduced: IntroducedClients | undefined;

  /**
   * @param defaults what a stored client lacks, because an earlier version that did not know it yet has stored it.
   * @param admit a stored client as this server has it; by default as it is stored.
   */
  constructor(
    configured: readonly Client[],
    store: ClientStore,
    clock: Clock,
    defaults: Partial<Client> = {},
    admit: (stored: Client) => Client = (stored) => stored,
  ) {
    this.#configured = new Map(configured.map((client) => [client.clientId, client]));
    const load = async (id: string) => {
      const stored = await store.find(id);
      return stored === undefined ? undefined : admit({ ...defaults, ...stored });
    };
    this.#stored = new BriefCache({ seconds: clientCacheSeconds, clock, load });
  }

  get configured(): readonly Client[] {
    return [...this.#configured.values()];
  }

  /** Before the first request: where else clients may come from. */
  introduce(introduced: IntroducedClients): void {
    this.#introduced = introduced;
  }

  /** A client whether enabled or not, as far as it is known: nothing is fetched. */
  find(id: string): Client | undefined | Promise<Client | undefined> {
    const configured = this.#configured.get(id);
    if (configured !== undefined || !clientId.test(id)) return configured;
    return this.#introduced?.owns(id) ? this.#findIntroduced(id, this.#introduced) : this.#stored.get(id);
  }

  /** An enabled client, as far as it is known: nothing is fetched. */
  async findEnabled(id: string): Promise<Client | undefined> {
    return enabled(await this.find(id));
  }

  /** As {@link find}, but one whose id says where to learn about it is looked up there if need be. @throws {OAuthError} why that failed. */
  latest(id: string, freshness: Freshness = 'ifPossible'): Client | undefined | Promise<Client | undefined> {
    const introduced = this.#introduced;
    return introduced === undefined || this.#configured.has(id) || !clientId.test(id) || !introduced.owns(id)
      ? this.find(id)
      : this.#latestIntroduced(id, introduced, freshness);
  }

  async latestEnabled(id: string, freshness: Freshness = 'ifPossible'): Promise<Client | undefined> {
    return enabled(await this.latest(id, freshness));
  }

  /**
   * An enabled client as it is known, and looked up only if it is not: another process learnt of it. For what was begun with a client that was looked
   * at then; one that cannot be learnt now is none.
   */
  async findOrLearn(id: string): Promise<Client | undefined> {
    const known = await this.find(id);
    if (known !== undefined) return enabled(known);
    try {
      return await this.latestEnabled(id);
    } catch (error) {
      if (error instanceof OAuthError) return undefined;
      throw error;
    }
  }

  /** Looks a stored client up anew when it is asked for next: this process has changed it. */
  forget(id: string): void {
    this.#stored.forget(id);
  }

  async #findIntroduced(id: string, introduced: IntroducedClients): Promise<Client | undefined> {
    const stored = await this.#stored.get(id);
    return isOperators(stored) ? stored : introduced.known(id, stored);
  }

  async #latestIntroduced(id: string, introduced: IntroducedClients, freshness: Freshness) {
    const stored = await this.#stored.get(id);
    return isOperators(stored) ? stored : introduced.latest(id, stored, freshness);
  }
}

/** draft-ietf-oauth-client-id-metadata-document-02 §7.2: an operator may say it all himself. */
function isOperators(stored: Client | undefined): boolean {
  return stored !== undefined && stored.origin !== 'document';
}

function enabled(client: Client | undefined): Client | undefined {
  return client?.enabled === true ? client : undefined;
}
