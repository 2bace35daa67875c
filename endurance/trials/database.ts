import { setTimeout as wait } from 'node:timers/promises';
import { FaultyProxy } from '../faulty-proxy.ts';
import type { TrialStorage } from '../storage.ts';
import type { Trial } from '../trial.ts';
import { faultTrial } from './fault.ts';

const restarts = faultTrial({
  name: 'restarts-postgres',
  kind: 'postgres',
  async make({ opened, seconds, tell }) {
    const count = Math.max(2, Math.round(seconds / 3));
    for (let restart = 1; restart <= count; restart += 1) {
      await opened.postgres!.kill();
      await wait(300);
      await opened.postgres!.restart();
      await wait(2000);
      tell(`${restart} of ${count} restarts`);
    }
    return { figures: { 'kills of the database': count } };
  },
});

/** A trial whose node reaches PostgreSQL by a way that can be made bad. */
function onTheWay(
  name: string,
  make: (proxy: FaultyProxy, seconds: number) => Promise<Readonly<Record<string, number>>>,
): Trial {
  let proxy: FaultyProxy | undefined;
  return faultTrial({
    name,
    kind: 'postgres',
    async storageOf({ storage }: TrialStorage) {
      if (storage.kind !== 'postgres') throw new Error('PostgreSQL is needed');
      const url = new URL(storage.url);
      proxy = await FaultyProxy.open(url.hostname, Number(url.port));
      url.port = String(proxy.port);
      return { kind: 'postgres', url: url.href };
    },
    async make({ seconds }) {
      const figures = await make(proxy!, seconds);
      proxy!.fault = { kind: 'none' };
      return { figures };
    },
    end: async () => proxy?.close(),
  });
}

const resets = onTheWay('resets-postgres', async (proxy, seconds) => {
  proxy.fault = { kind: 'resets', everyBytes: 30_011 };
  await wait(seconds * 1000);
  return { 'connections cut in the middle': proxy.cuts };
});

const slow = onTheWay('slow-postgres', async (proxy, seconds) => {
  proxy.fault = { kind: 'slow', milliseconds: 5000 };
  await wait(Math.max(12, seconds) * 1000);
  return { 'milliseconds an answer': 5000 };
});

export const databaseTrials: readonly Trial[] = [restarts, resets, slow];
