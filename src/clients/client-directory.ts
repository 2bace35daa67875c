import type { Client } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import type { ClientStore } from '../stores/contracts.ts';

/** How long a stored client is remembered: a change is seen by every node within this many seconds. */
export const clientCacheSeconds = 5;
const maximumCached = 10_000;

/** Finds clients: configured ones at once, stored ones through a cache of {@link clientCacheSeconds}. */
export class ClientDirectory {
  readonly #configured: ReadonlyMap<string, Client>;
  readonly #store: ClientStore;
  readonly #clock: Clock;
  readonly #cache = new Map<string, { readonly until: number; readonly client: Promise<Client | undefined> }>();

  constructor(configured: readonly Client[], store: ClientStore, clock: Clock) {
    this.#configured = new Map(configured.map((client) => [client.clientId, client]));
    this.#store = store;
    this.#clock = clock;
  }

  get configured(): readonly Client[] {
    return [...this.#configured.values()];
  }

  /** A client whether enabled or not. */
  find(clientId: string): Client | undefined | Promise<Client | undefined> {
    return this.#configured.get(clientId) ?? this.#findStored(clientId);
  }

  /** An enabled client. */
  async findEnabled(clientId: string): Promise<Client | undefined> {
    const client = await this.find(clientId);
    return client?.enabled === true ? client : undefined;
  }

  #findStored(clientId: string): Promise<Client | undefined> {
    const now = this.#clock.now();
    const cached = this.#cache.get(clientId);
    if (cached !== undefined && cached.until > now) return cached.client;
    const client = this.#store.find(clientId);
    if (this.#cache.size >= maximumCached) this.#cache.clear();
    this.#cache.set(clientId, { until: now + clientCacheSeconds, client });
    client.catch(() => this.#cache.delete(clientId));
    return client;
  }
}
