import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createServer } from '../src/server/server.ts';
import { clients, fixture } from '../test/support/fixture.ts';
import { issuer, masterSecret, type NodeOptions } from '../test/support/node-process.ts';
import { type PostgresServer, startPostgresServer } from '../test/support/postgres-server.ts';
import { codeClients, makeMany, writeRefreshToken } from '../test/support/redeemable.ts';
import { clientId } from './rotating-clients.ts';

/** A store for one trial, which is gone after it. */
export interface TrialStorage extends AsyncDisposable {
  readonly storage: NodeOptions['storage'];
  /** Of a trial on PostgreSQL: with fsync, since it is going to be killed. */
  readonly postgres: PostgresServer | undefined;
}

export async function openStorage(kind: 'sqlite' | 'postgres'): Promise<TrialStorage> {
  if (kind === 'sqlite') {
    const directory = mkdtempSync(join(tmpdir(), 'mintmark-endurance-'));
    return {
      storage: { kind, path: join(directory, 'endurance.db') },
      postgres: undefined,
      [Symbol.asyncDispose]: async () => rmSync(directory, { recursive: true, force: true }),
    };
  }
  const postgres = await startPostgresServer({ durable: true });
  const client = new pg.Client({ connectionString: `${postgres.url}postgres` });
  await client.connect();
  await client.query('CREATE DATABASE endurance');
  await client.end();
  return {
    storage: { kind, url: `${postgres.url}endurance` },
    postgres,
    [Symbol.asyncDispose]: () => postgres.stop(),
  };
}

/** First refresh tokens of so many families. */
export async function writeFamilies(storage: NodeOptions['storage'], count: number): Promise<readonly string[]> {
  const server = await createServer({
    ...fixture,
    clients: [...clients, ...codeClients],
    mode: 'dev',
    issuer,
    secret: masterSecret,
    storage,
  });
  const tokens = await makeMany(count, () => writeRefreshToken(server.services, clientId));
  await server.close();
  return tokens;
}
