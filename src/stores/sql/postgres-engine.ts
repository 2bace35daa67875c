import type pg from 'pg';
import { type ConsumeOutcome, StoreUnavailableError } from '../contracts.ts';
import type { PostgresStoreOptions } from '../store-options.ts';
import { toGrantRecord } from './grant-row.ts';
import { grantStatements } from './grant-statements.ts';
import { currentVersion, migrationsFor, versionTable } from './migrations.ts';
import { postgresBatches } from './postgres-batches.ts';
import { hasCode, isRetryable, isUnavailable, unavailable } from './postgres-errors.ts';
import { PostgresPool } from './postgres-pool.ts';
import { compile, type Query, type QueryBuilder, queryBuilder, type Row, type WriteResult } from './query.ts';
import type { ConsumeOptions, SqlEngine } from './sql-engine.ts';

const attempts = 6;

export class PostgresEngine implements SqlEngine {
  readonly dialect = 'postgres';
  readonly builder: QueryBuilder = queryBuilder(this.dialect);
  readonly #pool: PostgresPool;
  readonly #grants: ReturnType<typeof grantStatements>;
  readonly batches = postgresBatches(this.builder);
  readonly maximumConnections: number;
  /** Set once the database says that it cannot change a table twice in one statement (CockroachDB by default). */
  #severalStatements = false;

  constructor(options: PostgresStoreOptions) {
    this.#pool = new PostgresPool(options);
    this.maximumConnections = options.maximumConnections ?? 10;
    this.#grants = grantStatements(this.builder, this.dialect);
  }

  async read(query: Query): Promise<readonly Row[]> {
    return (await this.write(query)).rows;
  }

  write(query: Query): Promise<WriteResult> {
    return this.#attempt((client) => this.#pool.run(client, query));
  }

  transact(queries: readonly Query[]): Promise<readonly WriteResult[]> {
    return this.#transaction(async (client) => {
      const results: WriteResult[] = [];
      for (const query of queries) results.push(await this.#pool.run(client, query));
      return results;
    });
  }

  async consume(handleHash: string, options: ConsumeOptions): Promise<ConsumeOutcome> {
    return (await this.#markConsumed(handleHash, options)) ? { outcome: 'consumed' } : this.notConsumed(handleHash);
  }

  /** Why a grant was not consumed: a statement of its own sees what a winner changed meanwhile. */
  async notConsumed(handleHash: string): Promise<ConsumeOutcome> {
    const [row] = await this.read(this.#grants.find({ handleHash }));
    if (row === undefined || row.revoked === 1) return { outcome: 'unknown' };
    if (row.consumed_at === null) throw new StoreUnavailableError('The grant is being changed by another request.');
    return { outcome: 'replayed', grant: toGrantRecord(row) };
  }

  async settled(): Promise<void> {}

  isTaken(error: unknown): boolean {
    return hasCode(error, '23505');
  }

  isMissingTable(error: unknown): boolean {
    return hasCode(error, '42P01');
  }

  /** One statement at a time: not every database can change its schema in a transaction, and each may run twice. */
  async migrate(): Promise<void> {
    const define = (text: string) =>
      this.#attempt((client) => this.#pool.run(client, { text, values: [], returnsRows: false }), true);
    const done = await this.#versionsDone();
    if (done === undefined) await define(versionTable);
    for (const { version, statements } of migrationsFor('postgres')) {
      if (version > currentVersion || done?.has(version)) continue;
      for (const statement of statements) await define(statement);
      const note = this.builder
        .insertInto('schema_version')
        .values({ version, applied_at: Math.floor(Date.now() / 1000) })
        .onConflict((conflict) => conflict.doNothing());
      await this.write(compile(note));
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Looked at before anything is made, which a role without that right may not even try. `undefined`: there is no table of them yet. */
  async #versionsDone(): Promise<ReadonlySet<unknown> | undefined> {
    try {
      const versions = compile(this.builder.selectFrom('schema_version').select('version'));
      return new Set((await this.read(versions)).map(({ version }) => version));
    } catch (error) {
      if (this.isMissingTable(error)) return undefined;
      throw error;
    }
  }

  async #markConsumed(handleHash: string, options: ConsumeOptions): Promise<boolean> {
    if (!this.#severalStatements) {
      try {
        return (await this.write(this.batches.consume([{ ...options, handleHash }]))).changes === 1;
      } catch (error) {
        if (!hasCode(error, '0A000')) throw error;
        this.#severalStatements = true;
      }
    }
    const { at, successor = null, alongside = [] } = options;
    return this.#transaction(async (client) => {
      const { changes } = await this.#pool.run(client, this.#grants.markConsumed({ handleHash, at, successor }));
      if (changes === 1 && alongside.length > 0) await this.#pool.run(client, this.#grants.insert(alongside));
      return changes === 1;
    });
  }

  #transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return this.#attempt(async (client) => {
      await client.query('BEGIN');
      try {
        const result = await work(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
    });
  }

  /** Runs `work` again where the database rolled it back on behalf of another transaction. */
  async #attempt<Result>(work: (client: pg.PoolClient) => Promise<Result>, isSchema = false): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#pool.use(work);
      } catch (error) {
        if (isUnavailable(error)) throw unavailable(error);
        if (!isRetryable(error, isSchema)) throw error;
        if (attempt === attempts) throw unavailable(error);
        const delayMs = Math.random() * 5 * 2 ** attempt;
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    }
  }
}
