/** Work that goes on after its request was answered. Nobody waits for it but a graceful close. */
export class BackgroundWork {
  readonly #underway = new Set<Promise<void>>();
  readonly #onFailure: (cause: unknown) => void;

  constructor(onFailure: (cause: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** Starts a task now. What it throws goes to the log. */
  run(task: () => Promise<void>): void {
    const running: Promise<void> = task()
      .catch((cause: unknown) => this.#onFailure(cause))
      .finally(() => this.#underway.delete(running));
    this.#underway.add(running);
  }

  /** Resolves once everything that was started is done, or after so many milliseconds; to whether all of it was done. */
  async drain(timeoutMs: number): Promise<boolean> {
    if (this.#underway.size === 0) return true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    const done = Promise.all(this.#underway).then(() => true as const);
    return Promise.race([done, timeout]).finally(() => clearTimeout(timer));
  }
}
