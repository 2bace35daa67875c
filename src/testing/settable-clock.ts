import type { Clock } from '../model/clock.ts';

/** A clock that stands still until it is told otherwise. Epoch seconds. */
export interface SettableClock extends Clock {
  set(at: number): void;
  advance(seconds: number): void;
}

/**
 * A clock that a test sets.
 *
 * @param start default: now, so that tokens are valid for libraries that look at the machine's clock.
 */
export function settableClock(start = Math.floor(Date.now() / 1000)): SettableClock {
  let at = start;
  return {
    now: () => at,
    set: (value) => {
      at = value;
    },
    advance: (seconds) => {
      at += seconds;
    },
  };
}
