import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type PostgresServer, startPostgresServer } from '../test/support/postgres-server.ts';
import type { StorageOf } from './measure/measure-scenario.ts';

/** Files and databases for the servers under test, made when they are asked for and removed at the end. */
export class Storages {
  readonly #directory = mkdtempSync(join(tmpdir(), 'mintmark-bench-'));
  #postgres: Promise<PostgresServer> | undefined;
  #made = 0;

  readonly of: StorageOf = async ({ storage }) => {
    this.#made += 1;
    if (storage === 'memory') return { kind: 'memory' };
    if (storage === 'sqlite') return { kind: 'sqlite', path: this.file(`${this.#made}.db`) };
    this.#postgres ??= startPostgresServer({ durable: true });
    const { url } = await this.#postgres;
    const name = `bench_${this.#made}`;
    const client = new pg.Client({ connectionString: `${url}postgres` });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return { kind: 'postgres', url: url + name };
  };

  file(name: string): string {
    return join(this.#directory, name);
  }

  async remove(): Promise<void> {
    const postgres = await this.#postgres?.catch(() => undefined);
    await postgres?.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
