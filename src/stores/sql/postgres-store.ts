import { limits } from '../../model/limits.ts';
import type { Store } from '../contracts.ts';
import type { PostgresStoreOptions } from '../store-options.ts';
import { PostgresEngine } from './postgres-engine.ts';
import { PostgresGrantStore } from './postgres-grant-store.ts';
import { createSqlStore } from './sql-store.ts';

/**
 * A store in PostgreSQL, shared by any number of nodes. Connects on first use; `ping` tells whether it can.
 *
 * @see `docs/scaling.md` for the number of connections and for databases that are compatible with PostgreSQL.
 */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  const engine = new PostgresEngine(options);
  const { maximumWaiting = limits.waitingReads.most, connectTimeoutMs = 3000 } = options;
  return createSqlStore(
    engine,
    new PostgresGrantStore(engine, { longest: maximumWaiting, longestWaitMs: connectTimeoutMs }),
  );
}
