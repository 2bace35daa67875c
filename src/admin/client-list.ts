import { base64urlDecode, base64urlEncode } from '../keys/digest.ts';
import type { Client } from '../model/client.ts';
import { clientMatches } from '../stores/client-search.ts';
import type { ClientStore } from '../stores/contracts.ts';
import type { AdminPage } from './lists.ts';
import { AdminProblem } from './problem.ts';
import { type ClientSource, type ListedClient, listedClient } from './shown-client.ts';

export interface ClientSelection {
  /** A part of the id or name, whatever its letter case. */
  readonly search?: string | undefined;
  readonly from?: ClientSource | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Configured clients first, then stored ones; a stored one behind a configured one of its id is never asked for anything, and left out. */
export async function listClients(
  configured: readonly Client[],
  stored: Pick<ClientStore, 'list'>,
  { search, from, after, limit }: ClientSelection,
): Promise<AdminPage<ListedClient>> {
  const cursor = readCursor(after);
  const items: ListedClient[] = [];
  if (cursor.part === 'configuration' && (from ?? 'configuration') === 'configuration') {
    const start = configured.findIndex(({ clientId }) => clientId === cursor.clientId) + 1;
    const matching = configured.slice(start).filter((client) => clientMatches(client, { search }));
    items.push(...matching.map((client) => listedClient(client, 'configuration')));
  }
  const hidden = new Set(configured.map(({ clientId }) => clientId));
  const isShown = ({ clientId, origin }: Client) => !hidden.has(clientId) && (from !== 'store' || origin === undefined);
  let last = cursor.part === 'store' ? cursor.clientId : undefined;
  let isEnd = from === 'configuration';
  while (!isEnd && items.length <= limit) {
    const origin = from === 'registered' || from === 'document' ? from : undefined;
    const rows = await stored.list({ limit: limit + 1, after: last, search, origin });
    items.push(...rows.filter(isShown).map((client) => listedClient(client)));
    isEnd = rows.length <= limit;
    last = rows.at(-1)?.clientId;
  }
  return pageUpTo(items, limit);
}

interface Cursor {
  readonly part: 'configuration' | 'store';
  readonly clientId: string | undefined;
}

function pageUpTo(items: readonly ListedClient[], limit: number): AdminPage<ListedClient> {
  const last = items[limit - 1];
  if (items.length <= limit || last === undefined) return { items };
  const part = last.from === 'configuration' ? 'c' : 's';
  return { items: items.slice(0, limit), next: base64urlEncode(`${part}${last.clientId}`) };
}

/** @throws {AdminProblem} `invalid` */
function readCursor(after: string | undefined): Cursor {
  if (after === undefined) return { part: 'configuration', clientId: undefined };
  const bytes = base64urlDecode(after);
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  const clientId = text.slice(1);
  if (text.startsWith('c')) return { part: 'configuration', clientId };
  if (text.startsWith('s')) return { part: 'store', clientId };
  throw new AdminProblem('invalid', { errors: [{ path: 'after', message: 'is no `next` of this list' }] });
}
