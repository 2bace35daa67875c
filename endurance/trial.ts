import type { EnduranceOptions } from './options.ts';

/** What a trial found. A figure that must be 0 and is not fails the run. */
export interface TrialResult {
  readonly name: string;
  /** By what is counted, in the order in which it is told. */
  readonly figures: Readonly<Record<string, number>>;
  /** What must not be, in words; empty: passed. */
  readonly violations: readonly string[];
  readonly seconds: number;
}

/** One kind of trouble, made on purpose. */
export interface Trial {
  readonly name: string;
  run(options: EnduranceOptions, tell: (progress: string) => void): Promise<Omit<TrialResult, 'name' | 'seconds'>>;
}

/** A sequence of numbers between 0 and 1 that follows from its seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
