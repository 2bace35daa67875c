import type { Store } from '../contracts.ts';
import type { SqliteStoreOptions } from '../store-options.ts';
import { createSqlStore } from './sql-store.ts';
import { SqliteEngine } from './sqlite-engine.ts';
import { SqliteGrantStore } from './sqlite-grant-store.ts';

/**
 * A store in one SQLite file, on the `node:sqlite` that is built into Node. Several processes of one machine may share the file.
 *
 * @throws {Error} when the file cannot be opened or made.
 */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  const engine = new SqliteEngine(options);
  return createSqlStore(engine, new SqliteGrantStore(engine));
}
