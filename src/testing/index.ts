export type { StoreRequirement } from '../stores/contract/requirement.ts';
export { type ContractRunner, describeStoreContract, storeContract } from '../stores/contract-suite.ts';
export { type StoreCalls, withCounting } from '../stores/counting.ts';
export { withLatency } from '../stores/latency.ts';
export { createTestServer, type TestServer, type TestServerOptions } from './create-test-server.ts';
export { type SettableClock, settableClock } from './settable-clock.ts';
export {
  type CodeRequestDescription,
  type RequestDescription,
  type UserRequestDescription,
  type ValidatedRequests,
  validatedRequests,
} from './validated-requests.ts';
