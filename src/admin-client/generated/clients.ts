// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { Tagged } from '../tagged.ts';
import type { Client } from './types/client.ts';
import type { ListedClient } from './types/listed-client.ts';
import type { CreateClientResult } from './types/create-client-result.ts';
import type { CreateClientBody } from './types/create-client-body.ts';
import type { ReplaceClientBody } from './types/replace-client-body.ts';
import type { ChangeClientBody } from './types/change-client-body.ts';
import type { AddClientSecretResult } from './types/add-client-secret-result.ts';
import type { AddClientSecretBody } from './types/add-client-secret-body.ts';
import type { RenewClientSecretResult } from './types/renew-client-secret-result.ts';
import type { RenewClientSecretBody } from './types/renew-client-secret-body.ts';

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

  /** Create a client. The same rules as in the configuration. One that must prove who it is and is given nothing to do so gets a secret, `clientSecret`, which is shown this once. Where there is this very client already the answer is 200, without a secret. Needs `mintmark.admin`. */
  createClient(input: {
    readonly body: CreateClientBody;
  }): Promise<CreateClientResult>;

  /** Show a client with every setting; secrets never. Needs `mintmark.read` or `mintmark.admin`. */
  getClient(input: {
    /** Its id. */
    readonly clientId: string;
  }): Promise<Tagged<Client>>;

  /** Replace all settings of a client, or create it. With `If-Match` what is not named becomes the default, and secrets stay; with `If-None-Match: *` it is created as by `createClient`. Needs `mintmark.admin`. */
  replaceClient(input: {
    /** Its id. */
    readonly clientId: string;
    readonly body: ReplaceClientBody;
    /** The `etag` of what is to be changed. */
    readonly ifMatch?: string | undefined;
    /** `*`: only where there is none yet. */
    readonly ifNoneMatch?: '*' | undefined;
  }): Promise<Tagged<CreateClientResult>>;

  /** Change single settings of a client. A merge patch (RFC 7396): what is not named stays, `null` is the default. `If-Match` is heeded where it is sent. One that is disabled loses all that was issued to it. Needs `mintmark.admin`. */
  changeClient(input: {
    /** Its id. */
    readonly clientId: string;
    readonly body: ChangeClientBody;
    /** The `etag` of what is to be changed. */
    readonly ifMatch?: string | undefined;
  }): Promise<Tagged<CreateClientResult>>;

  /** Delete a client with everything that was issued to it. What the id was issued ends also where there is no such client (any more). Needs `mintmark.admin`. */
  deleteClient(input: {
    /** Its id. */
    readonly clientId: string;
    /** The `etag` of what is to be changed. */
    readonly ifMatch?: string | undefined;
  }): Promise<void>;

  /** Refuse a client everywhere, and end all that was issued to it. Needs `mintmark.admin`. */
  disableClient(input: {
    /** Its id. */
    readonly clientId: string;
  }): Promise<Client>;

  /** Accept a client again. Needs `mintmark.admin`. */
  enableClient(input: {
    /** Its id. */
    readonly clientId: string;
  }): Promise<Client>;

  /** Give a client one more secret, which is shown this once. Those that it has stay good: withdraw them once the new one is in use. Needs `mintmark.admin`. */
  addClientSecret(input: {
    /** Its id. */
    readonly clientId: string;
    readonly body?: AddClientSecretBody | undefined;
  }): Promise<AddClientSecretResult>;

  /** Give a client a new secret in the place of all others; it is shown this once. Needs `mintmark.admin`. */
  renewClientSecret(input: {
    /** Its id. */
    readonly clientId: string;
    readonly body?: RenewClientSecretBody | undefined;
  }): Promise<RenewClientSecretResult>;

  /** End one secret of a client at once. What was issued with it stays good; other nodes notice within 5 seconds. Needs `mintmark.admin`. */
  withdrawClientSecret(input: {
    /** Its id. */
    readonly clientId: string;
    /** `id` of the secret. */
    readonly secretId: string;
  }): Promise<void>;
}
