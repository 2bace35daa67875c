import type { Client, ClientOrigin } from '../../model/client.ts';
import { clientMatches } from '../client-search.ts';
import type { ClientSearch, ClientStore } from '../contracts.ts';

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

  async change(clientId: string, change: (client: Client) => Client): Promise<Client | undefined> {
    const before = this.#clients.get(clientId);
    if (before === undefined) return undefined;
    const after = change(structuredClone(before));
    this.#clients.set(clientId, structuredClone(after));
    return after;
  }

  async remove(clientId: string): Promise<boolean> {
    return this.#clients.delete(clientId);
  }

  async list({ limit, after, search, origin }: ClientSearch): Promise<readonly Client[]> {
    return [...this.#clients.values()]
      .filter((client) => (after === undefined || client.clientId > after) && clientMatches(client, { search, origin }))
      .sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
      .slice(0, limit);
  }

  async count(origin?: ClientOrigin): Promise<number> {
    if (origin === undefined) return this.#clients.size;
    let count = 0;
    for (const client of this.#clients.values()) if (client.origin === origin) count += 1;
    return count;
  }

  async listIdle(origin: ClientOrigin, until: number, limit: number): Promise<readonly string[]> {
    const isIdle = (client: Client) => client.origin === origin && since(client) <= until;
    const idle = [...this.#clients.values()].filter(isIdle).sort((a, b) => since(a) - since(b));
    return idle.slice(0, limit).map(({ clientId }) => clientId);
  }
}

function since({ idleSince }: Client): number {
  return idleSince ?? Number.POSITIVE_INFINITY;
}
