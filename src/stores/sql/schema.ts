/** The tables as the statements see them. Instants are epoch seconds. */
export interface Tables {
  grants: GrantRow;
  /** Families that were revoked. */
  revocations: { family: string; expires_at: number };
  /** Until when all that a user or client got has ended. */
  endings: { owner: string; ended_at: number; expires_at: number };
  marks: { mark_key: string; expires_at: number; last_at: number; interval_seconds: number; count: number };
  signing_keys: KeyRow & { slot: number };
  users: UserRow;
  clients: { client_id: string; data: string };
  /** Of the clients that have an origin: what they are counted and cleaned up by. */
  client_origins: { client_id: string; origin: string; idle_since: number | null };
  audit_entries: AuditRow;
  schema_version: { version: number; applied_at: number };
}

export interface GrantRow {
  handle_hash: string;
  kind: string;
  family: string | null;
  subject_id: string | null;
  session_id: string | null;
  client_id: string | null;
  created_at: number;
  expires_at: number;
  consumed_at: number | null;
  payload: Uint8Array;
  successor: Uint8Array | null;
  version: number;
}

export interface KeyRow {
  key_id: string;
  algorithm: string;
  created_at: number;
  active_at: number;
  retiring_at: number;
  retired_at: number;
  public_jwk: string;
  sealed_private_key: Uint8Array;
}

export interface UserRow {
  subject_id: string;
  username: string;
  username_key: string;
  password_hash: string | null;
  enabled: number;
  /** JSON. */
  claims: string;
  created_at: number;
}

export interface AuditRow {
  entry_id: string;
  happened_at: number;
  type: string;
  subject_id: string | null;
  client_id: string | null;
  actor: string | null;
  expires_at: number;
  /** JSON. */
  facts: string;
}

export const grantColumns = [
  'handle_hash',
  'kind',
  'family',
  'subject_id',
  'session_id',
  'client_id',
  'created_at',
  'expires_at',
  'consumed_at',
  'payload',
  'successor',
  'version',
] as const satisfies readonly (keyof GrantRow)[];
