import type { Client } from '../../model/client.ts';
import type { ClientStore } from '../contracts.ts';
import { compile, prepare, type Query } from './query.ts';
import type { SqlEngine } from './sql-engine.ts';

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

  async list({ limit, after }: { readonly limit: number; readonly after?: string }): Promise<readonly Client[]> {
    const all = this.#engine.builder.selectFrom('clients').select('data').orderBy('client_id').limit(limit);
    const page = after === undefined ? all : all.where('client_id', '>', after);
    return (await this.#engine.read(compile(page))).map((row) => JSON.parse(row.data as string));
  }
}
