import type { DatabaseSync } from 'node:sqlite';
import { isPassing, unavailable } from './sqlite-errors.ts';

interface Read {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads of one turn of the event loop share one transaction: taking and leaving SQLite's lock costs half as much as a look-up. */
export class SqliteReadBatch {
  readonly #database: DatabaseSync;
  #waiting: Read[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Resolves to what `work`, which must only read, returns. @throws {StoreUnavailableError} for what may pass. */
  add<Result>(work: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#run());
    });
  }

  #run(): void {
    const reads = this.#waiting;
    this.#waiting = [];
    const together = reads.length > 1 && this.#database.isOpen;
    try {
      if (together) this.#database.exec('BEGIN');
    } catch (error) {
      for (const { reject } of reads) reject(wrapped(error));
      return;
    }
    for (const { work, resolve, reject } of reads) {
      try {
        resolve(work() as never);
      } catch (error) {
        reject(wrapped(error));
      }
    }
    // Nothing was written: all that this does is to leave the lock, and what was read stays true.
    if (together && this.#database.isTransaction) this.#database.exec('COMMIT');
  }
}

function wrapped(error: unknown): unknown {
  return isPassing(error) ? unavailable(error) : error;
}
