import { expect, it } from 'vitest';
import { createHealth } from './health.ts';

function setUp(ping: () => Promise<void>) {
  const state = { now: 100, keys: true, stopping: false, pings: 0 };
  const health = createHealth({
    store: {
      ping() {
        state.pings += 1;
        return ping();
      },
    },
    keysLoaded: () => state.keys,
    stopping: () => state.stopping,
    pingTimeoutMs: 20,
    clock: { now: () => state.now },
  });
  return { state, health };
}

it('is ready when the store answers, keys are there and no stop has begun', async () => {
  const { state, health } = setUp(async () => {});
  expect(await health.ready()).toMatchObject({
    status: 200,
    body: '{"status":"ok","checks":{"store":"ok","keys":"ok","running":"ok"}}',
  });
  state.keys = false;
  expect(await health.ready()).toMatchObject({
    status: 503,
    body: '{"status":"unavailable","checks":{"store":"ok","keys":"failed","running":"ok"}}',
  });
});

it('is not ready, but alive, while it stops', async () => {
  const { state, health } = setUp(async () => {});
  state.stopping = true;
  expect((await health.ready()).status).toBe(503);
  expect(health.live().status).toBe(200);
});

it('is not ready when the store fails or is too slow', async () => {
  const failing = setUp(() => Promise.reject(new Error('gone')));
  expect((await failing.health.ready()).status).toBe(503);
  const slow = setUp(() => new Promise(() => {}));
  expect((await slow.health.ready()).status).toBe(503);
});

it('asks the store once a second, whoever asks', async () => {
  const { state, health } = setUp(async () => {});
  await Promise.all([health.ready(), health.ready()]);
  expect(state.pings).toBe(1);
  state.now = 101;
  await health.ready();
  expect(state.pings).toBe(2);
});
