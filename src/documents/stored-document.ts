import type { Client } from '../model/client.ts';
import type { ClientStore } from '../stores/contracts.ts';
import type { DocumentClient } from './remembered-documents.ts';

/** What an operator changes of a client that describes itself: all else is the document's to say. */
const operators = [
  'enabled',
  'consentLifetime',
  'accessTokenType',
  'accessTokenLifetime',
  'identityTokenLifetime',
  'absoluteRefreshTokenLifetime',
  'slidingRefreshTokenLifetime',
  'refreshTokenRetryWindow',
  'claims',
  'properties',
] as const satisfies readonly (keyof Client)[];

const merged = new WeakMap<DocumentClient, { readonly stored: Client; readonly client: DocumentClient }>();

/** A client as its document has it, with what an operator changed of the stored one. The same object comes back for the same two. */
export function withOperators(client: DocumentClient, stored: Client | undefined): DocumentClient {
  if (stored === undefined || stored === client) return client;
  const before = merged.get(client);
  if (before?.stored === stored) return before.client;
  const changed = Object.fromEntries(operators.map((name) => [name, stored[name]])) as Pick<
    Client,
    (typeof operators)[number]
  >;
  const one = { ...client, ...changed };
  merged.set(client, { stored, client: one });
  return one;
}

/** Writes what a document says now over what it said before; an operator's changes stay. There is no row: none is made. */
export async function storeDocument(client: DocumentClient, clients: ClientStore): Promise<void> {
  await clients.change(client.clientId, (row) => (row.origin === 'document' ? withOperators(client, row) : row));
}
