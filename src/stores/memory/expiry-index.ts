const bucketSeconds = 60;

/** Names by the minute in which they end, so that a sweep looks at what is due and at nothing else. */
export class ExpiryIndex {
  readonly #buckets = new Map<number, Set<string>>();

  add(name: string, expiresAt: number): void {
    const minute = Math.floor(expiresAt / bucketSeconds);
    const bucket = this.#buckets.get(minute);
    if (bucket === undefined) this.#buckets.set(minute, new Set([name]));
    else bucket.add(name);
  }

  delete(name: string, expiresAt: number): void {
    const minute = Math.floor(expiresAt / bucketSeconds);
    const bucket = this.#buckets.get(minute);
    if (bucket?.delete(name) && bucket.size === 0) this.#buckets.delete(minute);
  }

  /** Names in every minute that has begun by `now`; the caller checks the second. */
  *due(now: number): Iterable<string> {
    for (const [minute, bucket] of this.#buckets) {
      if (minute * bucketSeconds <= now) yield* bucket;
    }
  }
}
