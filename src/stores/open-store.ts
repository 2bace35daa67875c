import { ConfigurationError } from '../errors/configuration-error.ts';
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
 *
 * @throws {ConfigurationError} when the file of a SQLite store cannot be made, or is no database.
 */
export async function openStore(storage: StoreLocation): Promise<Store> {
  switch (storage.kind) {
    case 'memory':
      return (await import('./memory/memory-store.ts')).createMemoryStore();
    case 'sqlite': {
      const { createSqliteStore } = await import('./sql/sqlite-store.ts');
      try {
        return createSqliteStore(storage);
      } catch (error) {
        throw new ConfigurationError([{ path: 'storage.path', message: unusableFile(storage.path, error) }]);
      }
    }
    case 'postgres':
      return (await import('./sql/postgres-store.ts')).createPostgresStore(storage);
  }
}

/** By the code of the system call, or SQLite's own words. */
function unusableFile(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return `${path} cannot be made: its folder does not exist`;
    case 'EISDIR':
      return `${path} is a folder; name a file`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${path} cannot be opened for writing by this user (${code})`;
    default:
      return `${path} cannot be opened: ${message}`;
  }
}
