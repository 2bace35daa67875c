import { expect, it, onTestFinished } from 'vitest';
import { jsonReply } from '../../src/http/reply.ts';
import { composeServer } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/stores/memory/memory-store.ts';
import type { GroundServices } from '../../src/wiring/ground-services.ts';
import type { Module } from '../../src/wiring/module.ts';

interface CountingServiceGroup {
  readonly visits: { count: number };
}

const base = {
  mode: 'dev',
  issuer: 'http://localhost:9400',
  storage: { kind: 'memory' },
  signing: { algorithms: ['ES256'] },
} as const;

/** Counts who asks, and tells what is done to it; each answer waits for `answer`. */
function countingModule(answer: Promise<unknown>, start: () => Promise<unknown> = async () => {}) {
  const done: string[] = [];
  let made = 0;
  const module: Module<CountingServiceGroup, GroundServices> = {
    services: () => ({ visits: () => ({ count: 0 }) }),
    takeOver({ visits }, before) {
      visits.count = before.visits.count;
    },
    routes({ visits }) {
      made += 1;
      const name = made;
      return [
        [
          '/visits',
          {
            async endpoint() {
              visits.count += 1;
              await answer;
              return jsonReply(200, { name, count: visits.count });
            },
            cors: 'none',
            errors: 'json',
          },
        ],
      ];
    },
    start: async () => {
      await start();
      done.push('start');
    },
    seed: async () => done.push('seed'),
    stop: async () => done.push('stop'),
  };
  return { module, done };
}

it('a capability hands over what it keeps in memory with a reload, and is stopped after its last request', async () => {
  let answer = () => {};
  const { module, done } = countingModule(
    new Promise<void>((resolve) => {
      answer = resolve;
    }),
  );
  const server = await composeServer([module], base);
  const ask = async () => (await server.fetch(new Request(`${base.issuer}/visits`))).json();
  const first = ask();
  await server.reload(base);
  expect(done).toEqual(['start', 'seed', 'start', 'seed']);
  const second = ask();
  answer();
  expect(await Promise.all([first, second])).toEqual([
    { name: 1, count: 1 },
    { name: 2, count: 2 },
  ]);
  await server.close();
  expect(done).toEqual(['start', 'seed', 'start', 'seed', 'stop', 'stop']);
});

it('a capability that fails to start refuses the reload, before anything is written', async () => {
  let isBroken = false;
  const { module, done } = countingModule(Promise.resolve(), async () => {
    if (isBroken) throw new Error('its other server is away');
  });
  const store = createMemoryStore();
  const server = await composeServer([module], { ...base, store });
  onTestFinished(() => server.close());
  const keys = await store.keys.list();
  isBroken = true;
  const users = [{ subject: '1', username: 'alice' }];
  const reload = server.reload({ ...base, users, signing: { algorithms: ['ES256', 'PS256'] } });
  await expect(reload).rejects.toThrow('its other server is away');
  expect(done).toEqual(['start', 'seed', 'stop']);
  expect(await store.keys.list()).toEqual(keys);
  expect(await store.users.findBySubject('1')).toBeUndefined();
  expect(await (await server.fetch(new Request(`${base.issuer}/visits`))).json()).toEqual({ name: 1, count: 1 });
});
