/** A node of its own process: the fixture's server on a shared store. Its parent steers it by messages (`node-process.ts`). */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { listen } from '../../src/http/node-listener.ts';
import { createServer } from '../../src/server/server.ts';
import { openStore } from '../../src/stores/open-store.ts';
import { wrapStore } from '../../src/stores/wrap-store.ts';
import { clients, fixture } from './fixture.ts';
import type { NodeCommand, NodeOptions, ProcessUsage } from './node-process.ts';

const options: NodeOptions = JSON.parse(process.argv[2]!);
const {
  moreClients = [],
  holdable = false,
  listen: listenOptions = {},
  clockStep: firstStep = 0,
  port = 0,
  further = {},
  ...rest
} = options;
let clockStep = firstStep;
const storage =
  rest.storage.kind === 'postgres'
    ? { ...rest.storage, statementTimeoutMs: 5000, maximumConnections: 10 }
    : rest.storage;
let held: PromiseWithResolvers<void> | undefined;
const store = holdable
  ? wrapStore(await openStore(storage), async (_, call) => {
      await held?.promise;
      return call();
    })
  : undefined;
const server = await createServer({
  ...fixture,
  ...rest,
  ...further,
  ...(listenOptions.adminPort === undefined ? {} : { listen: { adminPort: listenOptions.adminPort } }),
  clients: [...clients, ...moreClients],
  mode: 'dev',
  clock: { now: () => Math.floor(Date.now() / 1000) + clockStep },
  ...(store === undefined ? {} : { store }),
});
const listening = await listen(server, { host: '127.0.0.1', port, ...listenOptions });

const { fdatasync } = fs;

/** From now on the disk does, or does not, take what it is told to keep. */
function failSyncs(fails: boolean): void {
  const failing = (_: number, done: (error: Error) => void) =>
    setImmediate(() => done(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })));
  fs.fdatasync = (fails ? failing : fdatasync) as typeof fs.fdatasync;
  syncBuiltinESMExports();
}

function usage(): ProcessUsage {
  globalThis.gc?.();
  const { heapUsed: heap, rss } = process.memoryUsage();
  return { heap, rss, handles: process.getActiveResourcesInfo().length };
}

const commands: { readonly [Name in NodeCommand['name']]: (value: number) => unknown } = {
  stepClock: (seconds) => {
    clockStep = seconds;
  },
  rotateKeys: () => server.services.keyRing.rotateNow(),
  refreshKeys: () => server.services.keyRing.refresh(),
  cleanUp: () => server.services.cleanUp.run(),
  holdStore: () => {
    held = Promise.withResolvers<void>();
  },
  releaseStore: () => held?.resolve(),
  failSyncs: (fails) => failSyncs(fails === 1),
  usage,
};
process.on('message', async ({ id, name, value }: NodeCommand & { readonly id: number }) => {
  try {
    process.send?.({ id, result: (await commands[name](value ?? 0)) ?? null });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
});
process.on('SIGTERM', async () => {
  await listening.stop();
  process.exit(0);
});
// The test is gone: so is its node.
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true, port: listening.port, adminPort: listening.adminPort });
