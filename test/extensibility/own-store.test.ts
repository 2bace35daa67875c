import { describeStoreContract } from 'mintmark/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ownStore } from '../package/customer-services.ts';

describeStoreContract('a store whose clients are kept elsewhere', ownStore, { describe, it, beforeAll, afterAll });
