import { base64urlDecode, base64urlEncode } from '../keys/digest.ts';
import type { Client } from '../model/client.ts';
import type { Settings } from '../model/settings.ts';
import { clientMatches } from '../stores/client-search.ts';
import type { Store } from '../stores/contracts.ts';
import type { AdminPage } from './lists.ts';
import { AdminProblem } from './problem.ts';
import { type ClientSource, type ListedClient, listedClient, type ShownClient, shownClient } from './shown-client.ts';

export interface ClientAdministrationServices {
  readonly settings: Settings;
  readonly store: Pick<Store, 'clients' | 'grants' | 'users'>;
}

export interface ClientSelection {
  /** A part of the id or name, whatever its letter case. */
  readonly search?: string | undefined;
  readonly from?: ClientSource | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** What operators do with clients: by the API, the console and commands alike. */
export class ClientAdministration {
  readonly #services: ClientAdministrationServices;

  constructor(services: ClientAdministrationServices) {
    this.#services = services;
  }

  /** Those of the configuration first, then the stored ones. @throws {AdminProblem} `invalid` */
  async list({ search, from, after, limit }: ClientSelection): Promise<AdminPage<ListedClient>> {
    const cursor = readCursor(after);
    const items: ListedClient[] = [];
    if (cursor.part === 'configuration' && (from ?? 'configuration') === 'configuration') {
      const configured = this.#services.settings.clients;
      const start = configured.findIndex(({ clientId }) => clientId === cursor.clientId) + 1;
      const matching = configured.slice(start).filter((client) => clientMatches(client, { search }));
      items.push(...matching.map((client) => listedClient(client, 'configuration')));
    }
    if (from !== 'configuration') {
      let last = cursor.part === 'store' ? cursor.clientId : undefined;
      while (items.length <= limit) {
        const origin = from === 'store' ? undefined : from;
        const rows = await this.#services.store.clients.list({ limit: limit + 1, after: last, search, origin });
        // A stored client behind one of the configuration is never asked for anything.
        const shown = rows.filter(
          (row) => !this.#isConfigured(row.clientId) && (from !== 'store' || row.origin === undefined),
        );
        items.push(...shown.map((client) => listedClient(client)));
        if (rows.length <= limit) break;
        last = rows.at(-1)?.clientId;
      }
    }
    return pageUpTo(items, limit);
  }

  /** @throws {AdminProblem} `not-found` */
  async show(clientId: string): Promise<ShownClient> {
    const configured = this.#services.settings.clients.find((client) => client.clientId === clientId);
    if (configured !== undefined) return shownClient(configured, 'configuration');
    return shownClient(await this.#stored(clientId));
  }

  async #stored(clientId: string): Promise<Client> {
    const found = await this.#services.store.clients.find(clientId);
    if (found === undefined) throw new AdminProblem('not-found', { detail: `there is no client ${clientId}` });
    return found;
  }

  #isConfigured(clientId: string): boolean {
    return this.#services.settings.clients.some((client) => client.clientId === clientId);
  }
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
