import { limits } from '../../model/limits.ts';
import {
  type ListPage,
  type ListSearch,
  StoreUnavailableError,
  type UserChange,
  type UserRecord,
  type UserStore,
} from '../contracts.ts';
import { usernameKey } from '../username-key.ts';
import { compile, prepare, type Query, type Row } from './query.ts';
import type { UserRow } from './schema.ts';
import { firstMatches } from './search.ts';
import type { SqlEngine } from './sql-engine.ts';

/** Of so many that change one user at once each gets its turn. */
const mostTries = 50;

export class SqlUserStore implements UserStore {
  readonly #engine: SqlEngine;
  readonly #bySubject: (values: { value: string }) => Query;
  readonly #byUsername: (values: { value: string }) => Query;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
    const by = (column: 'subject_id' | 'username_key') =>
      prepare<{ value: string }>((slot) =>
        engine.builder.selectFrom('users').selectAll().where(column, '=', slot('value')),
      );
    this.#bySubject = by('subject_id');
    this.#byUsername = by('username_key');
  }

  findBySubject(subjectId: string): Promise<UserRecord | undefined> {
    return this.#find(this.#bySubject({ value: subjectId }));
  }

  findByUsername(username: string): Promise<UserRecord | undefined> {
    return this.#find(this.#byUsername({ value: usernameKey(username) }));
  }

  async insert(user: UserRecord): Promise<boolean> {
    const row = { subject_id: user.subjectId, created_at: user.createdAt, ...toColumns(user) } as UserRow;
    const statement = this.#engine.builder
      .insertInto('users')
      .values(row)
      .onConflict((conflict) => conflict.doNothing());
    return (await this.#engine.write(compile(statement))).changes === 1;
  }

  async update(subjectId: string, change: Partial<Omit<UserRecord, 'subjectId' | 'createdAt'>>): Promise<boolean> {
    const columns = toColumns(change);
    if (Object.keys(columns).length === 0) return (await this.findBySubject(subjectId)) !== undefined;
    const statement = this.#engine.builder.updateTable('users').set(columns).where('subject_id', '=', subjectId);
    try {
      return (await this.#engine.write(compile(statement))).changes === 1;
    } catch (error) {
      if (this.#engine.isTaken(error)) return false;
      throw error;
    }
  }

  async change(subjectId: string, change: (user: UserRecord) => UserRecord): Promise<UserChange> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const [row] = await this.#engine.read(this.#bySubject({ value: subjectId }));
      if (row === undefined) return { outcome: 'unknown' };
      const read = row as unknown as UserRow;
      const before = toRecord(read);
      const after: UserRecord = { ...change(before), subjectId, createdAt: before.createdAt };
      const statement = this.#engine.builder
        .updateTable('users')
        .set(toColumns(after))
        .where('subject_id', '=', subjectId)
        // As it was read, to the letter: nobody else has changed it since.
        .where('username', '=', read.username)
        .where('password_hash', read.password_hash === null ? 'is' : '=', read.password_hash)
        .where('enabled', '=', read.enabled)
        .where('claims', '=', read.claims);
      try {
        if ((await this.#engine.write(compile(statement))).changes === 1) return { outcome: 'changed', user: after };
      } catch (error) {
        if (this.#engine.isTaken(error)) return { outcome: 'taken' };
        throw error;
      }
    }
    throw new StoreUnavailableError('The user is being changed by too many others.');
  }

  async remove(subjectId: string): Promise<boolean> {
    const statement = this.#engine.builder.deleteFrom('users').where('subject_id', '=', subjectId);
    return (await this.#engine.write(compile(statement))).changes === 1;
  }

  async list({ search, ...page }: ListSearch): Promise<readonly UserRecord[]> {
    if (search === undefined) return this.#page(page);
    if (search.length > limits.username.most) return [];
    const part = usernameKey(search);
    const isFound = ({ username, subjectId }: UserRecord) =>
      usernameKey(username).includes(part) || subjectId === search;
    return firstMatches(
      page,
      (piece) => this.#page(piece),
      ({ username }) => username,
      isFound,
    );
  }

  async count(most: number): Promise<number> {
    const { builder } = this.#engine;
    const some = builder.selectFrom('users').select('subject_id').limit(most).as('some');
    const [row] = await this.#engine.read(
      compile(builder.selectFrom(some).select(({ fn }) => fn.countAll().as('all'))),
    );
    return Number(row?.all);
  }

  async #page({ limit, after }: ListPage): Promise<readonly UserRecord[]> {
    const all = this.#engine.builder.selectFrom('users').selectAll().orderBy('username_key').limit(limit);
    const page = after === undefined ? all : all.where('username_key', '>', usernameKey(after));
    return (await this.#engine.read(compile(page))).map((row) => toRecord(row as unknown as UserRow));
  }

  async #find(query: Query): Promise<UserRecord | undefined> {
    const [row] = await this.#engine.read(query);
    return row === undefined ? undefined : toRecord(row as unknown as UserRow);
  }
}

function toColumns(user: Partial<UserRecord>): Partial<UserRow> {
  return {
    ...(user.username !== undefined && { username: user.username, username_key: usernameKey(user.username) }),
    ...(user.passwordHash !== undefined && { password_hash: user.passwordHash }),
    ...(user.enabled !== undefined && { enabled: user.enabled ? 1 : 0 }),
    ...(user.claims !== undefined && { claims: JSON.stringify(user.claims) }),
  };
}

/** The user that a row of another table was joined with, its columns prefixed by `user_`. */
export function joinedUser(row: Row): UserRecord | null {
  if (row.user_username === null || row.user_username === undefined) return null;
  return toRecord({
    subject_id: row.subject_id,
    username: row.user_username,
    password_hash: row.user_password_hash,
    enabled: row.user_enabled,
    claims: row.user_claims,
    created_at: row.user_created_at,
  } as unknown as UserRow);
}

function toRecord(row: UserRow): UserRecord {
  return {
    subjectId: row.subject_id,
    username: row.username,
    passwordHash: row.password_hash,
    enabled: row.enabled === 1,
    claims: JSON.parse(row.claims),
    createdAt: row.created_at,
  };
}
