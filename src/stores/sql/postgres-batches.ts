import { sql } from 'kysely';
import type { GrantRecord } from '../contracts.ts';
import { toGrantRow } from './grant-row.ts';
import { foundColumns } from './grant-statements.ts';
import { prepare, type Query, type QueryBuilder, type SqlValue } from './query.ts';
import { type GrantRow, grantColumns } from './schema.ts';
import type { ConsumeOptions } from './sql-engine.ts';
import { tombstoneConditions } from './tombstones.ts';

/** One grant to be redeemed. */
export interface Consumption extends ConsumeOptions {
  readonly handleHash: string;
}

const types: Readonly<Record<keyof GrantRow, string>> = {
  handle_hash: 'TEXT',
  kind: 'TEXT',
  family: 'TEXT',
  subject_id: 'TEXT',
  session_id: 'TEXT',
  client_id: 'TEXT',
  created_at: 'BIGINT',
  expires_at: 'BIGINT',
  consumed_at: 'BIGINT',
  payload: 'BYTEA',
  successor: 'BYTEA',
  version: 'BIGINT',
};
const names = grantColumns.join(', ');
const { live } = tombstoneConditions('postgres');

/** Statements about many grants at once. Each value is an array, so that one prepared statement serves batches of every size. */
export function postgresBatches(builder: QueryBuilder) {
  const find = prepare<{ handleHashes: string }>((slot) =>
    builder
      .selectFrom('grants')
      .leftJoin('users', 'users.subject_id', 'grants.subject_id')
      .selectAll('grants')
      .select(foundColumns('postgres'))
      .where(sql<boolean>`grants.handle_hash = ANY(CAST(${slot('handleHashes')} AS TEXT[]))`),
  );
  return {
    find: (handleHashes: readonly string[]): Query => find({ handleHashes: arrayOf(handleHashes) }),

    insert: (records: readonly GrantRecord[]): Query => ({
      text: insertText,
      values: columnsOf(records),
      returnsRows: false,
    }),

    /** Ends live rows, and of each that it ended writes the rows alongside; gives the hashes of those that it ended. */
    consume(batch: readonly Consumption[]): Query {
      // In one order everywhere: two nodes that redeem the same ones do not wait for each other.
      const sorted = [...batch].sort((a, b) => (a.handleHash < b.handleHash ? -1 : 1));
      const alongside = sorted.flatMap(({ handleHash, alongside: rows = [] }) =>
        rows.map((record) => ({ handleHash, record })),
      );
      return {
        text: consumeText,
        values: [
          arrayOf(sorted.map(({ handleHash }) => handleHash)),
          arrayOf(sorted.map(({ at }) => at)),
          arrayOf(sorted.map(({ successor }) => successor ?? null)),
          arrayOf(alongside.map(({ handleHash }) => handleHash)),
          ...columnsOf(alongside.map(({ record }) => record)),
        ],
        returnsRows: true,
      };
    },
  };
}

function unnested(from: number): string {
  return grantColumns.map((column, index) => `CAST($${from + index} AS ${types[column]}[])`).join(', ');
}

const insertText = `INSERT INTO grants (${names}) SELECT ${names} FROM unnest(${unnested(1)}) AS fresh (${names})`;

const consumeText = `WITH asked AS (
  SELECT * FROM unnest(CAST($1 AS TEXT[]), CAST($2 AS BIGINT[]), CAST($3 AS BYTEA[])) AS a (of_hash, at, sealed)
), consumed AS (
  UPDATE grants SET consumed_at = asked.at, successor = asked.sealed FROM asked
  WHERE grants.handle_hash = asked.of_hash AND grants.consumed_at IS NULL AND ${live}
  RETURNING grants.handle_hash
), alongside AS (
  INSERT INTO grants (${names})
  SELECT ${names} FROM unnest(CAST($4 AS TEXT[]), ${unnested(5)}) AS fresh (of_hash, ${names})
  WHERE of_hash IN (SELECT handle_hash FROM consumed)
  RETURNING 1
)
SELECT handle_hash FROM consumed`;

function columnsOf(records: readonly GrantRecord[]): readonly string[] {
  const rows = records.map(toGrantRow);
  return grantColumns.map((column) => arrayOf(rows.map((row) => row[column])));
}

/** PostgreSQL's literal of an array (§8.15.2 of its manual). */
function arrayOf(values: readonly SqlValue[]): string {
  return `{${values.map(elementOf).join(',')}}`;
}

function elementOf(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return /^[\w-]{5,}$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
  return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}"`;
}
