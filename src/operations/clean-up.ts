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
const batchSize = 500;
const maximumBatches = 200;
const lease = 'clean-up';

/**
 * Deletes expired rows in small batches. The node that gets the lease of an interval does it; the others rest. Between batches
 * token requests have their turn.
 */
export class CleanUp {
  readonly #services: CleanUpServices;
  readonly #further: readonly FurtherCleanUp[];
  #timer: ReturnType<typeof setInterval> | undefined;
  #running: Promise<number> | undefined;
  #stopped = false;

  /** @param further what is done beside the store's own sweep, once a turn. */
  constructor(services: CleanUpServices, further: readonly FurtherCleanUp[] = []) {
    this.#services = services;
    this.#further = further;
  }

  /** Begins to look every {@link cleanUpInterval}, at a moment of its own so that nodes started together spread out. */
  start(): void {
    const period = (cleanUpInterval + Math.random() * 10) * 1000;
    this.#timer = setInterval(() => void this.run(), period);
    this.#timer.unref?.();
  }

  /** One turn; resolves to how many rows went: 0 when another node has the lease. A failing store is logged, never thrown. */
  run(): Promise<number> {
    this.#running ??= this.#sweep().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #sweep(): Promise<number> {
    const { store, clock, log } = this.#services;
    let deleted = 0;
    try {
      const now = clock.now();
      if (!(await store.marks.insertOnce(lease, now + cleanUpInterval - 5, now))) return 0;
      for (let batch = 0; batch < maximumBatches && !this.#stopped; batch += 1) {
        const count = await store.sweep(clock.now(), batchSize);
        deleted += count;
        if (count === 0) break;
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
