import { sql } from 'kysely';
import type { Client, ClientOrigin } from '../../model/client.ts';
import { clientMatches } from '../client-search.ts';
import { type ClientSearch, type ClientStore, type ListPage, StoreUnavailableError } from '../contracts.ts';
import { compile, prepare, type Query } from './query.ts';
import { firstMatches } from './search.ts';
import type { SqlEngine } from './sql-engine.ts';

/** Of so many that change one client at once each gets its turn. */
const mostTries = 50;

export class SqlClientStore implements ClientStore {
  readonly #engine: SqlEngine;
  readonly #find: (values: { clientId: string }) => Query;

  constructor(engine: SqlEngine) {
    this.#engine = engine;
    this.#find = prepare((slot) =>
      engine.builder.selectFrom('clients').select('data').where('client_id', '=', slot('clientId')),
    );
  }

  async find(clientId: string): Promise<Client | undefined> {
    const [row] = await this.#engine.read(this.#find({ clientId }));
    return row === undefined ? undefined : JSON.parse(row.data as string);
  }

  async insert(client: Client): Promise<boolean> {
    const data = JSON.stringify(client);
    const statement = this.#engine.builder
      .insertInto('clients')
      .values({ client_id: client.clientId, data })
      .onConflict((conflict) => conflict.doNothing());
    return this.#write(compile(statement), client, data);
  }

  async update(client: Client): Promise<boolean> {
    const data = JSON.stringify(client);
    const statement = this.#engine.builder
      .updateTable('clients')
      .set({ data })
      .where('client_id', '=', client.clientId);
    return this.#write(compile(statement), client, data);
  }

  async change(clientId: string, change: (client: Client) => Client): Promise<Client | undefined> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const [row] = await this.#engine.read(this.#find({ clientId }));
      if (row === undefined) return undefined;
      const before = row.data as string;
      const after = change(JSON.parse(before));
      const data = JSON.stringify(after);
      const statement = this.#engine.builder
        .updateTable('clients')
        .set({ data })
        .where('client_id', '=', clientId)
        // As it was read, to the letter: nobody else has changed it since.
        .where('data', '=', before);
      if (await this.#write(compile(statement), after, data)) return after;
    }
    throw new StoreUnavailableError('The client is being changed by too many others.');
  }

  async remove(clientId: string): Promise<boolean> {
    const { builder } = this.#engine;
    const [removed] = await this.#engine.transact([
      compile(builder.deleteFrom('clients').where('client_id', '=', clientId)),
      compile(builder.deleteFrom('client_origins').where('client_id', '=', clientId)),
    ]);
    return removed?.changes === 1;
  }

  async list({ search, origin, ...page }: ClientSearch): Promise<readonly Client[]> {
    if (search === undefined && origin === undefined) return this.#page(page);
    const isFound = (client: Client) => clientMatches(client, { search, origin });
    return firstMatches(
      page,
      (piece) => this.#page(piece),
      ({ clientId }) => clientId,
      isFound,
    );
  }

  async count(origin?: ClientOrigin): Promise<number> {
    const { builder } = this.#engine;
    const all = builder.selectFrom('clients').select(({ fn }) => fn.countAll().as('count'));
    const ofOrigin = builder.selectFrom('client_origins').select(({ fn }) => fn.countAll().as('count'));
    const [row] = await this.#engine.read(compile(origin === undefined ? all : ofOrigin.where('origin', '=', origin)));
    return Number(row?.count);
  }

  async listIdle(origin: ClientOrigin, until: number, limit: number): Promise<readonly string[]> {
    const idle = this.#engine.builder
      .selectFrom('client_origins')
      .select('client_id')
      .where('origin', '=', origin)
      .where('idle_since', '<=', until)
      .orderBy('idle_since')
      .limit(limit);
    return (await this.#engine.read(compile(idle))).map((row) => row.client_id as string);
  }

  /** Writes a client, and in the same transaction what it is counted by. Resolves to whether it was written. */
  async #write(statement: Query, client: Client, data: string): Promise<boolean> {
    const { builder } = this.#engine;
    const { clientId, origin, idleSince = null } = client;
    if (origin === undefined) return (await this.#engine.write(statement)).changes === 1;
    const noted = builder
      .insertInto('client_origins')
      .columns(['client_id', 'origin', 'idle_since'])
      .expression(
        builder
          .selectFrom('clients')
          .select([
            'client_id',
            sql<string>`CAST(${origin} AS TEXT)`.as('origin'),
            sql<number | null>`CAST(${idleSince} AS BIGINT)`.as('idle_since'),
          ])
          .where('client_id', '=', clientId)
          // If it was written: what stands there may be somebody else's.
          .where('data', '=', data),
      )
      .onConflict((conflict) =>
        conflict.column('client_id').doUpdateSet({
          origin: sql<string>`excluded.origin`,
          idle_since: sql<number | null>`excluded.idle_since`,
        }),
      );
    const [written] = await this.#engine.transact([statement, compile(noted)]);
    return written?.changes === 1;
  }

  async #page({ limit, after }: ListPage): Promise<readonly Client[]> {
    const all = this.#engine.builder.selectFrom('clients').select('data').orderBy('client_id').limit(limit);
    const page = after === undefined ? all : all.where('client_id', '>', after);
    return (await this.#engine.read(compile(page))).map((row) => JSON.parse(row.data as string));
  }
}
