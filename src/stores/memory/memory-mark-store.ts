import type { MarkStore } from '../contracts.ts';
import { ExpiringMap } from './expiring-map.ts';

interface Mark {
  readonly expiresAt: number;
  readonly lastAt: number;
  readonly intervalSeconds: number;
  readonly count: number;
}

const slowDownSeconds = 5;
const longestIntervalSeconds = 60;

export class MemoryMarkStore implements MarkStore {
  readonly #marks = new ExpiringMap<Mark>();

  async insertOnce(key: string, expiresAt: number, now: number): Promise<boolean> {
    if (this.#marks.getLive(key, now) !== undefined) return false;
    this.#marks.set(key, { expiresAt, lastAt: now, intervalSeconds: 0, count: 1 });
    return true;
  }

  async touch(key: string, intervalSeconds: number, expiresAt: number, now: number): Promise<boolean> {
    const before = this.#marks.getLive(key, now);
    const interval = before?.intervalSeconds ?? intervalSeconds;
    const inTime = before === undefined || now - before.lastAt >= interval;
    this.#marks.set(key, {
      expiresAt,
      lastAt: inTime ? now : before.lastAt,
      intervalSeconds: inTime
        ? interval
        : Math.max(interval, Math.min(interval + slowDownSeconds, longestIntervalSeconds)),
      count: inTime ? 1 : 0,
    });
    return inTime;
  }

  async increment(key: string, expiresAt: number, now: number): Promise<number> {
    const before = this.#marks.getLive(key, now);
    const mark =
      before === undefined
        ? { expiresAt, lastAt: now, intervalSeconds: 0, count: 1 }
        : { ...before, count: before.count + 1 };
    this.#marks.set(key, mark);
    return mark.count;
  }

  async count(key: string, now: number): Promise<number> {
    return this.#marks.getLive(key, now)?.count ?? 0;
  }

  async clear(key: string): Promise<void> {
    this.#marks.delete(key);
  }

  sweep(now: number, limit: number): number {
    return this.#marks.sweep(now, limit);
  }
}
