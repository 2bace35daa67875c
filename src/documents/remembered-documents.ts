import type { Client } from '../model/client.ts';
import { limits } from '../model/limits.ts';

/** A client as its document had it when it was fetched last. */
export type DocumentClient = Client & { readonly document: NonNullable<Client['document']> };

export function hasDocument(client: Client | undefined): client is DocumentClient {
  return client?.origin === 'document' && client.document !== undefined;
}

/** The documents that this process fetched; those not asked for longest are forgotten. */
export class RememberedDocuments {
  readonly #clients = new Map<string, DocumentClient>();

  get(clientId: string): DocumentClient | undefined {
    const client = this.#clients.get(clientId);
    if (client === undefined) return undefined;
    // The map is in order of insertion.
    this.#clients.delete(clientId);
    this.#clients.set(clientId, client);
    return client;
  }

  set(client: DocumentClient): void {
    this.#clients.delete(client.clientId);
    this.#clients.set(client.clientId, client);
    if (this.#clients.size > limits.clientDocuments.most) this.#clients.delete(this.#clients.keys().next().value!);
  }
}
