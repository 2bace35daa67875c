import type { Client } from '../model/client.ts';
import type { ClientSearch } from './contracts.ts';

/** Whether a client is of the origin, and its id or name has `search` in it, in any letter case; what is absent is not asked for. */
export function clientMatches(
  client: Pick<Client, 'clientId' | 'clientName' | 'origin'>,
  { search, origin }: Pick<ClientSearch, 'search' | 'origin'>,
): boolean {
  if (origin !== undefined && client.origin !== origin) return false;
  if (search === undefined) return true;
  const part = search.toLowerCase();
  const { clientId, clientName } = client;
  return clientId.toLowerCase().includes(part) || clientName?.toLowerCase().includes(part) === true;
}
