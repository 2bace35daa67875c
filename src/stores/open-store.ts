import type { Store } from './contracts.ts';

/** Which built-in store, and what its `storage` in the configuration does not say. */
export type StoreLocation =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'sqlite';
      readonly path: string;
      /** `FULL` [default]: a write survives a power cut once its promise resolves. `NORMAL`: it survives a crash of the process. */
      readonly synchronous?: 'FULL' | 'NORMAL';
      /** How long a write waits for other processes, in milliseconds [5000]. */
      readonly busyTimeoutMs?: number;
    }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly maximumConnections?: number;
      readonly statementTimeoutMs?: number;
      /** How long a request waits for a connection, in milliseconds [3000]. */
      readonly connectTimeoutMs?: number;
      /** Requests that may wait for a connection; more are refused at once [500]. */
      readonly maximumWaiting?: number;
      /** TLS settings, where the URL does not say enough: `true`, or certificates as `node:tls` takes them. */
      readonly ssl?:
        | boolean
        | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly servername?: string };
    };

/**
 * Opens a built-in store; each kind is loaded only when it is used. `createServer` brings its schema up to date; closing it is yours.
 *
 * A store of your own may keep some things itself and leave the others to this one: `{ ...await openStore(location), clients }`.
 */
export async function openStore(storage: StoreLocation): Promise<Store> {
  switch (storage.kind) {
    case 'memory':
      return (await import('./memory/memory-store.ts')).createMemoryStore();
    case 'sqlite':
      return (await import('./sql/sqlite-store.ts')).createSqliteStore(storage);
    case 'postgres':
      return (await import('./sql/postgres-store.ts')).createPostgresStore(storage);
  }
}
