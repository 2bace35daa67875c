import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeStoreContract } from '../../src/stores/contract-suite.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';

describeStoreContract('the memory store', async () => createMemoryStore(), { describe, it, beforeAll, afterAll });
