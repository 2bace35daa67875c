/** Where the time comes from; tests set it. */
export interface Clock {
  /** Whole epoch seconds. */
  now(): number;
}

export const systemClock: Clock = { now: () => Math.floor(Date.now() / 1000) };
