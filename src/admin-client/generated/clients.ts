// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { Tagged } from '../tagged.ts';
import type { Client } from './types/client.ts';
import type { ListedClient } from './types/listed-client.ts';

/** Operations of the admin API: Clients. */
export interface ClientsOperations {
  /** List clients, those of the configuration first. Needs `mintmark.read` or `mintmark.admin`. */
  listClients(input?: {
    /** A part of the id or name, whatever its letter case. */
    readonly search?: string | undefined;
    /** Only those that stand there. */
    readonly from?: 'configuration' | 'store' | 'registered' | 'document' | undefined;
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
  }): Pages<ListedClient>;

  /** Show a client with every setting; secrets never. Needs `mintmark.read` or `mintmark.admin`. */
  getClient(input: {
    /** Its id. */
    readonly clientId: string;
  }): Promise<Tagged<Client>>;
}
