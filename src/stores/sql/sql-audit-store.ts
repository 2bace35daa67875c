import { entryIdBounds } from '../audit-entry-id.ts';
import type { AuditEntry, AuditFilter, AuditStore, ListPage } from '../contracts.ts';
import { compile, type Query } from './query.ts';
import type { AuditRow } from './schema.ts';
import type { SqlEngine } from './sql-engine.ts';

/** Rows of one statement: few sizes, so that few statements are kept prepared. */
const sizes = [100, 10, 1] as const;

export class SqlAuditStore implements AuditStore {
  readonly #engine: SqlEngine;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  async append(entries: readonly AuditEntry[]): Promise<void> {
    const statements = [...pieces(entries.map(toRow))].map((rows) => this.#insert(rows));
    const [first, ...more] = statements;
    if (first === undefined) return;
    await (more.length === 0 ? this.#engine.write(first) : this.#engine.transact(statements));
  }

  async list(filter: AuditFilter, { limit, after }: ListPage): Promise<readonly AuditEntry[]> {
    // No database has a list of nothing to look in.
    if (filter.types?.length === 0) return [];
    const bounds = entryIdBounds(filter);
    const statement = this.#engine.builder
      .selectFrom('audit_entries')
      .selectAll()
      .where((eb) =>
        eb.and([
          ...(bounds.after === undefined ? [] : [eb('entry_id', '>', bounds.after)]),
          ...(bounds.before === undefined ? [] : [eb('entry_id', '<', bounds.before)]),
          ...(after === undefined ? [] : [eb('entry_id', '<', after)]),
          ...(filter.types === undefined ? [] : [eb('type', 'in', filter.types)]),
          ...(filter.subjectId === undefined ? [] : [eb('subject_id', '=', filter.subjectId)]),
          ...(filter.clientId === undefined ? [] : [eb('client_id', '=', filter.clientId)]),
          ...(filter.actor === undefined ? [] : [eb('actor', '=', filter.actor)]),
        ]),
      )
      .orderBy('entry_id', 'desc')
      .limit(limit);
    return (await this.#engine.read(compile(statement))).map((row) => toEntry(row as unknown as AuditRow));
  }

  #insert(rows: readonly AuditRow[]): Query {
    return compile(
      this.#engine.builder
        .insertInto('audit_entries')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing()),
    );
  }
}

function* pieces(rows: readonly AuditRow[]): Iterable<readonly AuditRow[]> {
  let from = 0;
  for (const size of sizes) {
    for (; rows.length - from >= size; from += size) yield rows.slice(from, from + size);
  }
}

function toRow(entry: AuditEntry): AuditRow {
  return {
    entry_id: entry.entryId,
    happened_at: entry.at,
    type: entry.type,
    subject_id: entry.subjectId,
    client_id: entry.clientId,
    actor: entry.actor,
    expires_at: entry.expiresAt,
    facts: JSON.stringify(entry.facts),
  };
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    entryId: row.entry_id,
    at: row.happened_at,
    type: row.type,
    subjectId: row.subject_id,
    clientId: row.client_id,
    actor: row.actor,
    expiresAt: row.expires_at,
    facts: JSON.parse(row.facts),
  };
}
