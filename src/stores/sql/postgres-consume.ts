import { toGrantRow } from './grant-row.ts';
import { liveCondition, revokedCondition } from './grant-statements.ts';
import type { Query, SqlValue } from './query.ts';
import { type GrantRow, grantColumns } from './schema.ts';
import type { ConsumeOptions } from './sql-engine.ts';

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
const names = grantColumns.join(', ');
const texts: string[] = [];

/**
 * Ends a live row, writes the rows alongside only if it did, and gives back the row, in one round trip.
 * `won` is 1 on the row as it was ended; otherwise the row is as it stood when the statement began.
 */
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
  WHERE handle_hash = $1 AND consumed_at IS NULL AND ${liveCondition}
  RETURNING ${names}
)${rowsAlongside === 0 ? '' : `, alongside AS (${insertText(rowsAlongside)})`}
SELECT ${names}, 1 AS won, 0 AS revoked FROM consumed
UNION ALL
SELECT ${names}, 0 AS won, CASE WHEN ${revokedCondition} THEN 1 ELSE 0 END AS revoked FROM grants
WHERE handle_hash = $1 AND NOT EXISTS (SELECT 1 FROM consumed)`;
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
