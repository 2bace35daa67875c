import type { Clock } from '../model/clock.ts';
import type { ClientStore } from '../stores/contracts.ts';
import type { ClientDirectory } from './client-directory.ts';

/** How soon a stored client's new origin is known everywhere: seconds. */
const refreshSeconds = 30;
const pageSize = 500;
const maximumPages = 20;

/** The origins of browser pages that some enabled client lists. A preflight names no client, so all of them count together. */
export class CorsOrigins {
  readonly #configured: ReadonlySet<string>;
  readonly #store: ClientStore;
  readonly #clock: Clock;
  readonly #any: boolean;
  #stored: { readonly until: number; readonly origins: Promise<ReadonlySet<string>> } | undefined;

  /** @param options.any every origin is taken: no answer to such a page depends on cookies. */
  constructor(clients: ClientDirectory, store: ClientStore, clock: Clock, options: { readonly any?: boolean } = {}) {
    this.#any = options.any ?? false;
    this.#configured = new Set(
      clients.configured.flatMap((client) => (client.enabled ? client.allowedCorsOrigins : [])),
    );
    this.#store = store;
    this.#clock = clock;
  }

  async has(origin: string): Promise<boolean> {
    if (this.#any || this.#configured.has(origin)) return true;
    const now = this.#clock.now();
    if (this.#stored === undefined || this.#stored.until <= now) {
      this.#stored = { until: now + refreshSeconds, origins: this.#load() };
      this.#stored.origins.catch(() => {
        this.#stored = undefined;
      });
    }
    return (await this.#stored.origins).has(origin);
  }

  async #load(): Promise<ReadonlySet<string>> {
    const origins = new Set<string>();
    let after: string | undefined;
    for (let page = 0; page < maximumPages; page += 1) {
      const clients = await this.#store.list(after === undefined ? { limit: pageSize } : { limit: pageSize, after });
      for (const client of clients) if (client.enabled) for (const one of client.allowedCorsOrigins) origins.add(one);
      if (clients.length < pageSize) break;
      after = clients.at(-1)!.clientId;
    }
    return origins;
  }
}
