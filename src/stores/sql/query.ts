import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqlDialect } from './migrations.ts';
import type { Tables } from './schema.ts';

export type SqlValue = string | number | null | Uint8Array;
export type Row = Record<string, unknown>;

/** A statement with its values. The text is the key under which engines keep the prepared statement. */
export interface Query {
  readonly text: string;
  readonly values: readonly SqlValue[];
  readonly returnsRows: boolean;
}

export interface WriteResult {
  readonly rows: readonly Row[];
  /** How many rows were written, or returned. */
  readonly changes: number;
}

export type QueryBuilder = Kysely<Tables>;

/** Kysely only writes the SQL here; engines run it. */
export function queryBuilder(dialect: SqlDialect): QueryBuilder {
  const postgres = dialect === 'postgres';
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => (postgres ? new PostgresAdapter() : new SqliteAdapter()),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => (postgres ? new PostgresIntrospector(db) : new SqliteIntrospector(db)),
      createQueryCompiler: () => (postgres ? new PostgresQueryCompiler() : new SqliteQueryCompiler()),
    },
  });
}

/** Stands in a statement where a value goes later. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

function query(text: string, values: readonly SqlValue[]): Query {
  return { text, values, returnsRows: isReturning(text) };
}

function isReturning(text: string): boolean {
  return /^\s*(select|with)\b|\breturning\b/i.test(text);
}

/** A statement built for this one call. */
export function compile(statement: Compilable): Query {
  const { sql, parameters } = statement.compile();
  return query(sql, parameters as readonly SqlValue[]);
}

/** A statement that is built once and bound often. */
export function prepare<Values extends Record<string, SqlValue>>(
  build: (slot: <Name extends keyof Values & string>(name: Name) => Values[Name]) => Compilable,
): (values: Values) => Query {
  const { sql: text, parameters } = build((name) => new Slot(name) as never).compile();
  const returnsRows = isReturning(text);
  const names = parameters.map((parameter) => (parameter instanceof Slot ? parameter.name : undefined));
  return (values) => ({
    text,
    returnsRows,
    values: names.map((name, index) => (name === undefined ? (parameters[index] as SqlValue) : values[name]!)),
  });
}
