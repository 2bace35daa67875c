import type { UserRecord, UserStore } from '../contracts.ts';
import { usernameKey } from '../username-key.ts';
import { compile } from './query.ts';
import type { UserRow } from './schema.ts';
import type { SqlEngine } from './sql-engine.ts';

export class SqlUserStore implements UserStore {
  readonly #engine: SqlEngine;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  findBySubject(subjectId: string): Promise<UserRecord | undefined> {
    return this.#findBy('subject_id', subjectId);
  }

  findByUsername(username: string): Promise<UserRecord | undefined> {
    return this.#findBy('username_key', usernameKey(username));
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

  async list({ limit, after }: { readonly limit: number; readonly after?: string }): Promise<readonly UserRecord[]> {
    const all = this.#engine.builder.selectFrom('users').selectAll().orderBy('username_key').limit(limit);
    const page = after === undefined ? all : all.where('username_key', '>', usernameKey(after));
    return (await this.#engine.read(compile(page))).map((row) => toRecord(row as unknown as UserRow));
  }

  async #findBy(column: 'subject_id' | 'username_key', value: string): Promise<UserRecord | undefined> {
    const statement = this.#engine.builder.selectFrom('users').selectAll().where(column, '=', value);
    const [row] = await this.#engine.read(compile(statement));
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
