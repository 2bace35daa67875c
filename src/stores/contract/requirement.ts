import type { Store } from '../contracts.ts';

/** One sentence of the store contract and the calls that prove it. `run` rejects where the store breaks it. */
export interface StoreRequirement {
  readonly title: string;
  run(store: Store): Promise<void>;
}
