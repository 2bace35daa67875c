import { sql } from 'kysely';
import type { GrantFilter, GrantRecord } from '../contracts.ts';
import { assertFindsRows, revocationScope } from '../revocation-scope.ts';
import { toGrantRecord } from './grant-row.ts';
import type { Piece, PieceFilter } from './grant-statements.ts';
import { prepare, type Row } from './query.ts';
import type { SqlEngine } from './sql-engine.ts';
import { SqlGrantStore } from './sql-grant-store.ts';

/** Rows that are looked at in one go: a few milliseconds. */
const pieceSize = 500;

/**
 * SQLite works on the event loop. A user may have tens of thousands of rows, used refresh tokens most of all; what looks at all of them does
 * so in pieces, in the order in which they were written, and lets others have their turn in between.
 */
export class SqliteGrantStore extends SqlGrantStore {
  readonly #ends;
  readonly #nextClient;
  #turn: Promise<void> = Promise.resolve();

  constructor(engine: SqlEngine) {
    super(engine);
    const { builder } = engine;
    const rows = (client: ReturnType<typeof sql>) => sql`SELECT rowid AS id FROM grants WHERE ${client}`;
    const end = (client: ReturnType<typeof sql>) =>
      sql`SELECT max(id) AS up_to, count(*) AS size FROM (${rows(client)} ORDER BY rowid LIMIT ${sql.lit(pieceSize)})`;
    this.#ends = {
      ofClient: prepare<{ subjectId: string; clientId: string; after: number }>((slot) => {
        const client = sql`subject_id = ${slot('subjectId')} AND client_id = ${slot('clientId')}`;
        const statement = end(sql`${client} AND rowid > ${slot('after')}`);
        return { compile: () => statement.compile(builder) };
      }),
      ofNoClient: prepare<{ subjectId: string; after: number }>((slot) => {
        const client = sql`subject_id = ${slot('subjectId')} AND client_id IS NULL`;
        const statement = end(sql`${client} AND rowid > ${slot('after')}`);
        return { compile: () => statement.compile(builder) };
      }),
    };
    this.#nextClient = prepare<{ subjectId: string; after: string }>((slot) => {
      const statement = sql`SELECT min(client_id) AS client_id FROM grants WHERE subject_id = ${slot('subjectId')} AND client_id > ${slot('after')}`;
      return { compile: () => statement.compile(builder) };
    });
  }

  override async list(filter: GrantFilter, now: number, limit: number): Promise<readonly GrantRecord[]> {
    if (filter.subjectId === undefined) return super.list(filter, now, limit);
    assertFindsRows(filter);
    let newest: Row[] = [];
    for await (const part of this.#pieces({ ...filter, subjectId: filter.subjectId })) {
      newest.push(...(await this.engine.read(this.statements.listOrder(part, now, pieceSize))));
      // Sorted once in a while, not with every piece.
      if (newest.length > limit + 2 * pieceSize) newest = newest.sort(newestFirst).slice(0, limit);
    }
    const rows: GrantRecord[] = [];
    const hashes = newest.sort(newestFirst).map((row) => row.handle_hash as string);
    for (let at = 0; at < Math.min(limit, hashes.length); at += pieceSize) {
      const handleHashes = hashes.slice(at, Math.min(limit, at + pieceSize));
      await this.#nextTurn();
      const read = await this.engine.read(this.statements.list({ ...filter, handleHashes }, now, pieceSize));
      rows.push(...read.map(toGrantRecord));
    }
    return rows;
  }

  override async revoke(filter: GrantFilter, until: number): Promise<number> {
    const scope = revocationScope(filter);
    const { subjectId } = filter;
    if (subjectId === undefined) return this.end(filter, scope, until);
    // Once and before all else; the families of the rows go with their rows.
    if (scope.family !== undefined) await this.engine.write(this.statements.remember({ family: scope.family, until }));
    const ofRows = { ...scope, family: undefined };
    let count = 0;
    for (let ended = -1; ended !== 0; count += ended) {
      // Again and again: a row that is written meanwhile may take the place of one that has gone, behind where we are.
      ended = 0;
      for await (const part of this.#pieces({ ...filter, subjectId })) ended += await this.end(part, ofRows, until);
    }
    return count;
  }

  /** The filter, limited to one piece after the other. */
  async *#pieces(filter: GrantFilter & { readonly subjectId: string }): AsyncGenerator<PieceFilter> {
    const { subjectId } = filter;
    if (filter.clientId !== undefined) {
      yield* this.#piecesOf(filter, filter.clientId);
      return;
    }
    yield* this.#piecesOf(filter, null);
    for (let after: string | null = ''; after !== null; ) {
      const [row] = await this.engine.read(this.#nextClient({ subjectId, after }));
      after = (row?.client_id ?? null) as string | null;
      if (after !== null) yield* this.#piecesOf(filter, after);
    }
  }

  async *#piecesOf(
    filter: GrantFilter & { readonly subjectId: string },
    clientId: string | null,
  ): AsyncGenerator<PieceFilter> {
    const { subjectId } = filter;
    for (let after = 0; ; ) {
      const { ofClient, ofNoClient } = this.#ends;
      await this.#nextTurn();
      const query = clientId === null ? ofNoClient({ subjectId, after }) : ofClient({ subjectId, clientId, after });
      const [row] = await this.engine.read(query);
      const upTo = row?.up_to as number | null | undefined;
      if (upTo == null) return;
      const piece: Piece = { after, upTo };
      yield { ...filter, clientId, piece };
      if ((row?.size as number) < pieceSize) return;
      after = upTo;
    }
  }

  /**
   * One piece a turn of the event loop, however many callers look: reads are gathered at the end of a turn, and whatever else waits for the
   * next one comes first.
   */
  #nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#turn;
  }
}

function newestFirst(a: Row, b: Row): number {
  const later = (b.created_at as number) - (a.created_at as number);
  return later || ((a.handle_hash as string) < (b.handle_hash as string) ? -1 : 1);
}
