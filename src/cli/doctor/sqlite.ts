import { existsSync, realpathSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { currentVersion } from '../../stores/sql/migrations.ts';
import { readOnlyAddress } from '../../stores/sql/read-only-address.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { migrationFindings, type StoreFindings } from './migration-findings.ts';
import { mostRows } from './old-secrets.ts';
import { reasonOf } from './within.ts';

const { ok, warning, error } = findingsAbout('store');

/** Opened for reading alone. */
export function checkSqlite(path: string): StoreFindings {
  if (!statSync(path).isFile()) {
    return { isReadable: false, findings: [error(`${path} is no file`, 'name a file', 'storage.path')] };
  }
  let database: DatabaseSync | undefined;
  try {
    const started = performance.now();
    database = new DatabaseSync(readOnlyAddress(path), { readOnly: true, timeout: 2000 });
    const versions = versionsIn(database);
    const ms = performance.now() - started;
    const findings: Finding[] = [
      ok(
        `SQLite ${database.prepare('SELECT sqlite_version() AS v').get()?.['v']} reads ${path} in ${ms.toFixed(1)} ms`,
        'storage.path',
      ),
      ...migrationFindings(versions, currentVersion),
      ...logFindings(path),
    ];
    const isReadable = versions !== undefined && Math.max(0, ...versions) >= currentVersion;
    return { isReadable, findings, lastSealed: async (prefix, now) => lastSealedIn(path, prefix, now) };
  } catch (reason) {
    const cure = 'let the user of this command read the file; if it is damaged, restore a backup (docs/operations.md)';
    return {
      isReadable: false,
      findings: [error(`${path} cannot be read: ${reasonOf(reason)}`, cure, 'storage.path')],
    };
  } finally {
    if (database?.isOpen) database.close();
  }
}

/** `undefined`: there is no schema at all. */
function versionsIn(database: DatabaseSync): readonly number[] | undefined {
  const there = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'").get();
  return there === undefined
    ? undefined
    : database
        .prepare('SELECT version FROM schema_version')
        .all()
        .map(({ version }) => Number(version));
}

function lastSealedIn(path: string, prefix: Uint8Array, now: number): number | undefined {
  const database = new DatabaseSync(readOnlyAddress(path), { readOnly: true, timeout: 2000 });
  try {
    const query = `SELECT max(expires_at) AS until FROM (SELECT payload, expires_at FROM grants LIMIT ${mostRows})
      WHERE substr(payload, 1, ${prefix.length}) = ? AND expires_at > ?`;
    const until = database.prepare(query).get(prefix, now)?.['until'];
    return typeof until === 'number' ? until : undefined;
  } finally {
    database.close();
  }
}

const largeLog = 512 * 1_048_576;

function logFindings(path: string): readonly Finding[] {
  const log = `${realpathSync(path)}-wal`;
  const size = existsSync(log) ? statSync(log).size : 0;
  if (size < largeLog) return [];
  return [
    warning(
      `the write-ahead log ${log} has ${Math.floor(size / 1_048_576)} MB: something keeps reading the database without an end`,
      'end backups and tools that hold the database open',
      'storage.path',
    ),
  ];
}
