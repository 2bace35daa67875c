import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../contracts.ts';
import { SqliteWriteQueue } from './sqlite-write-queue.ts';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-queue-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
function open(options: { readonly busyTimeoutMs?: number; readonly logPath?: string } = {}) {
  files += 1;
  const path = join(directory, `${files}.db`);
  const database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 1; CREATE TABLE t (name TEXT PRIMARY KEY, body BLOB)',
  );
  const queue = new SqliteWriteQueue(database, { logPath: `${path}-wal`, busyTimeoutMs: 5000, ...options });
  const insert = (name: string, bytes = 1) =>
    queue.add(() => database.prepare('INSERT INTO t VALUES (?, zeroblob(?))').run(name, bytes));
  const names = () =>
    database
      .prepare('SELECT name FROM t ORDER BY name')
      .all()
      .map(({ name }) => name);
  return { path, database, queue, insert, names };
}

describe('writes that arrive together', () => {
  it('share one transaction, and one that breaks a constraint fails alone', async () => {
    const { database, queue, insert, names } = open();
    const log: boolean[] = [];
    const results = await Promise.allSettled([
      insert('a'),
      queue.add(() => log.push(database.isTransaction && names().includes('a'))),
      insert('a'),
      queue.add(() => {
        throw new Error('a mistake');
      }),
      insert('b'),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(log).toEqual([true]);
    expect(names()).toEqual(['a', 'b']);
    await queue.close();
  });

  it('are all refused when the disk is full, and later ones work again when it is not', async () => {
    const { database, queue, insert, names } = open();
    database.exec('PRAGMA max_page_count = 10');
    const results = await Promise.allSettled([insert('small'), insert('large', 100_000)]);
    for (const result of results) {
      expect(result.status === 'rejected' && result.reason).toBeInstanceOf(StoreUnavailableError);
    }
    expect(names()).toEqual([]);
    database.exec('PRAGMA max_page_count = 10000');
    await insert('large', 100_000);
    expect(names()).toEqual(['large']);
    await queue.close();
  });
});

describe('a write while another process holds the lock', () => {
  it('goes through once the lock is free', async () => {
    const { path, queue, insert, names } = open();
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const write = insert('late');
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(names()).toEqual([]);
    other.exec('COMMIT');
    await write;
    expect(names()).toEqual(['late']);
    other.close();
    await queue.close();
  });

  it('is refused as unavailable after its time, and so is everything that waited with it', async () => {
    const { path, queue, insert } = open({ busyTimeoutMs: 20 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const results = await Promise.allSettled([insert('a'), insert('b')]);
    for (const result of results) {
      expect(result.status === 'rejected' && result.reason).toBeInstanceOf(StoreUnavailableError);
    }
    other.exec('COMMIT');
    await insert('c');
    other.close();
    await queue.close();
  });
});

describe('a write whose sync fails', () => {
  it('is refused, and so is every later one: nothing may be called durable any more', async () => {
    const { queue, insert } = open({ logPath: join(directory, 'not-there-wal') });
    await expect(insert('a')).rejects.toThrow(StoreUnavailableError);
    await expect(insert('b')).rejects.toThrow(StoreUnavailableError);
    await expect(queue.settled()).rejects.toThrow(StoreUnavailableError);
    await queue.close();
  });
});

describe('a closed queue', () => {
  it('has finished what was waiting and takes nothing more', async () => {
    const { queue, insert, names } = open();
    const write = insert('last');
    await queue.close();
    await write;
    expect(names()).toEqual(['last']);
    await expect(insert('after')).rejects.toThrow(StoreUnavailableError);
  });
});
