import type { ConsumeOutcome, FoundGrant, GrantFilter, GrantRecord, GrantStore } from '../contracts.ts';
import { assertFindsRows, type RevocationScope, revocationScope } from '../revocation-scope.ts';
import { toGrantRecord } from './grant-row.ts';
import { grantStatements, type PieceFilter } from './grant-statements.ts';
import type { Query } from './query.ts';
import type { ConsumeOptions, SqlEngine } from './sql-engine.ts';
import { joinedUser } from './sql-user-store.ts';

export class SqlGrantStore implements GrantStore {
  protected readonly engine: SqlEngine;
  protected readonly statements: ReturnType<typeof grantStatements>;

  constructor(engine: SqlEngine) {
    this.engine = engine;
    this.statements = grantStatements(engine.builder);
  }

  async insert(records: readonly GrantRecord[]): Promise<void> {
    if (records.length > 0) await this.engine.write(this.statements.insert(records));
  }

  async put(record: GrantRecord): Promise<void> {
    await this.engine.write(this.statements.put(record));
  }

  async find(handleHash: string): Promise<FoundGrant | undefined> {
    const [row] = await this.engine.read(this.statements.find({ handleHash }));
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
    return this.end(filter, revocationScope(filter), until);
  }

  protected async end(filter: PieceFilter, scope: RevocationScope, until: number): Promise<number> {
    const { family, familiesOf, findsRows } = scope;
    const statements: Query[] = [];
    // The tombstones first: what is written between the statements is dead already.
    if (family !== undefined) statements.push(this.statements.remember({ family, until }));
    if (familiesOf !== 'none') statements.push(this.statements.rememberFamilies(filter, until, familiesOf));
    if (findsRows) statements.push(this.statements.removeMatching(filter));
    const results = await this.engine.transact(statements);
    return findsRows ? results.at(-1)!.changes : 0;
  }

  async isFamilyRevoked(family: string): Promise<boolean> {
    return (await this.engine.read(this.statements.isRemembered({ family }))).length > 0;
  }

  async list(filter: GrantFilter, now: number, limit: number): Promise<readonly GrantRecord[]> {
    assertFindsRows(filter);
    return (await this.engine.read(this.statements.list(filter, now, limit))).map(toGrantRecord);
  }
}
