import { ConfigurationError } from '../errors/configuration-error.ts';

/** Milliseconds that a new configuration has to be read and to be ready. */
const defaultTimeoutMs = 30_000;

/**
 * Does reloads one after the other, so that the last wins. Those that only say "read it anew" and have not begun are one.
 */
export class Reloads<Outcome> {
  readonly #timeoutMs: number;
  #last: Promise<unknown> = Promise.resolve();
  #waiting: Promise<Outcome> | undefined;
  #stopped = false;

  constructor(timeoutMs = defaultTimeoutMs) {
    this.#timeoutMs = timeoutMs;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /**
   * @param isShared whether a later call of this kind is content with the outcome of this one, as long as it has not begun.
   * @param work is given what throws once its time is over, or the server stops: what it does then must change nothing.
   * @param finish belongs to it, and may take longer.
   */
  run(
    isShared: boolean,
    work: (refuseIfOver: () => void) => Promise<Outcome>,
    finish: () => Promise<void>,
  ): Promise<Outcome> {
    if (isShared && this.#waiting !== undefined) return this.#waiting;
    const outcome = this.#last.then(async () => {
      if (this.#waiting === outcome) this.#waiting = undefined;
      const done = await this.#inTime(work);
      await finish();
      return done;
    });
    // Whatever comes after one that is given in another way must read anew.
    this.#waiting = isShared ? outcome : undefined;
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  /** Refuses what waits and what comes; resolves once none is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#last;
  }

  async #inTime(work: (refuseIfOver: () => void) => Promise<Outcome>): Promise<Outcome> {
    let isLate = false;
    const refuseIfOver = () => {
      if (this.#stopped) throw refusal('the server is stopping');
      if (isLate) throw refusal(late);
    };
    const late = `is not ready after ${this.#timeoutMs / 1000} seconds: something in it never ends`;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(refusal(late));
      }, this.#timeoutMs);
    });
    try {
      refuseIfOver();
      return await Promise.race([work(refuseIfOver), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function refusal(message: string): ConfigurationError {
  return new ConfigurationError([{ path: '', message }]);
}
