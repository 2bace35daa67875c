import type { Clock } from '../model/clock.ts';

const maximumEntries = 10_000;

/** Remembers look-ups for a few seconds, so that a change is seen on every node soon after and a busy key costs no round trip. */
export class BriefCache<Value> {
  readonly #seconds: number;
  readonly #clock: Clock;
  readonly #load: (key: string) => Promise<Value>;
  readonly #entries = new Map<string, { readonly until: number; readonly value: Promise<Value> }>();

  constructor(options: {
    readonly seconds: number;
    readonly clock: Clock;
    readonly load: (key: string) => Promise<Value>;
  }) {
    this.#seconds = options.seconds;
    this.#clock = options.clock;
    this.#load = options.load;
  }

  /** A failed look-up is not remembered. */
  get(key: string): Promise<Value> {
    const now = this.#clock.now();
    const cached = this.#entries.get(key);
    // A clock that was set back must not keep an entry for longer.
    if (cached !== undefined && cached.until > now && cached.until <= now + this.#seconds) return cached.value;
    const value = this.#load(key);
    if (this.#entries.size >= maximumEntries) this.#entries.clear();
    this.#entries.set(key, { until: now + this.#seconds, value });
    value.catch(() => this.forget(key));
    return value;
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }
}
