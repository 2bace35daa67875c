import type { Store } from '../contracts.ts';
import type { PostgresStoreOptions } from '../store-options.ts';
import { PostgresEngine } from './postgres-engine.ts';
import { createSqlStore } from './sql-store.ts';

/**
 * A store in PostgreSQL, shared by any number of nodes. Connects on first use; `ping` tells whether it can.
 *
 * @see `docs/scaling.md` for the number of connections and for databases that are compatible with PostgreSQL.
 */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  return createSqlStore(new PostgresEngine(options));
}
