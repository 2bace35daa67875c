import type { Clock } from '../model/clock.ts';
import type { Store } from '../stores/contracts.ts';
import type { Logger } from './log.ts';

export interface CleanUpServices {
  readonly store: Pick<Store, 'marks' | 'sweep'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Deletes what a capability keeps no longer; resolves to how many rows went. */
export type FurtherCleanUp = (now: number) => Promise<number>;

/** How often expired rows go, for all nodes together: seconds. */
export const cleanUpInterval = 60;
/** Rows of a kind that go at once: as many as go quickly, so that what waits behind them hardly notices. */
const batch = { first: 500, least: 100, most: 2000 } as const;
const quickMs = 10;
const slowMs = 40;
/** Milliseconds after which the rest is left to the next interval. */
const longestTurnMs = (cleanUpInterval - 10) * 1000;
const lease = 'clean-up';

/**
 * Runs a clean-up every {@link cleanUpInterval}, at a moment of its own so that nodes started together spread out.
 * @returns what ends it.
 */
export function startCleanUp(run: () => Promise<number>): () => void {
  const timer = setInterval(() => void run(), (cleanUpInterval + Math.random() * 10) * 1000);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Deletes expired rows in small batches, as many as there are: a flood of them goes faster than it came. The node that gets the lease of an interval does it; the others rest. Between batches
 * token requests have their turn.
 */
export class CleanUp {
  readonly #services: CleanUpServices;
  readonly #further: readonly FurtherCleanUp[];
  #running: Promise<number> | undefined;
  #stopped = false;

  /** @param further what is done beside the store's own sweep, once a turn. */
  constructor(services: CleanUpServices, further: readonly FurtherCleanUp[] = []) {
    this.#services = services;
    this.#further = further;
  }

  /** One turn; resolves to how many rows went: 0 when another node has the lease. A failing store is logged, never thrown. */
  run(): Promise<number> {
    this.#running ??= this.#sweep().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Ends the turn that is under way after its batch, and does none any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #sweep(): Promise<number> {
    const { store, clock, log } = this.#services;
    let deleted = 0;
    try {
      const now = clock.now();
      if (!(await store.marks.insertOnce(lease, now + cleanUpInterval - 5, now))) return 0;
      const end = performance.now() + longestTurnMs;
      let size: number = batch.first;
      while (!this.#stopped && performance.now() < end) {
        const begun = performance.now();
        const count = await store.sweep(clock.now(), size);
        deleted += count;
        if (count === 0) break;
        const took = performance.now() - begun;
        if (took < quickMs) size = Math.min(batch.most, size * 2);
        else if (took > slowMs) size = Math.max(batch.least, Math.floor(size / 2));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      for (const cleanUp of this.#further) deleted += await cleanUp(clock.now());
      if (deleted > 0) log.debug('expired rows were deleted', { deleted });
    } catch (cause) {
      log.warn('the clean-up failed and will be tried again', { cause });
    }
    return deleted;
  }
}
