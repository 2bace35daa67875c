import { ExpiryIndex } from './expiry-index.ts';

/** A map whose entries end; `sweep` frees those that did. */
export class ExpiringMap<Value extends { readonly expiresAt: number }> {
  readonly #entries = new Map<string, Value>();
  readonly #expiry = new ExpiryIndex();

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  /** The entry unless its end has come. */
  getLive(key: string, now: number): Value | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAt > now ? entry : undefined;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  values(): Iterable<Value> {
    return this.#entries.values();
  }

  set(key: string, value: Value): void {
    const before = this.#entries.get(key);
    if (before?.expiresAt !== value.expiresAt) {
      if (before !== undefined) this.#expiry.delete(key, before.expiresAt);
      this.#expiry.add(key, value.expiresAt);
    }
    this.#entries.set(key, value);
  }

  delete(key: string): boolean {
    const before = this.#entries.get(key);
    if (before === undefined) return false;
    this.#expiry.delete(key, before.expiresAt);
    return this.#entries.delete(key);
  }

  /** Deletes up to `limit` entries that have ended and hands each to `deleted`. */
  sweep(now: number, limit: number, deleted?: (key: string, value: Value) => void): number {
    let count = 0;
    for (const key of this.#expiry.due(now)) {
      if (count >= limit) break;
      const value = this.#entries.get(key);
      if (value === undefined || value.expiresAt > now) continue;
      this.delete(key);
      deleted?.(key, value);
      count += 1;
    }
    return count;
  }
}
