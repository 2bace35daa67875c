import type { StorageSettings } from '../model/settings.ts';
import type { Store } from './contracts.ts';

/** Opens the store that the configuration names; each kind is loaded only when it is used. */
export async function openStore(storage: StorageSettings): Promise<Store> {
  switch (storage.kind) {
    case 'memory':
      return (await import('./memory/memory-store.ts')).createMemoryStore();
    case 'sqlite':
      return (await import('./sql/sqlite-store.ts')).createSqliteStore({ path: storage.path });
    case 'postgres': {
      const { url, maximumConnections, statementTimeoutMs } = storage;
      return (await import('./sql/postgres-store.ts')).createPostgresStore({
        url,
        maximumConnections,
        statementTimeoutMs,
      });
    }
  }
}
