import { type Expression, sql } from 'kysely';
import type { GrantFilter, GrantRecord } from '../contracts.ts';
import { rootKinds } from '../revocation-scope.ts';
import { toGrantRow } from './grant-row.ts';
import type { SqlDialect } from './migrations.ts';
import { compile, prepare, type Query, type QueryBuilder, type SqlValue } from './query.ts';
import { grantColumns } from './schema.ts';
import { tombstoneConditions } from './tombstones.ts';

/** Rows after one, up to and with another: by `rowid` of SQLite, the order in which they were written, or by key. */
export type Piece =
  | { readonly by: 'rowid'; readonly after: number; readonly upTo: number }
  | { readonly by: 'handle_hash'; readonly after: string; readonly upTo: string };

/** `null`: rows of no client. */
export type PieceFilter = Omit<GrantFilter, 'clientId'> & {
  readonly clientId?: string | null | undefined;
  readonly piece?: Piece | undefined;
  /** Only rows of these, which SQLite looks up. */
  readonly handleHashes?: readonly string[] | undefined;
  /** Rows behind this `handleHash`. */
  readonly behind?: string | undefined;
};

function conditions(filter: PieceFilter): Expression<boolean>[] {
  const columns: readonly [string, string | null | undefined][] = [
    ['family', filter.family],
    ['session_id', filter.sessionId],
    ['subject_id', filter.subjectId],
    ['client_id', filter.clientId],
  ];
  const found = columns.flatMap(([column, value]) =>
    value === undefined
      ? []
      : [sql<boolean>`${sql.ref(`grants.${column}`)} ${value === null ? sql.raw('IS NULL') : sql`= ${value}`}`],
  );
  const { piece, behind, handleHashes } = filter;
  // As one value, so that the statement is the same however many there are.
  if (handleHashes !== undefined) {
    found.push(sql<boolean>`handle_hash IN (SELECT value FROM json_each(${JSON.stringify(handleHashes)}))`);
  }
  if (piece !== undefined) {
    const column = sql.raw(piece.by === 'rowid' ? 'rowid' : 'grants.handle_hash');
    found.push(sql<boolean>`${column} > ${piece.after} AND ${column} <= ${piece.upTo}`);
  }
  if (behind !== undefined) found.push(sql<boolean>`grants.handle_hash > ${behind}`);
  if (filter.kinds === undefined) return found;
  // Spelled out, so that the index of sessions is seen to serve.
  const [kind, ...more] = filter.kinds.map((name) => sql.lit(name));
  if (kind === undefined) return [sql<boolean>`1 = 0`];
  return [
    ...found,
    more.length === 0 ? sql<boolean>`kind = ${kind}` : sql<boolean>`kind IN (${sql.join([kind, ...more])})`,
  ];
}

function later(column: 'ended_at' | 'expires_at') {
  const [before, now] = [sql.ref(`endings.${column}`), sql.ref(`excluded.${column}`)];
  return sql<number>`CASE WHEN ${before} > ${now} THEN ${before} ELSE ${now} END`;
}

const userColumns = [
  'users.username as user_username',
  'users.password_hash as user_password_hash',
  'users.enabled as user_enabled',
  'users.claims as user_claims',
  'users.created_at as user_created_at',
] as const;

/** What is read along with a grant. */
export function foundColumns(dialect: SqlDialect) {
  const { revoked } = tombstoneConditions(dialect);
  return [...userColumns, sql<number>`CASE WHEN ${sql.raw(revoked)} THEN 1 ELSE 0 END`.as('revoked')] as const;
}

/** The statements on grants and revocations that both databases share, compiled once a store. */
export function grantStatements(db: QueryBuilder, dialect: SqlDialect) {
  const tombstones = tombstoneConditions(dialect);
  const isLive = sql<boolean>`${sql.raw(tombstones.live)}`;
  const inserts = new Map<number, string>();

  function insert(records: readonly GrantRecord[]): Query {
    const rows = records.map(toGrantRow);
    let text = inserts.get(rows.length);
    if (text === undefined) {
      text = db.insertInto('grants').values(rows).compile().sql;
      // Other sizes are rare; they are compiled each time.
      if (rows.length <= 8) inserts.set(rows.length, text);
    }
    return { text, values: rows.flatMap((row) => Object.values(row) as SqlValue[]), returnsRows: false };
  }

  const live = (filter: PieceFilter, now: number) =>
    db
      .selectFrom('grants')
      .where((eb) => eb.and(conditions(filter)))
      .where('consumed_at', 'is', null)
      // A piece of the key is small, the index of ends as large as the table: as an expression that is not looked at.
      .where(
        filter.piece?.by === 'handle_hash' ? sql<boolean>`expires_at + 0 > ${now}` : sql<boolean>`expires_at > ${now}`,
      )
      .where(isLive);

  const newest = (filter: PieceFilter, now: number, limit: number) =>
    live(filter, now).orderBy('created_at', 'desc').orderBy('handle_hash').limit(limit);

  const changes = grantColumns.filter((column) => column !== 'handle_hash');

  return {
    insert,

    put: (record: GrantRecord): Query =>
      compile(
        db
          .insertInto('grants')
          .values(toGrantRow(record))
          .onConflict((conflict) =>
            conflict
              .column('handle_hash')
              .doUpdateSet(
                (eb) => Object.fromEntries(changes.map((name) => [name, eb.ref(`excluded.${name}`)])) as never,
              ),
          ),
      ),

    find: prepare<{ handleHash: string }>((slot) =>
      db
        .selectFrom('grants')
        .leftJoin('users', 'users.subject_id', 'grants.subject_id')
        .selectAll('grants')
        .select(foundColumns(dialect))
        .where('handle_hash', '=', slot('handleHash')),
    ),

    /** Ends a live row; changes nothing when it was not live. */
    markConsumed: prepare<{ handleHash: string; at: number; successor: Uint8Array | null }>((slot) =>
      db
        .updateTable('grants')
        .set({ consumed_at: slot('at'), successor: slot('successor') })
        .where('handle_hash', '=', slot('handleHash'))
        .where('consumed_at', 'is', null)
        .where(isLive),
    ),

    replace: prepare<{
      handleHash: string;
      version: number;
      payload: Uint8Array;
      expiresAt: number;
      subjectId: string | null;
      sessionId: string | null;
    }>((slot) =>
      db
        .updateTable('grants')
        .set({
          payload: slot('payload'),
          expires_at: slot('expiresAt'),
          subject_id: slot('subjectId'),
          session_id: slot('sessionId'),
          version: sql<number>`version + 1`,
        })
        .where('handle_hash', '=', slot('handleHash'))
        .where('version', '=', slot('version'))
        .where('consumed_at', 'is', null)
        .where(isLive),
    ),

    remove: prepare<{ handleHash: string }>((slot) =>
      db.deleteFrom('grants').where('handle_hash', '=', slot('handleHash')),
    ),

    removeMatching: (filter: PieceFilter): Query =>
      compile(db.deleteFrom('grants').where((eb) => eb.and(conditions(filter)))),

    remember: prepare<{ family: string; until: number }>((slot) =>
      db
        .insertInto('revocations')
        .values({ family: slot('family'), expires_at: slot('until') })
        .onConflict((conflict) =>
          conflict
            .column('family')
            .doUpdateSet({ expires_at: sql<number>`excluded.expires_at` })
            .where(sql<boolean>`revocations.expires_at < excluded.expires_at`),
        ),
    ),

    rememberFamilies: (filter: PieceFilter, until: number, of: 'all' | 'unredeemed'): Query =>
      compile(
        db
          .insertInto('revocations')
          .columns(['family', 'expires_at'])
          .expression((eb) =>
            eb
              .selectFrom('grants')
              .distinct()
              .select(['family', sql<number>`CAST(${until} AS BIGINT)`.as('expires_at')])
              .where((where) => where.and(conditions(filter)))
              .where('family', 'is not', null)
              .where('kind', 'in', [...rootKinds])
              .where(of === 'all' ? sql<boolean>`1 = 1` : sql<boolean>`consumed_at IS NULL`),
          )
          .onConflict((conflict) =>
            conflict
              .column('family')
              .doUpdateSet({ expires_at: sql<number>`excluded.expires_at` })
              .where(sql<boolean>`revocations.expires_at < excluded.expires_at`),
          ),
      ),

    end: prepare<{ owner: string; at: number; until: number }>((slot) =>
      db
        .insertInto('endings')
        .values({ owner: slot('owner'), ended_at: slot('at'), expires_at: slot('until') })
        .onConflict((conflict) =>
          conflict.column('owner').doUpdateSet({
            ended_at: later('ended_at'),
            expires_at: later('expires_at'),
          }),
        ),
    ),

    /** Finds a tombstone that covers a token without a row. */
    covering: prepare<Record<'family' | 'tokenId' | 'user' | 'client', string> & { issuedAt: number }>((slot) =>
      db
        .selectFrom('revocations')
        .select('family as name')
        .where('family', 'in', [slot('family'), slot('tokenId')])
        .unionAll(
          db
            .selectFrom('endings')
            .select('owner as name')
            .where('owner', 'in', [slot('user'), slot('client')])
            .where('ended_at', '>=', slot('issuedAt')),
        ),
    ),

    /** The tombstones that cover a token without a row or its session, a row each, beside its user; one row where there is none. */
    standing: prepare<
      Record<'family' | 'tokenId' | 'sessionFamily' | 'user' | 'client' | 'sessionUser' | 'subjectId', string> & {
        issuedAt: number;
      }
    >((slot) => {
      const covering = db
        .selectFrom('revocations')
        .select('family as name')
        .where('family', 'in', [slot('family'), slot('tokenId'), slot('sessionFamily')])
        .unionAll(
          db
            .selectFrom('endings')
            .select('owner as name')
            .where('owner', 'in', [slot('user'), slot('client'), slot('sessionUser')])
            .where('ended_at', '>=', slot('issuedAt')),
        );
      return db
        .selectFrom(sql<{ one: number }>`(SELECT 1 AS one)`.as('alone'))
        .leftJoin('users', (join) => join.on('users.subject_id', '=', slot('subjectId')))
        .leftJoin(covering.as('covering'), (join) => join.onTrue())
        .select(['covering.name as tombstone', 'users.subject_id as subject_id', ...userColumns]);
    }),

    list: (filter: PieceFilter, now: number, limit: number): Query => compile(newest(filter, now, limit).selectAll()),

    /** Of the same rows only what their order depends on. */
    listOrder: (filter: PieceFilter, now: number, limit: number): Query =>
      compile(newest(filter, now, limit).select(['handle_hash', 'created_at'])),

    page: (filter: PieceFilter, now: number, limit: number): Query =>
      compile(live(filter, now).selectAll().orderBy('handle_hash').limit(limit)),

    /** Of a piece of the table, which is not asked to be in an order. */
    tally: prepare<{ now: number; most: number }>((slot) =>
      db
        .selectFrom(
          db.selectFrom('grants').select(['kind', 'consumed_at', 'expires_at']).limit(slot('most')).as('piece'),
        )
        .select(['kind', sql<number>`count(*)`.as('all')])
        .select(
          sql<number>`sum(CASE WHEN consumed_at IS NULL AND expires_at > ${slot('now')} THEN 1 ELSE 0 END)`.as('live'),
        )
        .groupBy('kind'),
    ),

    /** By their own index, however many rows of other kinds there are. */
    sessions: prepare<{ now: number; most: number }>((slot) =>
      db
        .selectFrom(
          db
            .selectFrom('grants')
            .select('expires_at')
            .where('kind', '=', sql.lit('session'))
            .limit(slot('most'))
            .as('piece'),
        )
        .select(sql<number>`count(*)`.as('all'))
        .select(sql<number>`sum(CASE WHEN expires_at > ${slot('now')} THEN 1 ELSE 0 END)`.as('live')),
    ),

    /** Where a piece of so many rows ends. */
    pieceEnd: prepare<{ after: string; size: number }>((slot) =>
      db
        .selectFrom(
          db
            .selectFrom('grants')
            .select('handle_hash')
            .where('handle_hash', '>', slot('after'))
            .orderBy('handle_hash')
            .limit(slot('size'))
            .as('piece'),
        )
        .select(({ fn }) => fn.max('handle_hash').as('up_to')),
    ),
  };
}
