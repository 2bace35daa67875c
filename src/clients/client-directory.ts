import type { Client } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import { BriefCache } from '../stores/brief-cache.ts';
import type { ClientStore } from '../stores/contracts.ts';

/** How long a stored client is remembered: a change is seen by every node within this many seconds. */
export const clientCacheSeconds = 5;

/** What a client id can be (RFC 6749 App. A.1). Anything else is nobody's, and not every store takes it as a question. */
const clientId = /^[\x20-\x7E]{1,200}$/;

/** Finds clients: configured ones at once, stored ones through a cache of {@link clientCacheSeconds}. */
export class ClientDirectory {
  readonly #configured: ReadonlyMap<string, Client>;
  readonly #stored: BriefCache<Client | undefined>;

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

  /** A client whether enabled or not. */
  find(id: string): Client | undefined | Promise<Client | undefined> {
    return this.#configured.get(id) ?? (clientId.test(id) ? this.#stored.get(id) : undefined);
  }

  /** An enabled client. */
  async findEnabled(id: string): Promise<Client | undefined> {
    const client = await this.find(id);
    return client?.enabled === true ? client : undefined;
  }
}
