import type { LatencyResult, LoadOrder, LoadResult, RateOrder } from '../protocol.ts';
import { Child } from './child.ts';

/** The load generator on its own core. */
export class LoadGenerator {
  readonly #child: Child;

  private constructor(child: Child) {
    this.#child = child;
  }

  static async start(): Promise<LoadGenerator> {
    return new LoadGenerator((await Child.start('load/main.ts', 1)).child);
  }

  async run(order: LoadOrder): Promise<LoadResult> {
    return (await this.#child.ask<{ readonly result: LoadResult }>(order)).result;
  }

  async runAtRate(order: RateOrder): Promise<LatencyResult> {
    return (await this.#child.ask<{ readonly result: LatencyResult }>(order)).result;
  }

  pinTo(cores: number | string): void {
    this.#child.pinTo(cores);
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}
