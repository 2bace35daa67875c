type Payload = Record<string, unknown> & { consumed?: number; grantId?: string };

/**
 * The cheapest honest store for `oidc-provider`: maps without eviction (its own keeps a thousand entries, which loses tokens
 * under load). No index by grant: only revocation would need it.
 */
export class MapAdapter {
  readonly #entries = new Map<string, Payload>();

  async upsert(id: string, payload: Payload): Promise<void> {
    this.#entries.set(id, payload);
  }

  async find(id: string): Promise<Payload | undefined> {
    return this.#entries.get(id);
  }

  async findByUid(): Promise<undefined> {}

  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    this.#entries.get(id)!.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id);
  }

  async revokeByGrantId(): Promise<void> {}
}
