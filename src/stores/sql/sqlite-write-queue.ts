import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { limits } from '../../model/limits.ts';
import { StoreUnavailableError } from '../contracts.ts';
import { isBusy, isPassing, unavailable } from './sqlite-errors.ts';

interface Write {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly since: number;
}

interface Settlement {
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

const largestBatch = 512;
const longestQueue = limits.waitingWrites.most;

/**
 * Group commit. Writes of one turn of the event loop run in one transaction; one sync of the write-ahead log then covers every
 * transaction committed so far. The sync runs on the thread pool, so the event loop goes on and SQLite's lock is free meanwhile.
 *
 * Syncing the log from outside is sound: SQLite syncs the log itself before it copies pages from it into the database, and
 * keeps the same file while a connection is open.
 */
export class SqliteWriteQueue {
  readonly #database: DatabaseSync;
  readonly #logPath: string | undefined;
  readonly #busyTimeoutMs: number;
  #log: number | undefined;
  #waiting: Write[] = [];
  #scheduled = false;
  #committed: Settlement[] = [];
  #syncing = false;
  #idle: (() => void)[] = [];
  #broken: unknown;
  #closed = false;

  constructor(
    database: DatabaseSync,
    options: { readonly logPath: string | undefined; readonly busyTimeoutMs: number },
  ) {
    this.#database = database;
    this.#logPath = options.logPath;
    this.#busyTimeoutMs = options.busyTimeoutMs;
  }

  /** Runs `work` inside the next transaction; resolves once that is durable. An error of `work` alone fails no other write. */
  add<Result>(work: () => Result): Promise<Result> {
    if (this.#closed) return Promise.reject(new StoreUnavailableError('The store is closed.'));
    if (this.#broken !== undefined) return Promise.reject(unavailable(this.#broken));
    if (this.#waiting.length >= longestQueue) {
      return Promise.reject(new StoreUnavailableError('Too many writes are waiting.'));
    }
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject, since: performance.now() });
      this.#schedule();
    });
  }

  /** Resolves once everything committed so far is durable. @throws {StoreUnavailableError} when it never will be. */
  settled(): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(unavailable(this.#broken));
    if (!this.#syncing && this.#committed.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#committed.push({ succeed: resolve, fail: reject });
      this.#sync();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#waiting.length > 0 || this.#committed.length > 0 || this.#syncing) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
    if (this.#log !== undefined) closeSync(this.#log);
    this.#log = undefined;
  }

  /** While a sync runs, writes gather: what would be committed now could not be durable before the next sync anyway. */
  #schedule(): void {
    if (this.#scheduled || this.#syncing) return;
    this.#scheduled = true;
    setImmediate(() => this.#commit());
  }

  #commit(): void {
    this.#scheduled = false;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (isBusy(error) && performance.now() - this.#waiting[0]!.since < this.#busyTimeoutMs) {
        this.#sync();
        this.#scheduled = true;
        setTimeout(() => this.#commit(), 1 + Math.random() * 4);
      } else {
        this.#failAll(this.#waiting.splice(0), error);
      }
      return;
    }
    const batch = this.#waiting.splice(0, largestBatch);
    const settlements: Settlement[] = [];
    try {
      for (const write of batch) settlements.push(run(write));
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      this.#failAll(batch, error);
      return;
    }
    this.#committed.push(...settlements);
    this.#sync();
  }

  #sync(): void {
    if (this.#syncing || this.#committed.length === 0) return;
    const covered = this.#committed;
    this.#committed = [];
    if (this.#logPath === undefined) {
      for (const settlement of covered) settlement.succeed();
      this.#goOn();
      return;
    }
    this.#syncing = true;
    try {
      this.#log ??= openSync(this.#logPath, 'r+');
    } catch (error) {
      this.#synced(covered, error);
      return;
    }
    fdatasync(this.#log, (error) => this.#synced(covered, error));
  }

  #synced(covered: readonly Settlement[], error: unknown): void {
    this.#syncing = false;
    if (error) {
      // After a failed sync the system may have dropped the pages: nothing later may be called durable (until a restart).
      this.#broken = error;
      for (const settlement of [...covered, ...this.#committed.splice(0)]) settlement.fail(unavailable(error));
    } else {
      for (const settlement of covered) settlement.succeed();
    }
    this.#goOn();
  }

  /** What waits is committed first: one sync then covers that and what was committed before. */
  #goOn(): void {
    if (this.#waiting.length > 0) this.#schedule();
    else if (this.#committed.length > 0) this.#sync();
    else this.#tellIdle();
  }

  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch (error) {
      this.#broken = error;
    }
  }

  #failAll(writes: readonly Write[], error: unknown): void {
    for (const write of writes) write.reject(unavailable(error));
    this.#goOn();
  }

  #tellIdle(): void {
    if (this.#waiting.length > 0 || this.#committed.length > 0 || this.#syncing) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

function run(write: Write): Settlement {
  try {
    const result = write.work() as never;
    return { succeed: () => write.resolve(result), fail: write.reject };
  } catch (error) {
    if (isPassing(error)) throw error;
    return { succeed: () => write.reject(error), fail: write.reject };
  }
}
