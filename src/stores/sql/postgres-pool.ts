import type pg from 'pg';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { limits } from '../../model/limits.ts';
import { StoreUnavailableError } from '../contracts.ts';
import type { PostgresStoreOptions } from '../store-options.ts';
import { isFatal } from './postgres-errors.ts';
import type { Query, WriteResult } from './query.ts';

const bigint = 20;
const mostNames = 200;

/** Connections that give integers back as numbers and refuse to queue without end. */
export class PostgresPool {
  readonly #options: PostgresStoreOptions;
  readonly #maximumWaiting: number;
  readonly #names = new Map<string, string>();
  #pool: Promise<pg.Pool> | undefined;
  #closed = false;

  constructor(options: PostgresStoreOptions) {
    this.#options = options;
    this.#maximumWaiting = options.maximumWaiting ?? limits.waitingReads.most;
  }

  async use<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new StoreUnavailableError('The store is closed.');
    this.#pool ??= this.#open();
    const pool = await this.#pool;
    // The driver counts a request as waiting even while a connection is free for it.
    const free = pool.options.max - pool.totalCount + pool.idleCount;
    if (pool.waitingCount >= this.#maximumWaiting + free) {
      throw new StoreUnavailableError('Too many requests are waiting for a database connection.');
    }
    const client = await pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(isFatal(error));
      throw error;
    }
  }

  async run(client: pg.PoolClient, { text, values }: Query): Promise<WriteResult> {
    const name = this.#nameOf(text);
    const config = { text, values: values.map(toBuffer), ...(name !== undefined && { name }) };
    const { rows, rowCount } = await client.query(config);
    return { rows, changes: rowCount ?? 0 };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.end();
  }

  async #open(): Promise<pg.Pool> {
    const { default: driver } = await import('pg');
    const { url, maximumConnections = 10, statementTimeoutMs = 5000, connectTimeoutMs = 3000, ssl } = this.#options;
    requireUsable(driver, url);
    const pool = new driver.Pool({
      connectionString: url,
      max: maximumConnections,
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: statementTimeoutMs,
      // Covers a server that vanished without closing its connections.
      query_timeout: statementTimeoutMs + 1000,
      idle_in_transaction_session_timeout: statementTimeoutMs * 2,
      keepAlive: true,
      application_name: 'mintmark',
      ...(ssl !== undefined && { ssl }),
      types: {
        getTypeParser: (id: number, format?: 'text' | 'binary') =>
          id === bigint && format !== 'binary' ? Number : driver.types.getTypeParser(id, format as 'text'),
      } as pg.CustomTypesConfig,
    });
    // A connection that breaks while idle leaves the pool; the next request opens another.
    pool.on('error', () => {});
    // One that breaks in a request's hands, between two statements: without a listener the process would end.
    pool.on('connect', (client) => client.on('error', () => {}));
    return pool;
  }

  /** Named statements are parsed and planned once a connection. Rare shapes beyond the first ones go without. */
  #nameOf(text: string): string | undefined {
    let name = this.#names.get(text);
    if (name === undefined && this.#names.size < mostNames && !text.startsWith('CREATE')) {
      name = `m${this.#names.size}`;
      this.#names.set(text, name);
    }
    return name;
  }
}

/** The driver takes a plain `Uint8Array` for JSON. */
function toBuffer(value: unknown): unknown {
  return value instanceof Uint8Array && !Buffer.isBuffer(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : value;
}

/** What the driver would throw at each request, told once. @throws {ConfigurationError} that does not show the address: it holds a password. */
function requireUsable(driver: typeof pg, url: string): void {
  try {
    new driver.Client({ connectionString: url });
  } catch (error) {
    const message = `cannot be used: ${error instanceof Error ? error.message : 'it cannot be read'}`;
    throw new ConfigurationError([{ path: 'storage.url', message }]);
  }
}
