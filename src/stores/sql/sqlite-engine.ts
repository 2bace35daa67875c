import { closeSync, openSync, realpathSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { EndOfTurn } from '../../model/end-of-turn.ts';
import { type ConsumeOutcome, StoreUnavailableError } from '../contracts.ts';
import type { SqliteStoreOptions } from '../store-options.ts';
import { toGrantRecord } from './grant-row.ts';
import { grantStatements } from './grant-statements.ts';
import { currentVersion, migrationsFor, versionTable } from './migrations.ts';
import { type Query, type QueryBuilder, queryBuilder, type Row, type WriteResult } from './query.ts';
import { readOnlyAddress } from './read-only-address.ts';
import type { ConsumeOptions, SqlEngine } from './sql-engine.ts';
import { isBusy, isConstraintViolation, isPassing, unavailable } from './sqlite-errors.ts';
import { SqliteWriteQueue } from './sqlite-write-queue.ts';

export class SqliteEngine implements SqlEngine {
  readonly dialect = 'sqlite';
  readonly builder: QueryBuilder = queryBuilder(this.dialect);
  readonly #database: DatabaseSync;
  readonly #queue: SqliteWriteQueue;
  readonly #reads = new EndOfTurn((all, size) => this.#readTogether(all, size));
  readonly #prepared = new Map<string, StatementSync>();
  readonly #grants: ReturnType<typeof grantStatements>;

  constructor(options: SqliteStoreOptions) {
    if (options.path === ':memory:') throw new TypeError('A SQLite store needs a file; use the memory store.');
    const { readOnly = false, busyTimeoutMs = 5000 } = options;
    if (!readOnly) closeSync(openSync(options.path, 'a', 0o600));
    // SQLite keeps its log beside the file itself, not beside a link to it; and the working directory may change.
    const path = realpathSync(options.path);
    this.#database = new DatabaseSync(readOnly ? readOnlyAddress(path) : path, { timeout: busyTimeoutMs, readOnly });
    if (!readOnly) {
      keepLog(this.#database, busyTimeoutMs);
      // Commits do not sync by themselves: the write queue syncs the log, off the event loop and outside SQLite's lock.
      this.#database.exec('PRAGMA synchronous = NORMAL');
    }
    // Waiting for a lock blocks the event loop; after this the queue waits without blocking.
    this.#database.exec('PRAGMA busy_timeout = 5');
    // Room for the hot pages of the indexes, and fewer copies from the log (of at most 64 MB) into the database.
    this.#database.exec('PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000');
    this.#grants = grantStatements(this.builder, this.dialect);
    this.#queue = new SqliteWriteQueue(this.#database, {
      logPath: (options.synchronous ?? 'FULL') === 'FULL' ? `${path}-wal` : undefined,
      busyTimeoutMs,
    });
  }

  read(query: Query): Promise<readonly Row[]> {
    return this.#reads.add(() => {
      try {
        return this.#run(query).rows;
      } catch (error) {
        throw isPassing(error) ? unavailable(error) : error;
      }
    });
  }

  write(query: Query): Promise<WriteResult> {
    return this.#queue.add(() => this.#run(query));
  }

  transact(queries: readonly Query[]): Promise<readonly WriteResult[]> {
    return this.#queue.add(() => {
      this.#database.exec('SAVEPOINT several');
      try {
        const results = queries.map((query) => this.#run(query));
        this.#database.exec('RELEASE several');
        return results;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK TO several; RELEASE several');
        throw error;
      }
    });
  }

  /**
   * Nothing can come between the statements: the batch holds the write lock. The insert goes first, since it may fail; the rows
   * go again when there was nothing to redeem, which is rare.
   */
  consume(handleHash: string, { at, successor, alongside = [] }: ConsumeOptions): Promise<ConsumeOutcome> {
    return this.#queue.add<ConsumeOutcome>(() => {
      if (alongside.length > 0) this.#run(this.#grants.insert(alongside));
      const mark = this.#grants.markConsumed({ handleHash, at, successor: successor ?? null });
      if (this.#run(mark).changes === 1) return { outcome: 'consumed' };
      for (const record of alongside) this.#run(this.#grants.remove({ handleHash: record.handleHash }));
      const [row] = this.#run(this.#grants.find({ handleHash })).rows;
      return row === undefined || row.revoked === 1
        ? { outcome: 'unknown' }
        : { outcome: 'replayed', grant: toGrantRecord(row) };
    });
  }

  settled(): Promise<void> {
    return this.#queue.settled();
  }

  isTaken(error: unknown): boolean {
    return isConstraintViolation(error);
  }

  isMissingTable(error: unknown): boolean {
    return error instanceof Error && error.message.startsWith('no such table');
  }

  async migrate(): Promise<void> {
    await this.#queue.add(() => {
      this.#database.exec(versionTable);
      const done = this.#database.prepare('SELECT coalesce(max(version), 0) AS version FROM schema_version').get();
      if ((done?.version as number) >= currentVersion) return;
      for (const { version, statements } of migrationsFor('sqlite')) {
        if (version <= (done?.version as number)) continue;
        for (const statement of statements) this.#database.exec(statement);
        const note = 'INSERT INTO schema_version (version, applied_at) VALUES (?, unixepoch())';
        this.#database.prepare(note).run(version);
      }
    });
  }

  async close(): Promise<void> {
    await this.#queue.close();
    this.#prepared.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  /** In one transaction: taking and leaving SQLite's lock costs half as much as a look-up. */
  #readTogether(all: () => void, size: number): void {
    if (size === 1 || !this.#database.isOpen) {
      all();
      return;
    }
    try {
      this.#database.exec('BEGIN');
      all();
      // Nothing was written: all that this does is to leave the lock, and what was read stays true.
      if (this.#database.isTransaction) this.#database.exec('COMMIT');
    } catch (error) {
      throw isPassing(error) ? unavailable(error) : error;
    }
  }

  #run({ text, values, returnsRows }: Query): WriteResult {
    if (!this.#database.isOpen) throw new StoreUnavailableError('The store is closed.');
    let statement = this.#prepared.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare(text);
      this.#prepared.set(text, statement);
    }
    if (returnsRows) {
      const rows = statement.all(...values) as Row[];
      return { rows, changes: rows.length };
    }
    return { rows: [], changes: Number(statement.run(...values).changes) };
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Makes a new file keep a write-ahead log. Of several that do so at once SQLite tells some at once that the file is locked, without the waiting
 * that it was told to do, since they would wait for each other.
 */
function keepLog(database: DatabaseSync, patienceMs: number): void {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      Atomics.wait(sleeper, 0, 0, 1 + Math.random() * 10);
    }
  }
}
