export { createTestServer, type TestServer, type TestServerOptions } from './create-test-server.ts';
export { type SettableClock, settableClock } from './settable-clock.ts';
