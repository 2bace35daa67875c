import type { ConsumeOutcome, GrantRecord } from '../contracts.ts';
import type { SqlDialect } from './migrations.ts';
import type { Query, QueryBuilder, Row, WriteResult } from './query.ts';

export interface ConsumeOptions {
  readonly at: number;
  readonly successor?: Uint8Array;
  readonly alongside?: readonly GrantRecord[];
}

/** What differs between databases. Errors that may pass are `StoreUnavailableError`. */
export interface SqlEngine {
  readonly dialect: SqlDialect;
  readonly builder: QueryBuilder;
  read(query: Query): Promise<readonly Row[]>;
  /** One statement, durable when the promise resolves. */
  write(query: Query): Promise<WriteResult>;
  /** Several statements in one transaction: all of them or none. */
  transact(queries: readonly Query[]): Promise<readonly WriteResult[]>;
  consume(handleHash: string, options: ConsumeOptions): Promise<ConsumeOutcome>;
  /** Resolves once everything that a read may have seen is durable; rejects when writes are not possible any more. */
  settled(): Promise<void>;
  /** Whether the error says that a unique value is taken. */
  isTaken(error: unknown): boolean;
  /** Whether the error says that there is no such table. */
  isMissingTable(error: unknown): boolean;
  migrate(): Promise<void>;
  close(): Promise<void>;
}
