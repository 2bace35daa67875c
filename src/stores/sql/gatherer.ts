import { StoreUnavailableError } from '../contracts.ts';

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly since: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface GathererOptions<Asked, Answer> {
  /** Answers all of a batch, in its order; rejects when nothing of it was done. */
  readonly run: (batch: readonly Asked[]) => Promise<readonly Answer[]>;
  /** Batches that are under way at once. */
  readonly atOnce: number;
  readonly largestBatch: number;
  /** Further ones are refused. */
  readonly longestQueue: number;
  /** Those that waited so long for their batch to begin are refused. */
  readonly longestWaitMs: number;
}

/**
 * What is asked in one turn of the event loop, or while earlier batches are under way, goes to the database together. What is wrong with one
 * of a batch fails no other: they are asked again one by one.
 */
export class Gatherer<Asked, Answer> {
  readonly #options: GathererOptions<Asked, Answer>;
  #waiting: Waiting<Asked, Answer>[] = [];
  #underWay = 0;
  #scheduled = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(options: GathererOptions<Asked, Answer>) {
    this.#options = options;
  }

  /** @throws {StoreUnavailableError} when too many wait, or this one waited too long. */
  add(asked: Asked): Promise<Answer> {
    if (this.#waiting.length >= this.#options.longestQueue) {
      return Promise.reject(new StoreUnavailableError('Too many requests are waiting for the database.'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, since: performance.now(), resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    if (this.#underWay >= this.#options.atOnce) {
      this.#watch();
      return;
    }
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#send(this.#next());
      this.#schedule();
    });
  }

  #next(): readonly Waiting<Asked, Answer>[] {
    return this.#waiting.splice(0, this.#options.largestBatch);
  }

  async #send(batch: readonly Waiting<Asked, Answer>[]): Promise<void> {
    if (batch.length === 0) return;
    this.#underWay += 1;
    try {
      const answers = await this.#options.run(batch.map(({ asked }) => asked));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!);
    } catch (error) {
      if (batch.length === 1 || error instanceof StoreUnavailableError) for (const { reject } of batch) reject(error);
      else await this.#sendOneByOne(batch);
    } finally {
      this.#underWay -= 1;
      this.#schedule();
    }
  }

  async #sendOneByOne(batch: readonly Waiting<Asked, Answer>[]): Promise<void> {
    for (const { asked, resolve, reject } of batch) {
      try {
        resolve((await this.#options.run([asked]))[0]!);
      } catch (error) {
        reject(error);
      }
    }
  }

  #watch(): void {
    const [oldest] = this.#waiting;
    if (this.#patience !== undefined || oldest === undefined) return;
    const { longestWaitMs } = this.#options;
    this.#patience = setTimeout(
      () => {
        this.#patience = undefined;
        const from = performance.now() - longestWaitMs;
        const late = this.#waiting.filter(({ since }) => since <= from);
        this.#waiting = this.#waiting.filter(({ since }) => since > from);
        for (const { reject } of late) {
          reject(new StoreUnavailableError('The request waited too long for the database.'));
        }
        this.#watch();
      },
      Math.max(1, oldest.since + longestWaitMs - performance.now() + 1),
    );
    this.#patience.unref();
  }
}
