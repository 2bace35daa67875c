import type { Client } from '../model/client.ts';

/** Whether the id or the name of a client has `search` in it, in any letter case. */
export function clientMatches(
  { clientId, clientName }: Pick<Client, 'clientId' | 'clientName'>,
  search: string,
): boolean {
  const part = search.toLowerCase();
  return clientId.toLowerCase().includes(part) || clientName?.toLowerCase().includes(part) === true;
}
