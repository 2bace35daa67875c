import { auditRequirements } from './contract/audit-requirements.ts';
import { countRequirements } from './contract/count-requirements.ts';
import { directoryRequirements } from './contract/directory-requirements.ts';
import { endingRequirements } from './contract/ending-requirements.ts';
import { grantRequirements } from './contract/grant-requirements.ts';
import { markRequirements } from './contract/mark-requirements.ts';
import { pageRequirements } from './contract/page-requirements.ts';
import type { StoreRequirement } from './contract/requirement.ts';
import { revocationRequirements } from './contract/revocation-requirements.ts';
import { togetherRequirements } from './contract/together-requirements.ts';
import { upkeepRequirements } from './contract/upkeep-requirements.ts';
import type { Store } from './contracts.ts';

export type { StoreRequirement };

/** What every store must do, sentence by sentence: loop over it with any test runner. The store may be shared and not empty. */
export const storeContract: readonly StoreRequirement[] = [
  ...grantRequirements,
  ...revocationRequirements,
  ...endingRequirements,
  ...markRequirements,
  ...directoryRequirements,
  ...pageRequirements,
  ...togetherRequirements,
  ...upkeepRequirements,
  ...auditRequirements,
  ...countRequirements,
];

/** The functions of a test runner that {@link describeStoreContract} needs; those of Vitest, Jest and `node:test` fit. */
export interface ContractRunner {
  describe(name: string, body: () => void): unknown;
  it(title: string, body: () => Promise<void>): unknown;
  beforeAll(body: () => Promise<void>): unknown;
  afterAll(body: () => Promise<void>): unknown;
}

/**
 * Declares one test a requirement.
 *
 * @param open Called once, before the tests; the store is migrated and, after them, closed.
 */
export function describeStoreContract(name: string, open: () => Promise<Store>, runner: ContractRunner): void {
  runner.describe(name, () => {
    let store: Store | undefined;
    runner.beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    runner.afterAll(async () => {
      await store?.close();
    });
    for (const { title, run } of storeContract) {
      runner.it(title, async () => {
        if (store === undefined) throw new Error('The store was not opened.');
        await run(store);
      });
    }
  });
}
