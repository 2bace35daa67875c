import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isLoopbackHost } from '../../keys/public-address.ts';
import { currentVersion, migrationsFor, versionTable } from '../../stores/sql/migrations.ts';
import type { PostgresStoreOptions } from '../../stores/store-options.ts';
import { clockFinding } from './clock.ts';
import { type Finding, findingsAbout } from './finding.ts';
import { migrationFindings, type StoreFindings } from './migration-findings.ts';
import { mostRows } from './old-secrets.ts';
import { reasonOf, within } from './within.ts';

const { ok, note, warning, error } = findingsAbout('store');

const connectMs = 5000;
const statementMs = 3000;
const wholeMs = 15_000;
const pings = 5;

/** Last day of fixes for each major version (postgresql.org/support/versioning). */
const endOfLife: Readonly<Record<number, string>> = {
  13: '2025-11-13',
  14: '2026-11-12',
  15: '2027-11-11',
  16: '2028-11-09',
  17: '2029-11-08',
  18: '2030-11-14',
};

/** One connection, read-only from its first statement on. */
export async function checkPostgres(storage: PostgresStoreOptions): Promise<StoreFindings> {
  try {
    const found = await withClient(storage, (client) => within(wholeMs, look(client, storage)));
    return {
      ...found,
      lastSealed: (prefix, now) => withClient(storage, (client) => lastSealedIn(client, prefix, now)),
    };
  } catch (reason) {
    const cure =
      'is it running, does storage.url name it, and do firewall, pg_hba.conf and password let this machine in?';
    return {
      isReadable: false,
      findings: [error(`PostgreSQL cannot be asked: ${reasonOf(reason)}`, cure, 'storage.url')],
    };
  }
}

async function withClient<Result>(
  storage: PostgresStoreOptions,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const { default: driver } = await import('pg');
  const client = new driver.Client({
    connectionString: storage.url,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + 1000,
    application_name: 'mintmark doctor',
    ...(storage.ssl === undefined ? {} : { ssl: storage.ssl }),
  });
  // One that breaks between two statements: the statement tells.
  client.on('error', () => {});
  try {
    await within(connectMs + 1000, client.connect());
    await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY');
    return await work(client);
  } finally {
    await Promise.race([client.end().catch(() => undefined), sleep(1000, undefined, { ref: false })]);
  }
}

interface Facts {
  readonly version: string;
  readonly version_number: number;
  readonly schema: string | null;
  readonly is_replica: boolean;
  readonly synchronous_commit: string;
  readonly fsync: string;
  readonly max_connections: number;
  readonly may_create: boolean | null;
  readonly encrypted: boolean | null;
}

const factsQuery = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS version_number,
  current_schema() AS schema,
  pg_is_in_recovery() AS is_replica,
  current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('fsync') AS fsync,
  current_setting('max_connections')::int AS max_connections,
  has_schema_privilege(current_schema(), 'CREATE') AS may_create,
  (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted`;

async function look(client: pg.Client, storage: PostgresStoreOptions): Promise<StoreFindings> {
  const findings: Finding[] = [];
  const [facts] = (await client.query<Facts>(factsQuery)).rows;
  if (facts !== undefined) findings.push(...serverFindings(facts, storage));
  findings.push(await latencyFinding(client), await clockOf(client));
  const privileges = await privilegesOf(client);
  const hasVersions = privileges.some(({ name }) => name === 'schema_version');
  const lacking = lackingRights(privileges);
  if (lacking.length > 0) {
    const cure = `GRANT SELECT, INSERT, UPDATE, DELETE ON ${lacking.map(({ name }) => name).join(', ')} TO the user of storage.url`;
    findings.push(
      error(
        `the user of the database lacks rights: ${lacking.map(({ name, rights }) => `${rights.join(', ')} on ${name}`).join('; ')}`,
        cure,
        'storage.url',
      ),
    );
  }
  const mayRead = !lacking.some(({ rights }) => rights.includes('SELECT'));
  const versions = !hasVersions ? undefined : mayRead ? await versionsIn(client) : [];
  if (mayRead) findings.push(...migrationFindings(versions, currentVersion));
  const needsSchema = mayRead && Math.max(0, ...(versions ?? [])) < currentVersion;
  if (needsSchema && facts?.may_create === false) {
    findings.push(
      error(
        'the schema is to be made or upgraded, and the user of the database may not create tables',
        'run `mintmark migrate` with a user who may, or GRANT CREATE ON SCHEMA',
        'storage.url',
      ),
    );
  }
  return { isReadable: mayRead && hasVersions && !needsSchema, findings };
}

function serverFindings(facts: Facts, storage: PostgresStoreOptions): readonly Finding[] {
  const findings: Finding[] = [];
  const major = Math.floor(facts.version_number / 10_000);
  const until = endOfLife[major];
  if (major < 13 || (until !== undefined && Date.parse(until) < Date.now())) {
    findings.push(warning(`PostgreSQL ${facts.version} gets no fixes any more`, 'upgrade it'));
  } else findings.push(ok(`PostgreSQL ${facts.version}`));
  if (facts.schema === null) {
    findings.push(
      error(
        'no schema of the search_path may be used',
        'create one for this user, or set its search_path',
        'storage.url',
      ),
    );
  }
  if (facts.is_replica) {
    findings.push(error('it is a replica, which takes no writes', 'name the primary', 'storage.url'));
  }
  const onDisk = 'it confirms writes before they are on disk: a power cut loses tokens that were given out';
  for (const name of ['fsync', 'synchronous_commit'] as const) {
    if (facts[name] === 'off') findings.push(error(`${name} is off: ${onDisk}`, `set ${name} to on in PostgreSQL`));
  }
  const { hostname } = new URL(storage.url);
  const isNear = hostname === '' || isLoopbackHost(hostname);
  if (facts.encrypted === false && !isNear) {
    findings.push(
      warning(
        'the connection is not encrypted: whoever is in between reads user names and sees hashes',
        'add ?sslmode=verify-full to the URL',
        'storage.url',
      ),
    );
  }
  const wanted = storage.maximumConnections ?? 10;
  if (wanted > facts.max_connections - 3) {
    findings.push(
      error(
        `one process may open ${wanted} connections, the database takes ${facts.max_connections}, three of them for its superuser`,
        'lower storage.maximumConnections, or raise max_connections in PostgreSQL; count all processes of all nodes',
        'storage.maximumConnections',
      ),
    );
  }
  return findings;
}

async function latencyFinding(client: pg.Client): Promise<Finding> {
  const times: number[] = [];
  for (let round = 0; round < pings; round += 1) {
    const started = performance.now();
    await client.query('SELECT 1');
    times.push(performance.now() - started);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(pings / 2)]!;
  const message = `a round trip to the database takes ${median.toFixed(1)} ms`;
  if (median > 20)
    return warning(message, 'bring servers and database into one place: many requests wait for two of them');
  return median > 5 ? note(message) : ok(message);
}

async function clockOf(client: pg.Client): Promise<Finding> {
  const before = Date.now();
  const { rows } = await client.query<{ now: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 AS now');
  const after = Date.now();
  return clockFinding("the database's", (rows[0]?.now ?? 0) * 1000, before, after, 50);
}

interface Privileges {
  readonly name: string;
  readonly may_select: boolean;
  readonly may_insert: boolean;
  readonly may_update: boolean;
  readonly may_delete: boolean;
}

/** Of the tables that are there and are ours. */
async function privilegesOf(client: pg.Client): Promise<readonly Privileges[]> {
  const statements = [versionTable, ...migrationsFor('postgres').flatMap((migration) => migration.statements)];
  const names = statements.flatMap((statement) => /^CREATE TABLE IF NOT EXISTS (\w+)/.exec(statement)?.[1] ?? []);
  const query = `SELECT relname AS name, has_table_privilege(oid, 'SELECT') AS may_select, has_table_privilege(oid, 'INSERT') AS may_insert,
    has_table_privilege(oid, 'UPDATE') AS may_update, has_table_privilege(oid, 'DELETE') AS may_delete
    FROM pg_class WHERE relkind IN ('r', 'p') AND relname = ANY($1) AND pg_table_is_visible(oid) ORDER BY relname`;
  return (await client.query<Privileges>(query, [names])).rows;
}

function lackingRights(all: readonly Privileges[]) {
  return all
    .map(({ name, may_select, may_insert, may_update, may_delete }) => ({
      name,
      rights: [
        ...(may_select ? [] : ['SELECT']),
        ...(may_insert ? [] : ['INSERT']),
        // Versions are noted once and never changed.
        ...(may_update || name === 'schema_version' ? [] : ['UPDATE']),
        ...(may_delete || name === 'schema_version' ? [] : ['DELETE']),
      ],
    }))
    .filter(({ rights }) => rights.length > 0);
}

async function versionsIn(client: pg.Client): Promise<readonly number[]> {
  const { rows } = await client.query<{ version: string }>('SELECT version FROM schema_version');
  return rows.map(({ version }) => Number(version));
}

async function lastSealedIn(client: pg.Client, prefix: Uint8Array, now: number): Promise<number | undefined> {
  const query = `SELECT max(expires_at)::float8 AS until FROM (SELECT payload, expires_at FROM grants LIMIT ${mostRows}) AS looked_at
    WHERE substring(payload FROM 1 FOR ${prefix.length}) = $1 AND expires_at > $2`;
  const { rows } = await client.query<{ until: number | null }>(query, [Buffer.from(prefix), now]);
  return rows[0]?.until ?? undefined;
}
