import type { Store } from './contracts.ts';
import { wrapStore } from './wrap-store.ts';

export interface StoreCalls {
  /** By name, such as `grants.consume`. */
  readonly byName: ReadonlyMap<string, number>;
  readonly total: number;
  reset(): void;
}

/** A store that counts its calls: the benchmark shows them per request. */
export function withCounting(store: Store): { readonly store: Store; readonly calls: StoreCalls } {
  const byName = new Map<string, number>();
  const counted = wrapStore(store, (name, call) => {
    byName.set(name, (byName.get(name) ?? 0) + 1);
    return call();
  });
  return {
    store: counted,
    calls: {
      byName,
      get total() {
        return [...byName.values()].reduce((sum, count) => sum + count, 0);
      },
      reset: () => byName.clear(),
    },
  };
}
