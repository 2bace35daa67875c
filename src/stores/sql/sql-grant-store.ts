import type {
  ConsumeOutcome,
  FoundGrant,
  GrantFilter,
  GrantKind,
  GrantOwner,
  GrantRecord,
  GrantStore,
  GrantTally,
  ListPage,
  RowlessToken,
  TokenStanding,
} from '../contracts.ts';
import { ownerKey } from '../owner-key.ts';
import { assertFindsRows, isByClientAlone, type RevocationScope, revocationScope } from '../revocation-scope.ts';
import { toGrantRecord } from './grant-row.ts';
import { grantStatements, type PieceFilter } from './grant-statements.ts';
import type { Query, Row } from './query.ts';
import type { ConsumeOptions, SqlEngine } from './sql-engine.ts';
import { joinedUser } from './sql-user-store.ts';

/** Rows that are looked at in one go: a few milliseconds. */
const pieceSize = 1000;

/**
 * Grants in an SQL database. There is no index by client, which every token request would pay for: whoever wants to know all that a client has
 * looks at all rows, in pieces, so that no statement takes long.
 */
export class SqlGrantStore implements GrantStore {
  protected readonly engine: SqlEngine;
  protected readonly statements: ReturnType<typeof grantStatements>;

  constructor(engine: SqlEngine) {
    this.engine = engine;
    this.statements = grantStatements(engine.builder, engine.dialect);
  }

  async insert(records: readonly GrantRecord[]): Promise<void> {
    if (records.length > 0) await this.engine.write(this.statements.insert(records));
  }

  async put(record: GrantRecord): Promise<void> {
    await this.engine.write(this.statements.put(record));
  }

  async find(handleHash: string): Promise<FoundGrant | undefined> {
    const row = await this.findRow(handleHash);
    if (row === undefined) return undefined;
    const grant = toGrantRecord(row);
    // A successor may be handed out because of this answer: it must be on disk by then.
    if (grant.consumedAt !== null) await this.engine.settled();
    return { grant, revoked: row.revoked === 1, user: joinedUser(row) };
  }

  consume(handleHash: string, options: ConsumeOptions): Promise<ConsumeOutcome> {
    return this.engine.consume(handleHash, options);
  }

  async replace(
    handleHash: string,
    expectedVersion: number,
    change: Pick<GrantRecord, 'payload' | 'expiresAt' | 'subjectId' | 'sessionId'>,
  ): Promise<boolean> {
    const { payload, expiresAt, subjectId, sessionId } = change;
    const values = { handleHash, version: expectedVersion, payload, expiresAt, subjectId, sessionId };
    return (await this.engine.write(this.statements.replace(values))).changes === 1;
  }

  async remove(handleHash: string): Promise<boolean> {
    return (await this.engine.write(this.statements.remove({ handleHash }))).changes === 1;
  }

  async revoke(filter: GrantFilter, until: number): Promise<number> {
    const scope = revocationScope(filter);
    if (!this.isInPieces(filter)) return this.#endRows(filter, scope, until);
    // Once and before all else; the families of the rows go with their rows.
    if (scope.family !== undefined) await this.engine.write(this.statements.remember({ family: scope.family, until }));
    const ofRows = { ...scope, family: undefined };
    let count = 0;
    for (let ended = -1; ended !== 0; count += ended) {
      // Again and again: a row that is written meanwhile may lie behind where we are.
      ended = 0;
      for await (const piece of this.pieces(filter)) ended += await this.#endRows(piece, ofRows, until);
    }
    return count;
  }

  async end(owner: GrantOwner, at: number, until: number): Promise<void> {
    await this.engine.write(this.statements.end({ owner: ownerKey(owner), at, until }));
  }

  async isRevoked({ family = '', tokenId = '', subjectId, clientId, issuedAt }: RowlessToken): Promise<boolean> {
    const user = subjectId === undefined ? '' : ownerKey({ subjectId });
    const client = clientId === undefined ? '' : ownerKey({ clientId });
    const query = this.statements.covering({ family, tokenId, user, client, issuedAt });
    return (await this.engine.read(query)).length > 0;
  }

  async standing(
    { family = '', tokenId = '', subjectId, clientId, issuedAt }: RowlessToken,
    session: Pick<RowlessToken, 'family' | 'subjectId'> | undefined,
  ): Promise<TokenStanding> {
    const ofUser = (id: string | undefined) => (id === undefined ? '' : ownerKey({ subjectId: id }));
    const ofSession = [session?.family ?? '', ofUser(session?.subjectId)] as const;
    const query = this.statements.standing({
      family,
      tokenId,
      sessionFamily: ofSession[0],
      user: ofUser(subjectId),
      client: clientId === undefined ? '' : ownerKey({ clientId }),
      sessionUser: ofSession[1],
      subjectId: subjectId ?? '',
      issuedAt,
    });
    const rows = await this.engine.read(query);
    const isOfSession = (name: unknown) => ofSession.some((one) => one !== '' && one === name);
    const tombstones = rows.map((row) => row['tombstone']).filter((name) => name !== null);
    const [first] = rows;
    return {
      revoked: tombstones.some((name) => !isOfSession(name)),
      sessionEnded: tombstones.some(isOfSession),
      user: first === undefined || subjectId === undefined ? null : joinedUser(first),
    };
  }

  async list(filter: GrantFilter, now: number, limit: number): Promise<readonly GrantRecord[]> {
    assertFindsRows(filter);
    if (!this.isInPieces(filter)) return this.#read(this.statements.list(filter, now, limit));
    let newest: GrantRecord[] = [];
    for await (const piece of this.pieces(filter)) {
      newest.push(...(await this.#read(this.statements.list(piece, now, limit))));
      // Sorted once in a while, not with every piece.
      if (newest.length > limit + 2 * pieceSize) newest = newest.sort(newestFirst).slice(0, limit);
    }
    return newest.sort(newestFirst).slice(0, limit);
  }

  async page(filter: GrantFilter, now: number, { limit, after = '' }: ListPage): Promise<readonly GrantRecord[]> {
    assertFindsRows(filter);
    if (isByClientAlone(filter)) return this.#pageByKey(filter, now, limit, after);
    return this.#read(this.statements.page({ ...filter, behind: after }, now, limit));
  }

  async tally(now: number, most: number): Promise<GrantTally> {
    // One more than asked for tells that there are more.
    const values = { now, most: most + 1 };
    const [rows, [sessions]] = await Promise.all([
      this.engine.read(this.statements.tally(values)),
      this.engine.read(this.statements.sessions(values)),
    ]);
    const counts = Object.fromEntries(rows.map((row) => [row.kind as GrantKind, Number(row.live)]));
    const seen = rows.reduce((sum, row) => sum + Number(row.all), 0);
    return {
      counts: Number(sessions?.all) === 0 ? counts : { ...counts, session: Number(sessions?.live) },
      isComplete: seen <= most && Number(sessions?.all) <= most,
    };
  }

  /** A grant, beside its user and whether it is revoked. */
  protected findRow(handleHash: string): Promise<Row | undefined> {
    return this.engine.read(this.statements.find({ handleHash })).then(firstOf);
  }

  /** Whether so many rows may have to be looked at that no statement should look at all of them. */
  protected isInPieces(filter: GrantFilter): boolean {
    return isByClientAlone(filter);
  }

  /** The filter, limited to one piece after the other. */
  protected pieces(filter: GrantFilter): AsyncGenerator<PieceFilter> {
    return this.#piecesByKey(filter, '');
  }

  /** Lets others have their turn before the next piece. */
  protected async nextTurn(): Promise<void> {}

  async *#piecesByKey(filter: GrantFilter, after: string): AsyncGenerator<PieceFilter> {
    for (let from = after; ; ) {
      await this.nextTurn();
      const [row] = await this.engine.read(this.statements.pieceEnd({ after: from, size: pieceSize }));
      const upTo = row?.up_to as string | null | undefined;
      if (upTo == null) return;
      yield { ...filter, piece: { by: 'handle_hash', after: from, upTo } };
      from = upTo;
    }
  }

  async #pageByKey(filter: GrantFilter, now: number, limit: number, after: string): Promise<readonly GrantRecord[]> {
    const found: GrantRecord[] = [];
    for await (const piece of this.#piecesByKey(filter, after)) {
      found.push(...(await this.#read(this.statements.page(piece, now, limit - found.length))));
      if (found.length >= limit) break;
    }
    return found;
  }

  async #endRows(filter: PieceFilter, scope: RevocationScope, until: number): Promise<number> {
    const { family, familiesOf, findsRows } = scope;
    const statements: Query[] = [];
    // The tombstones first: what is written between the statements is dead already.
    if (family !== undefined) statements.push(this.statements.remember({ family, until }));
    if (familiesOf !== 'none') statements.push(this.statements.rememberFamilies(filter, until, familiesOf));
    if (findsRows) statements.push(this.statements.removeMatching(filter));
    const results = await this.engine.transact(statements);
    return findsRows ? results.at(-1)!.changes : 0;
  }

  async #read(query: Query): Promise<readonly GrantRecord[]> {
    return (await this.engine.read(query)).map(toGrantRecord);
  }
}

function newestFirst(a: GrantRecord, b: GrantRecord): number {
  return b.createdAt - a.createdAt || (a.handleHash < b.handleHash ? -1 : 1);
}

function firstOf(rows: readonly Row[]): Row | undefined {
  return rows[0];
}
