import { sql } from 'kysely';
import type { GrantFilter, GrantRecord, ListPage } from '../contracts.ts';
import { assertFindsRows } from '../revocation-scope.ts';
import { toGrantRecord } from './grant-row.ts';
import type { PieceFilter } from './grant-statements.ts';
import { prepare, type Row } from './query.ts';
import type { SqlEngine } from './sql-engine.ts';
import { SqlGrantStore } from './sql-grant-store.ts';

/** Rows that are looked at in one go: a few milliseconds. */
const pieceSize = 500;

type OfUser = GrantFilter & { readonly subjectId: string; readonly behind?: string | undefined };

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
    const { subjectId } = filter;
    if (subjectId === undefined) return super.list(filter, now, limit);
    return this.#first({ ...filter, subjectId }, now, limit, newestFirst);
  }

  override async page(filter: GrantFilter, now: number, page: ListPage): Promise<readonly GrantRecord[]> {
    const { subjectId } = filter;
    if (subjectId === undefined) return super.page(filter, now, page);
    return this.#first({ ...filter, subjectId, behind: page.after }, now, page.limit, byKey);
  }

  protected override isInPieces(filter: GrantFilter): boolean {
    return filter.subjectId !== undefined || super.isInPieces(filter);
  }

  protected override pieces(filter: GrantFilter): AsyncGenerator<PieceFilter> {
    const { subjectId } = filter;
    return subjectId === undefined ? super.pieces(filter) : this.#piecesOfUser({ ...filter, subjectId });
  }

  /** The first rows of a user by an order: first what that depends on, then the rows themselves. */
  async #first(
    filter: OfUser,
    now: number,
    limit: number,
    order: (a: Row, b: Row) => number,
  ): Promise<readonly GrantRecord[]> {
    assertFindsRows(filter);
    let first: Row[] = [];
    for await (const part of this.#piecesOfUser(filter)) {
      first.push(...(await this.engine.read(this.statements.listOrder(part, now, pieceSize))));
      // Sorted once in a while, not with every piece.
      if (first.length > limit + 2 * pieceSize) first = first.sort(order).slice(0, limit);
    }
    const hashes = first.sort(order).map((row) => row.handle_hash as string);
    const rows: GrantRecord[] = [];
    for (let at = 0; at < Math.min(limit, hashes.length); at += pieceSize) {
      const handleHashes = hashes.slice(at, Math.min(limit, at + pieceSize));
      await this.nextTurn();
      const read = await this.engine.read(this.statements.list({ ...filter, handleHashes }, now, pieceSize));
      rows.push(...[...read].sort(order).map(toGrantRecord));
    }
    return rows;
  }

  async *#piecesOfUser(filter: OfUser): AsyncGenerator<PieceFilter> {
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

  async *#piecesOf(filter: OfUser, clientId: string | null): AsyncGenerator<PieceFilter> {
    const { subjectId } = filter;
    for (let after = 0; ; ) {
      const { ofClient, ofNoClient } = this.#ends;
      await this.nextTurn();
      const query = clientId === null ? ofNoClient({ subjectId, after }) : ofClient({ subjectId, clientId, after });
      const [row] = await this.engine.read(query);
      const upTo = row?.up_to as number | null | undefined;
      if (upTo == null) return;
      yield { ...filter, clientId, piece: { by: 'rowid', after, upTo } };
      if ((row?.size as number) < pieceSize) return;
      after = upTo;
    }
  }

  /**
   * One piece a turn of the event loop, however many callers look: reads are gathered at the end of a turn, and whatever else waits for the
   * next one comes first.
   */
  protected override nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#turn;
  }
}

function newestFirst(a: Row, b: Row): number {
  return (b.created_at as number) - (a.created_at as number) || byKey(a, b);
}

function byKey(a: Row, b: Row): number {
  return (a.handle_hash as string) < (b.handle_hash as string) ? -1 : 1;
}
