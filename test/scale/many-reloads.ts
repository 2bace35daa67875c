/**
 * Reloads a server again and again while it is asked over sockets. By itself: `node --conditions=source test/scale/many-reloads.ts 1000` prints what became of it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ConfigurationError, createServer, listen, type MintmarkServer } from '../../src/index.ts';
import { asUserGrant, clients, fixture } from '../support/fixture.ts';
import { freePort } from '../support/free-port.ts';
import { type NodeClient, nodeClient } from '../support/node-client.ts';

export interface ManyReloads {
  readonly reloads: number;
  /** Of configurations that are wrong. */
  readonly refusedReloads: number;
  readonly requests: number;
  /** Requests without an answer, or with another one than their client must get. */
  readonly lost: readonly string[];
  readonly millisecondsPerReload: number;
  /** Configurations before whose services are still in memory, once the requests have ended. */
  readonly leftInMemory: number;
  /** Bytes in use after a garbage collection: after a tenth of the reloads, and after all. */
  readonly heap: readonly [early: number, late: number];
}

/** Of every ten one is wrong; the others add a client, or take it away again. */
export async function manyReloads(count: number): Promise<ManyReloads> {
  const adminPort = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-reloads-'));
  const options = {
    ...fixture,
    mode: 'dev',
    issuer: 'http://localhost',
    secret: 'jb0dIpHbBEvqbAzbAwDIgqWkxHGtdjnxNVEjk4xP2Fs',
    listen: { adminPort },
    storage: { kind: 'sqlite', path: join(folder, 'mintmark.db') },
  } as const;
  const added = { ...clients[0]!, clientId: 'added' };
  const server = await createServer(options);
  const listening = await listen(server, { host: '127.0.0.1', port: 0, adminPort });
  const load = startLoad(`http://127.0.0.1:${listening.port}`, `http://127.0.0.1:${adminPort}`);
  const before: WeakRef<object>[] = [];
  let refusedReloads = 0;
  let early = 0;
  let spent = 0;
  for (let reload = 0; reload < count; reload += 1) {
    if (reload === Math.floor(count / 10)) early = await heapInUse();
    before.push(new WeakRef(server.services));
    const begun = performance.now();
    if (reload % 10 === 9) refusedReloads += await refused(server, { ...options, issuer: 'http://other.example' });
    else await server.reload({ ...options, clients: reload % 2 === 0 ? [...clients, added] : clients });
    spent += performance.now() - begun;
    await load.moreRequests(4);
  }
  await load.stop();
  const leftInMemory = await left(before, server);
  const late = await heapInUse();
  await listening.stop();
  rmSync(folder, { recursive: true });
  const { requests, lost } = load;
  return {
    reloads: count,
    refusedReloads,
    requests: requests(),
    lost,
    millisecondsPerReload: spent / count,
    leftInMemory,
    heap: [early, late],
  };
}

async function refused(server: MintmarkServer, options: Parameters<MintmarkServer['reload']>[0]): Promise<number> {
  try {
    await server.reload(options);
    return 0;
  } catch (error) {
    if (error instanceof ConfigurationError) return 1;
    throw error;
  }
}

/** Tokens of a machine, chains of refresh tokens, discovery and metrics, eight at a time; each waits for its answer. */
function startLoad(url: string, admin: string) {
  const http = nodeClient({ connections: 8 });
  const lost: string[] = [];
  let answered = 0;
  let stopped = false;
  let wake: { readonly at: number; readonly resolve: () => void } | undefined;

  async function keep(name: string, ask: (http: NodeClient) => Promise<{ readonly status: number }>): Promise<void> {
    while (!stopped) {
      try {
        const { status } = await ask(http);
        if (status !== 200) lost.push(`${name}: ${status}`);
      } catch (error) {
        lost.push(`${name}: ${error}`);
      }
      answered += 1;
      if (wake !== undefined && answered >= wake.at) wake.resolve();
    }
  }

  const machine = () => keep('machine', () => http.token(url, 'machine', { grant_type: 'client_credentials' }));
  const chain = async () => {
    const user = { grant_type: asUserGrant, user: 'subject-of-alice', scope: 'openid orders.read offline_access' };
    let { refresh_token: token } = (await http.token(url, 'strict-application', user)).json;
    await keep('refresh', async () => {
      const answer = await http.refresh(url, 'strict-application', token);
      token = answer.json.refresh_token;
      return answer;
    });
  };
  const discovery = () => keep('discovery', () => http.get(url, '/.well-known/openid-configuration'));
  const metrics = () => keep('metrics', () => http.get(admin, '/metrics'));
  const running = [machine(), machine(), machine(), chain(), chain(), chain(), discovery(), metrics()];
  return {
    lost,
    requests: () => answered,
    /** Resolves once so many more were answered. */
    moreRequests: (count: number) =>
      new Promise<void>((resolve) => {
        wake = { at: answered + count, resolve };
      }),
    async stop() {
      stopped = true;
      await Promise.all(running);
      http.close();
    },
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

async function heapInUse(): Promise<number> {
  for (let round = 0; round < 5; round += 1) {
    collectGarbage();
    await turn();
  }
  return process.memoryUsage().heapUsed;
}

/** What waits for a turn of the event loop may hold them for that long. */
async function left(before: readonly WeakRef<object>[], { services }: MintmarkServer): Promise<number> {
  let count = before.length;
  for (let round = 0; round < 100 && count > 0; round += 1) {
    collectGarbage();
    await turn();
    count = before.filter((one) => ![undefined, services].includes(one.deref() as typeof services | undefined)).length;
  }
  return count;
}

if (import.meta.filename === process.argv[1]) {
  process.stdout.write(`${JSON.stringify(await manyReloads(Number(process.argv[2] ?? 1000)), undefined, 2)}\n`);
}
