interface Work {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Runs `all`, which never throws, with something before and after it. An error of its own rejects what has no result yet. */
export type Around = (all: () => void, size: number) => void;

/**
 * Work that a turn of the event loop brings, done together at its end. Done one by one, each answer would bring the next request before the
 * others had their turn, and the loop would turn once for each.
 */
export class EndOfTurn {
  readonly #around: Around;
  #waiting: Work[] = [];

  constructor(around: Around = (all) => all()) {
    this.#around = around;
  }

  /** Resolves to what `work` returns; rejects with what it throws. */
  add<Result>(work: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#run());
    });
  }

  #run(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      this.#around(() => waiting.forEach(settle), waiting.length);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}

function settle({ work, resolve, reject }: Work): void {
  try {
    resolve(work() as never);
  } catch (error) {
    reject(error);
  }
}
