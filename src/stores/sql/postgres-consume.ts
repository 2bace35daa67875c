import { toGrantRow } from './grant-row.ts';
import type { Query, SqlValue } from './query.ts';
import { type GrantRow, grantColumns } from './schema.ts';
import type { ConsumeOptions } from './sql-engine.ts';
import { tombstoneConditions } from './tombstones.ts';

const types: Record<keyof GrantRow, string> = {
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
const { live } = tombstoneConditions('postgres');
const names = grantColumns.join(', ');
const texts: string[] = [];

/** Ends a live row and writes the rows alongside only if it did, in one round trip; gives a row back if it did. */
export function postgresConsume(handleHash: string, { at, successor, alongside = [] }: ConsumeOptions): Query {
  const values: SqlValue[] = [handleHash, at, successor ?? null];
  for (const record of alongside) {
    const row = toGrantRow(record);
    for (const column of grantColumns) values.push(row[column]);
  }
  return { text: textFor(alongside.length), values, returnsRows: true };
}

function textFor(rowsAlongside: number): string {
  texts[rowsAlongside] ??= `WITH consumed AS (
  UPDATE grants SET consumed_at = $2, successor = $3
  WHERE handle_hash = $1 AND consumed_at IS NULL AND ${live}
  RETURNING handle_hash
)${rowsAlongside === 0 ? '' : `, alongside AS (${insertText(rowsAlongside)})`}
SELECT handle_hash FROM consumed`;
  return texts[rowsAlongside];
}

function insertText(rows: number): string {
  const tuples = Array.from({ length: rows }, (_, row) => {
    const base = 4 + row * grantColumns.length;
    return `(${grantColumns.map((column, index) => `CAST($${base + index} AS ${types[column]})`).join(', ')})`;
  });
  return `
  INSERT INTO grants (${names})
  SELECT ${names} FROM (VALUES ${tuples.join(', ')}) AS fresh (${names})
  WHERE EXISTS (SELECT 1 FROM consumed)
  RETURNING 1
`;
}
