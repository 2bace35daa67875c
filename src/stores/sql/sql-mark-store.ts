import { sql } from 'kysely';
import type { MarkStore } from '../contracts.ts';
import { prepare, type QueryBuilder } from './query.ts';
import type { SqlEngine } from './sql-engine.ts';

function markStatements(db: QueryBuilder) {
  return {
    insertOnce: prepare<{ key: string; expiresAt: number; now: number }>((slot) =>
      db
        .insertInto('marks')
        .values({
          mark_key: slot('key'),
          expires_at: slot('expiresAt'),
          last_at: slot('now'),
          interval_seconds: 0,
          count: 1,
        })
        .onConflict((conflict) =>
          conflict
            .column('mark_key')
            .doUpdateSet({
              expires_at: sql<number>`excluded.expires_at`,
              last_at: sql<number>`excluded.last_at`,
              interval_seconds: 0,
              count: 1,
            })
            .where(sql<boolean>`marks.expires_at <= excluded.last_at`),
        ),
    ),

    // `count` says whether the last poll came in time.
    touch: prepare<{ key: string; expiresAt: number; now: number; interval: number }>((slot) => {
      const inTime = sql`(marks.expires_at <= excluded.last_at OR excluded.last_at - marks.last_at >= marks.interval_seconds)`;
      return db
        .insertInto('marks')
        .values({
          mark_key: slot('key'),
          expires_at: slot('expiresAt'),
          last_at: slot('now'),
          interval_seconds: slot('interval'),
          count: 1,
        })
        .onConflict((conflict) =>
          conflict.column('mark_key').doUpdateSet({
            expires_at: sql<number>`excluded.expires_at`,
            last_at: sql<number>`CASE WHEN ${inTime} THEN excluded.last_at ELSE marks.last_at END`,
            interval_seconds: sql<number>`CASE WHEN marks.expires_at <= excluded.last_at THEN excluded.interval_seconds WHEN ${inTime} OR marks.interval_seconds >= 60 THEN marks.interval_seconds WHEN marks.interval_seconds > 55 THEN 60 ELSE marks.interval_seconds + 5 END`,
            count: sql<number>`CASE WHEN ${inTime} THEN 1 ELSE 0 END`,
          }),
        )
        .returning('count');
    }),

    increment: prepare<{ key: string; expiresAt: number; now: number }>((slot) => {
      const ended = sql`marks.expires_at <= excluded.last_at`;
      return db
        .insertInto('marks')
        .values({
          mark_key: slot('key'),
          expires_at: slot('expiresAt'),
          last_at: slot('now'),
          interval_seconds: 0,
          count: 1,
        })
        .onConflict((conflict) =>
          conflict.column('mark_key').doUpdateSet({
            expires_at: sql<number>`CASE WHEN ${ended} THEN excluded.expires_at ELSE marks.expires_at END`,
            last_at: sql<number>`excluded.last_at`,
            count: sql<number>`CASE WHEN ${ended} THEN 1 ELSE marks.count + 1 END`,
          }),
        )
        .returning('count');
    }),

    count: prepare<{ key: string; now: number }>((slot) =>
      db.selectFrom('marks').select('count').where('mark_key', '=', slot('key')).where('expires_at', '>', slot('now')),
    ),

    clear: prepare<{ key: string }>((slot) => db.deleteFrom('marks').where('mark_key', '=', slot('key'))),
  };
}

export class SqlMarkStore implements MarkStore {
  readonly #engine: SqlEngine;
  readonly #statements: ReturnType<typeof markStatements>;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
    this.#statements = markStatements(engine.builder);
  }

  async insertOnce(key: string, expiresAt: number, now: number): Promise<boolean> {
    return (await this.#engine.write(this.#statements.insertOnce({ key, expiresAt, now }))).changes === 1;
  }

  async touch(key: string, intervalSeconds: number, expiresAt: number, now: number): Promise<boolean> {
    const values = { key, expiresAt, now, interval: intervalSeconds };
    const { rows } = await this.#engine.write(this.#statements.touch(values));
    return rows[0]?.count === 1;
  }

  async increment(key: string, expiresAt: number, now: number): Promise<number> {
    const { rows } = await this.#engine.write(this.#statements.increment({ key, expiresAt, now }));
    return rows[0]?.count as number;
  }

  async count(key: string, now: number): Promise<number> {
    const [row] = await this.#engine.read(this.#statements.count({ key, now }));
    return (row?.count as number | undefined) ?? 0;
  }

  async clear(key: string): Promise<void> {
    await this.#engine.write(this.#statements.clear({ key }));
  }
}
