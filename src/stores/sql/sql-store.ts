import { sql } from 'kysely';
import type { Store } from '../contracts.ts';
import { currentVersion } from './migrations.ts';
import { compile, prepare } from './query.ts';
import { SqlAuditStore } from './sql-audit-store.ts';
import { SqlClientStore } from './sql-client-store.ts';
import type { SqlEngine } from './sql-engine.ts';
import { SqlGrantStore } from './sql-grant-store.ts';
import { SqlKeyStore } from './sql-key-store.ts';
import { SqlMarkStore } from './sql-mark-store.ts';
import { SqlUserStore } from './sql-user-store.ts';

const sweptTables = [
  ['grants', 'handle_hash'],
  ['revocations', 'family'],
  ['endings', 'owner'],
  ['marks', 'mark_key'],
  ['audit_entries', 'entry_id'],
] as const;

/** Everything that SQLite and PostgreSQL have in common. */
export function createSqlStore(engine: SqlEngine, grants = new SqlGrantStore(engine)): Store {
  const sweeps = sweptTables.map(([table, key]) =>
    prepare<{ now: number; limit: number }>((slot) => {
      const due = sql`SELECT ${sql.ref(key)} FROM ${sql.table(table)} WHERE expires_at <= ${slot('now')} ORDER BY expires_at LIMIT ${slot('limit')}`;
      const statement = sql`DELETE FROM ${sql.table(table)} WHERE ${sql.ref(key)} IN (${due})`;
      return { compile: () => statement.compile(engine.builder) };
    }),
  );
  return {
    grants,
    marks: new SqlMarkStore(engine),
    keys: new SqlKeyStore(engine),
    users: new SqlUserStore(engine),
    clients: new SqlClientStore(engine),
    audit: new SqlAuditStore(engine),
    migrate: () => engine.migrate(),
    async isMigrated() {
      try {
        const versions = engine.builder
          .selectFrom('schema_version')
          .select('version')
          .orderBy('version', 'desc')
          .limit(1);
        const [row] = await engine.read(compile(versions));
        return row !== undefined && (row.version as number) >= currentVersion;
      } catch (error) {
        if (engine.isMissingTable(error)) return false;
        throw error;
      }
    },
    async ping() {
      await engine.read({ text: 'SELECT 1 AS alive', values: [], returnsRows: true });
      await engine.settled();
    },
    async sweep(now, limit) {
      let count = 0;
      for (const statement of sweeps) count += (await engine.write(statement({ now, limit }))).changes;
      return count;
    },
    close: () => engine.close(),
  };
}
