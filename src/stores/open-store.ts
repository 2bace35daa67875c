import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Store } from './contracts.ts';
import type { PostgresStoreOptions, SqliteStoreOptions } from './store-options.ts';

/** Which built-in store, and what its `storage` in the configuration does not say. */
export type StoreLocation =
  | { readonly kind: 'memory' }
  | ({ readonly kind: 'sqlite' } & SqliteStoreOptions)
  | ({ readonly kind: 'postgres' } & PostgresStoreOptions);

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
