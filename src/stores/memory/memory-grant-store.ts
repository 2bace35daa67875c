import { EndOfTurn } from '../../model/end-of-turn.ts';
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
  UserRecord,
} from '../contracts.ts';
import { ownerKey, ownerKeys } from '../owner-key.ts';
import { assertFindsRows, namesSession, revocationScope, rootKinds } from '../revocation-scope.ts';
import { ExpiringMap } from './expiring-map.ts';
import { NameIndex } from './name-index.ts';

/**
 * Each method runs without an `await` inside, so calls cannot interleave: that is what makes them atomic here. What requests wait for is done for
 * all of a turn together.
 */
export class MemoryGrantStore implements GrantStore {
  readonly #rows = new ExpiringMap<GrantRecord>();
  readonly #revocations = new ExpiringMap<{ readonly expiresAt: number }>();
  readonly #endings = new ExpiringMap<{ readonly endedAt: number; readonly expiresAt: number }>();
  readonly #bySubject = new NameIndex();
  /** Of the kind `session` only. */
  readonly #sessions = new NameIndex();
  readonly #userOf: (subjectId: string) => UserRecord | undefined;
  readonly #endOfTurn = new EndOfTurn();

  constructor(userOf: (subjectId: string) => UserRecord | undefined) {
    this.#userOf = userOf;
  }

  insert(records: readonly GrantRecord[]): Promise<void> {
    return this.#endOfTurn.add(() => this.#insertAll(records));
  }

  async put(record: GrantRecord): Promise<void> {
    this.#set(record);
  }

  find(handleHash: string): Promise<FoundGrant | undefined> {
    return this.#endOfTurn.add(() => this.#find(handleHash));
  }

  #find(handleHash: string): FoundGrant | undefined {
    const grant = this.#rows.get(handleHash);
    if (grant === undefined) return undefined;
    const user = grant.subjectId === null ? null : (this.#userOf(grant.subjectId) ?? null);
    return { grant, revoked: this.#isRevoked(grant), user };
  }

  consume(handleHash: string, options: Parameters<GrantStore['consume']>[1]): Promise<ConsumeOutcome> {
    return this.#endOfTurn.add(() => this.#consume(handleHash, options));
  }

  #consume(handleHash: string, options: Parameters<GrantStore['consume']>[1]): ConsumeOutcome {
    const row = this.#rows.get(handleHash);
    if (row === undefined || this.#isRevoked(row)) return { outcome: 'unknown' };
    if (row.consumedAt !== null) return { outcome: 'replayed', grant: row };
    this.#insertAll(options.alongside ?? []);
    // No column by which rows are found or swept changes.
    this.#rows.set(handleHash, { ...row, consumedAt: options.at, successor: options.successor ?? null });
    return { outcome: 'consumed' };
  }

  async replace(
    handleHash: string,
    expectedVersion: number,
    change: Pick<GrantRecord, 'payload' | 'expiresAt' | 'subjectId' | 'sessionId'>,
  ): Promise<boolean> {
    const row = this.#rows.get(handleHash);
    if (row === undefined || row.consumedAt !== null || row.version !== expectedVersion || this.#isRevoked(row)) {
      return false;
    }
    const { payload, expiresAt, subjectId, sessionId } = change;
    this.#set({ ...row, payload, expiresAt, subjectId, sessionId, version: row.version + 1 });
    return true;
  }

  async remove(handleHash: string): Promise<boolean> {
    return this.#delete(handleHash);
  }

  async revoke(filter: GrantFilter, until: number): Promise<number> {
    const scope = revocationScope(filter);
    if (scope.family !== undefined) this.#remember(scope.family, until);
    const matching = scope.findsRows ? [...this.#matching(filter)] : [];
    for (const row of matching) {
      const isMeant = scope.familiesOf === 'all' || (scope.familiesOf === 'unredeemed' && row.consumedAt === null);
      if (isMeant && row.family !== null && rootKinds.includes(row.kind)) {
        this.#remember(row.family, until);
      }
      this.#delete(row.handleHash);
    }
    return matching.length;
  }

  async end(owner: GrantOwner, at: number, until: number): Promise<void> {
    const key = ownerKey(owner);
    const before = this.#endings.get(key);
    this.#endings.set(key, {
      endedAt: Math.max(at, before?.endedAt ?? at),
      expiresAt: Math.max(until, before?.expiresAt ?? until),
    });
  }

  async isRevoked(token: RowlessToken): Promise<boolean> {
    return this.#covers(token);
  }

  #covers({ family, tokenId, subjectId, clientId, issuedAt }: RowlessToken): boolean {
    const isRevoked = [family, tokenId].some((name) => name !== undefined && this.#revocations.has(name));
    return isRevoked || this.#hasEnded({ subjectId, clientId, createdAt: issuedAt });
  }

  standing(
    token: RowlessToken,
    session: Pick<RowlessToken, 'family' | 'subjectId'> | undefined,
  ): Promise<TokenStanding> {
    return this.#endOfTurn.add(() => this.#standing(token, session));
  }

  #standing(token: RowlessToken, session: Pick<RowlessToken, 'family' | 'subjectId'> | undefined): TokenStanding {
    const { subjectId, issuedAt } = token;
    return {
      revoked: this.#covers(token),
      sessionEnded: session !== undefined && this.#covers({ ...session, issuedAt }),
      user: subjectId === undefined ? null : (this.#userOf(subjectId) ?? null),
    };
  }

  async list(filter: GrantFilter, now: number, limit: number): Promise<readonly GrantRecord[]> {
    assertFindsRows(filter);
    return [...this.#matching(filter)]
      .filter((row) => this.#isLive(row, now))
      .sort((a, b) => b.createdAt - a.createdAt || (a.handleHash < b.handleHash ? -1 : 1))
      .slice(0, limit);
  }

  async page(filter: GrantFilter, now: number, { limit, after = '' }: ListPage): Promise<readonly GrantRecord[]> {
    assertFindsRows(filter);
    return [...this.#matching(filter)]
      .filter((row) => row.handleHash > after && this.#isLive(row, now))
      .sort((a, b) => (a.handleHash < b.handleHash ? -1 : 1))
      .slice(0, limit);
  }

  async tally(now: number, most: number): Promise<GrantTally> {
    const counts = new Map<GrantKind, number>();
    let seen = 0;
    for (const { kind, consumedAt, expiresAt } of this.#rows.values()) {
      seen += 1;
      if (seen > most && kind !== 'session') continue;
      const isLive = consumedAt === null && expiresAt > now;
      counts.set(kind, (counts.get(kind) ?? 0) + (isLive ? 1 : 0));
    }
    return { counts: Object.fromEntries(counts), isComplete: seen <= most };
  }

  sweep(now: number, limit: number): number {
    return (
      this.#rows.sweep(now, limit, (handleHash, row) => this.#unindex(handleHash, row)) +
      this.#revocations.sweep(now, limit) +
      this.#endings.sweep(now, limit)
    );
  }

  #insertAll(records: readonly GrantRecord[]): void {
    const isTwice = records.length > 1 && new Set(records.map(({ handleHash }) => handleHash)).size < records.length;
    if (isTwice || records.some((record) => this.#rows.has(record.handleHash))) {
      throw new Error('A grant with this handle hash is already stored.');
    }
    for (const record of records) this.#add(record);
  }

  #set(row: GrantRecord): void {
    const before = this.#rows.get(row.handleHash);
    if (before !== undefined) this.#unindex(row.handleHash, before);
    this.#add(row);
  }

  /** Under a handle hash that nothing is indexed by. */
  #add(row: GrantRecord): void {
    this.#rows.set(row.handleHash, row);
    this.#bySubject.add(row.subjectId, row.handleHash);
    if (row.kind === 'session') this.#sessions.add(row.sessionId, row.handleHash);
  }

  #delete(handleHash: string): boolean {
    const row = this.#rows.get(handleHash);
    if (row === undefined) return false;
    this.#unindex(handleHash, row);
    return this.#rows.delete(handleHash);
  }

  #unindex(handleHash: string, row: GrantRecord): void {
    this.#bySubject.delete(row.subjectId, handleHash);
    if (row.kind === 'session') this.#sessions.delete(row.sessionId, handleHash);
  }

  #remember(family: string, until: number): void {
    this.#revocations.set(family, { expiresAt: Math.max(until, this.#revocations.get(family)?.expiresAt ?? until) });
  }

  #isLive(row: GrantRecord, now: number): boolean {
    return row.consumedAt === null && row.expiresAt > now && !this.#isRevoked(row);
  }

  #isRevoked(row: GrantRecord): boolean {
    return (row.family !== null && this.#revocations.has(row.family)) || this.#hasEnded(row);
  }

  #hasEnded(of: Parameters<typeof ownerKeys>[0] & { readonly createdAt: number }): boolean {
    return (
      this.#endings.size > 0 && ownerKeys(of).some((key) => (this.#endings.get(key)?.endedAt ?? 0) >= of.createdAt)
    );
  }

  *#matching(filter: GrantFilter): Iterable<GrantRecord> {
    for (const row of this.#candidates(filter)) {
      if (
        (filter.family === undefined || row.family === filter.family) &&
        (filter.sessionId === undefined || row.sessionId === filter.sessionId) &&
        (filter.subjectId === undefined || row.subjectId === filter.subjectId) &&
        (filter.clientId === undefined || row.clientId === filter.clientId) &&
        (filter.kinds === undefined || filter.kinds.includes(row.kind))
      ) {
        yield row;
      }
    }
  }

  *#candidates(filter: GrantFilter): Iterable<GrantRecord> {
    let names: Iterable<string> | undefined;
    if (filter.subjectId !== undefined) names = this.#bySubject.get(filter.subjectId);
    else if (namesSession(filter)) names = this.#sessions.get(filter.sessionId!);
    if (names === undefined) {
      yield* this.#rows.values();
      return;
    }
    for (const name of names) {
      const row = this.#rows.get(name);
      if (row !== undefined) yield row;
    }
  }
}
