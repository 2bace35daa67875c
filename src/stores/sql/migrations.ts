export type SqlDialect = 'sqlite' | 'postgres';

/**
 * Each statement may run twice, and from many nodes at once: a node that stopped half-way, or raced, does no harm. It runs while nodes of the
 * version before work on the same tables: what they know keeps its meaning, and what is new is additional until none of them is left.
 */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

export const versionTable =
  'CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)';

export function migrationsFor(dialect: SqlDialect): readonly Migration[] {
  const bytes = dialect === 'sqlite' ? 'BLOB' : 'BYTEA';
  return [
    {
      version: 1,
      statements: [
        `CREATE TABLE IF NOT EXISTS grants (
          handle_hash TEXT NOT NULL PRIMARY KEY,
          kind TEXT NOT NULL,
          family TEXT,
          subject_id TEXT,
          session_id TEXT,
          client_id TEXT,
          created_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL,
          consumed_at BIGINT,
          payload ${bytes} NOT NULL,
          successor ${bytes},
          version BIGINT NOT NULL
        )`,
        'CREATE INDEX IF NOT EXISTS grants_subject ON grants (subject_id, client_id) WHERE subject_id IS NOT NULL',
        "CREATE INDEX IF NOT EXISTS grants_session ON grants (session_id) WHERE kind = 'session'",
        'CREATE INDEX IF NOT EXISTS grants_expiry ON grants (expires_at)',
        'CREATE TABLE IF NOT EXISTS revocations (family TEXT NOT NULL PRIMARY KEY, expires_at BIGINT NOT NULL)',
        'CREATE INDEX IF NOT EXISTS revocations_expiry ON revocations (expires_at)',
        `CREATE TABLE IF NOT EXISTS marks (
          mark_key TEXT NOT NULL PRIMARY KEY,
          expires_at BIGINT NOT NULL,
          last_at BIGINT NOT NULL,
          interval_seconds BIGINT NOT NULL,
          count BIGINT NOT NULL
        )`,
        'CREATE INDEX IF NOT EXISTS marks_expiry ON marks (expires_at)',
        `CREATE TABLE IF NOT EXISTS signing_keys (
          key_id TEXT NOT NULL PRIMARY KEY,
          algorithm TEXT NOT NULL,
          slot BIGINT NOT NULL,
          created_at BIGINT NOT NULL,
          active_at BIGINT NOT NULL,
          retiring_at BIGINT NOT NULL,
          retired_at BIGINT NOT NULL,
          public_jwk TEXT NOT NULL,
          sealed_private_key ${bytes} NOT NULL,
          UNIQUE (algorithm, slot)
        )`,
        `CREATE TABLE IF NOT EXISTS users (
          subject_id TEXT NOT NULL PRIMARY KEY,
          username TEXT NOT NULL,
          username_key TEXT NOT NULL UNIQUE,
          password_hash TEXT,
          enabled BIGINT NOT NULL,
          claims TEXT NOT NULL,
          created_at BIGINT NOT NULL
        )`,
        'CREATE TABLE IF NOT EXISTS clients (client_id TEXT NOT NULL PRIMARY KEY, data TEXT NOT NULL)',
      ],
    },
    {
      version: 2,
      statements: [
        `CREATE TABLE IF NOT EXISTS endings (
          owner TEXT NOT NULL PRIMARY KEY,
          ended_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL
        )`,
        'CREATE INDEX IF NOT EXISTS endings_expiry ON endings (expires_at)',
      ],
    },
    {
      version: 3,
      statements: [
        'CREATE TABLE IF NOT EXISTS client_origins (client_id TEXT NOT NULL PRIMARY KEY, origin TEXT NOT NULL, idle_since BIGINT)',
        'CREATE INDEX IF NOT EXISTS client_origins_idle ON client_origins (origin, idle_since)',
      ],
    },
    {
      version: 4,
      statements: [
        `CREATE TABLE IF NOT EXISTS audit_entries (
          entry_id TEXT NOT NULL PRIMARY KEY,
          happened_at BIGINT NOT NULL,
          type TEXT NOT NULL,
          subject_id TEXT,
          client_id TEXT,
          actor TEXT,
          expires_at BIGINT NOT NULL,
          facts TEXT NOT NULL
        )`,
        'CREATE INDEX IF NOT EXISTS audit_entries_type ON audit_entries (type, entry_id)',
        'CREATE INDEX IF NOT EXISTS audit_entries_subject ON audit_entries (subject_id, entry_id) WHERE subject_id IS NOT NULL',
        'CREATE INDEX IF NOT EXISTS audit_entries_client ON audit_entries (client_id, entry_id) WHERE client_id IS NOT NULL',
        'CREATE INDEX IF NOT EXISTS audit_entries_actor ON audit_entries (actor, entry_id) WHERE actor IS NOT NULL',
        'CREATE INDEX IF NOT EXISTS audit_entries_expiry ON audit_entries (expires_at)',
      ],
    },
  ];
}

/** The version that this release needs. */
export const currentVersion = 4;
