import type { Client } from '../../model/client.ts';
import type { ClientStore } from '../contracts.ts';

export class MemoryClientStore implements ClientStore {
  readonly #clients = new Map<string, Client>();

  async find(clientId: string): Promise<Client | undefined> {
    return this.#clients.get(clientId);
  }

  async insert(client: Client): Promise<boolean> {
    if (this.#clients.has(client.clientId)) return false;
    this.#clients.set(client.clientId, structuredClone(client));
    return true;
  }

  async update(client: Client): Promise<boolean> {
    if (!this.#clients.has(client.clientId)) return false;
    this.#clients.set(client.clientId, structuredClone(client));
    return true;
  }

  async list(options: { readonly limit: number; readonly after?: string }): Promise<readonly Client[]> {
    const { after, limit } = options;
    return [...this.#clients.values()]
      .filter(({ clientId }) => after === undefined || clientId > after)
      .sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
      .slice(0, limit);
  }
}
