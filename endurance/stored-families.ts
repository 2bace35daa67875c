import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { NodeOptions } from '../test/support/node-process.ts';

const twoLive = `SELECT count(*) AS n FROM (
  SELECT family FROM grants g WHERE kind = 'refresh_token' AND consumed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM revocations r WHERE r.family = g.family)
  GROUP BY family HAVING count(*) > 1
) AS forked`;
const withoutSuccessor = `SELECT count(*) AS n FROM grants
  WHERE kind = 'refresh_token' AND consumed_at IS NOT NULL AND successor IS NULL`;

/** What the database itself says, whatever the clients heard. */
export interface StoredFamilies {
  /** Families with two refresh tokens that live. */
  readonly twoLive: number;
  /** Redeemed tokens without a successor. */
  readonly withoutSuccessor: number;
  readonly isSound: boolean;
}

export async function storedFamilies(storage: NodeOptions['storage']): Promise<StoredFamilies> {
  if (storage.kind === 'sqlite') {
    const database = new DatabaseSync(storage.path);
    const count = (text: string) => Number(database.prepare(text).get()!['n']);
    const { integrity_check: integrity } = database.prepare('PRAGMA integrity_check').get()!;
    const found = { twoLive: count(twoLive), withoutSuccessor: count(withoutSuccessor), isSound: integrity === 'ok' };
    database.close();
    return found;
  }
  const client = new pg.Client({ connectionString: storage.url });
  await client.connect();
  const count = async (text: string) => Number((await client.query(text)).rows[0].n);
  const found = { twoLive: await count(twoLive), withoutSuccessor: await count(withoutSuccessor), isSound: true };
  await client.end();
  return found;
}
