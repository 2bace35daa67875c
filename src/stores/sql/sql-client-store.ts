import type { Client } from '../../model/client.ts';
import { clientMatches } from '../client-search.ts';
import { type ClientStore, type ListPage, type ListSearch, StoreUnavailableError } from '../contracts.ts';
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
    const statement = this.#engine.builder
      .insertInto('clients')
      .values({ client_id: client.clientId, data: JSON.stringify(client) })
      .onConflict((conflict) => conflict.doNothing());
    return (await this.#engine.write(compile(statement))).changes === 1;
  }

  async update(client: Client): Promise<boolean> {
    const statement = this.#engine.builder
      .updateTable('clients')
      .set({ data: JSON.stringify(client) })
      .where('client_id', '=', client.clientId);
    return (await this.#engine.write(compile(statement))).changes === 1;
  }

  async change(clientId: string, change: (client: Client) => Client): Promise<Client | undefined> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const [row] = await this.#engine.read(this.#find({ clientId }));
      if (row === undefined) return undefined;
      const before = row.data as string;
      const after = change(JSON.parse(before));
      const statement = this.#engine.builder
        .updateTable('clients')
        .set({ data: JSON.stringify(after) })
        .where('client_id', '=', clientId)
        // As it was read, to the letter: nobody else has changed it since.
        .where('data', '=', before);
      if ((await this.#engine.write(compile(statement))).changes === 1) return after;
    }
    throw new StoreUnavailableError('The client is being changed by too many others.');
  }

  async remove(clientId: string): Promise<boolean> {
    const statement = this.#engine.builder.deleteFrom('clients').where('client_id', '=', clientId);
    return (await this.#engine.write(compile(statement))).changes === 1;
  }

  async list({ search, ...page }: ListSearch): Promise<readonly Client[]> {
    if (search === undefined) return this.#page(page);
    const isFound = (client: Client) => clientMatches(client, search);
    return firstMatches(
      page,
      (piece) => this.#page(piece),
      ({ clientId }) => clientId,
      isFound,
    );
  }

  async #page({ limit, after }: ListPage): Promise<readonly Client[]> {
    const all = this.#engine.builder.selectFrom('clients').select('data').orderBy('client_id').limit(limit);
    const page = after === undefined ? all : all.where('client_id', '>', after);
    return (await this.#engine.read(compile(page))).map((row) => JSON.parse(row.data as string));
  }
}
