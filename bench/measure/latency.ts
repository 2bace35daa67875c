import type { Flow, LatencyResult } from '../protocol.ts';
import type { Contender } from '../scenarios.ts';
import type { LoadGenerator } from './load-generator.ts';
import type { StorageOf } from './measure-scenario.ts';
import { ServerProcess } from './server-process.ts';

export interface LatencyMeasurement extends LatencyResult {
  readonly title: string;
  readonly label: string;
  /** Requests a second that were sent. */
  readonly rate: number;
}

const contenders = [
  {
    scenario: 'client-credentials-es256',
    title: 'client_credentials, JWT, ES256',
    kind: 'mintmark',
    storage: 'memory',
    label: 'Mintmark',
  },
  {
    scenario: 'client-credentials-es256',
    title: 'client_credentials, JWT, ES256',
    kind: 'oidc-provider',
    storage: 'memory',
    label: 'oidc-provider',
  },
  {
    scenario: 'refresh',
    title: 'refresh with rotation',
    kind: 'mintmark',
    storage: 'sqlite',
    label: 'Mintmark, SQLite',
  },
  {
    scenario: 'refresh',
    title: 'refresh with rotation',
    kind: 'mintmark',
    storage: 'postgres',
    label: 'Mintmark, PostgreSQL',
  },
  {
    scenario: 'refresh',
    title: 'refresh with rotation',
    kind: 'oidc-provider',
    storage: 'memory',
    label: 'oidc-provider',
  },
] as const satisfies readonly (Contender & { readonly scenario: string; readonly title: string })[];

const connections = 64;
/** Of a rotating flow: more than are ever under way. */
const values = 2000;

/**
 * Latency at half of what each server can do at most, which is measured first. Meanwhile Mintmark cleans up, rotates its signing keys, and
 * SQLite copies its log back, each several times.
 */
export async function measureLatency(
  seconds: number,
  load: LoadGenerator,
  storageOf: StorageOf,
  tell: (text: string) => void,
): Promise<readonly LatencyMeasurement[]> {
  const measured: LatencyMeasurement[] = [];
  for (const contender of contenders) {
    const { scenario, title, kind, label } = contender;
    tell(`latency: ${title}, ${label}`);
    const server = await ServerProcess.start(kind, { scenario, storage: await storageOf(contender) });
    try {
      const { port } = server;
      const flow = async (count: number): Promise<Flow> => server.flow(count, count);
      await load.run({ port, flow: await flow(connections), connections, seconds: 5, requests: 15_000 });
      const full = await load.run({ port, flow: await flow(connections), connections, seconds: 3 });
      const rate = Math.round(full.requests / full.seconds / 2);
      const steady = await flow(scenario === 'refresh' ? values : connections);
      const running = load.runAtRate({ port, flow: steady, connections: 256, rate, seconds });
      const upkeep = setInterval(() => void server.maintain().catch(() => {}), (seconds * 1000) / 6);
      try {
        measured.push({ title, label, rate, ...(await running) });
      } finally {
        clearInterval(upkeep);
      }
    } finally {
      await server.stop();
    }
  }
  return measured;
}
