import type { Store } from './contracts.ts';
import { wrapStore } from './wrap-store.ts';

/**
 * A store that answers later: each call waits about `ms` milliseconds before it is made and as long after it, so that calls of
 * other requests come in between. The jitter repeats itself: the same calls in the same order wait equally long.
 */
export function withLatency(store: Store, ms: number, options: { readonly jitter?: number } = {}): Store {
  const jitter = options.jitter ?? 0;
  let calls = 0;
  const wait = () => {
    calls += 1;
    // The golden ratio spreads the waits evenly between `1 - jitter` and `1 + jitter` of the nominal time.
    const spread = ((calls * 0.618_033_988_75) % 1) * 2 - 1;
    const delayMs = (ms / 2) * (1 + jitter * spread);
    return new Promise<void>((resolve) => setTimeout(resolve, delayMs));
  };
  return wrapStore(store, async (_, call) => {
    await wait();
    try {
      return await call();
    } finally {
      await wait();
    }
  });
}
