import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { askStarter } from './ask-starter.ts';

/** Makes an empty database in the test run's PostgreSQL, which is removed with it; resolves to its URL. */
export async function createTestDatabase(): Promise<string> {
  const server = await askStarter('/postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: `${server}postgres` });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return server + name;
}
