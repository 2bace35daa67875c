const stepMs = 500;
const steps = 4;

/**
 * How long requests join those that wait for a document: two seconds, so that no queue forms before a host that does not answer. They are counted in
 * turns of the event loop: where this process was busy, its host may have answered long ago.
 */
export class Patience {
  #left = steps;
  #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = this.#step();
  }

  get isOver(): boolean {
    return this.#left === 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #step(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#left -= 1;
      if (!this.isOver) this.#timer = this.#step();
    }, stepMs).unref();
  }
}
