import type { GrantKind, GrantRecord } from '../contracts.ts';
import type { Row } from './query.ts';
import type { GrantRow } from './schema.ts';

export function toGrantRow(record: GrantRecord): GrantRow {
  return {
    handle_hash: record.handleHash,
    kind: record.kind,
    family: record.family,
    subject_id: record.subjectId,
    session_id: record.sessionId,
    client_id: record.clientId,
    created_at: record.createdAt,
    expires_at: record.expiresAt,
    consumed_at: record.consumedAt,
    payload: record.payload,
    successor: record.successor,
    version: record.version,
  };
}

export function toGrantRecord(row: Row): GrantRecord {
  const columns = row as unknown as GrantRow;
  return {
    handleHash: columns.handle_hash,
    kind: columns.kind as GrantKind,
    family: columns.family,
    subjectId: columns.subject_id,
    sessionId: columns.session_id,
    clientId: columns.client_id,
    createdAt: columns.created_at,
    expiresAt: columns.expires_at,
    consumedAt: columns.consumed_at,
    payload: columns.payload,
    successor: columns.successor,
    version: columns.version,
  };
}
