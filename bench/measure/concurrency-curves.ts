import type { LoadResult } from '../protocol.ts';
import type { Curves, PlotOrder } from './plot-order.ts';
import { ServerProcess } from './server-process.ts';
import { median } from './statistics.ts';

const counts = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const rounds = 5;
const kinds = [
  { kind: 'mintmark', label: 'Mintmark' },
  { kind: 'floor', label: 'bare floor' },
  { kind: 'oidc-provider', label: 'oidc-provider' },
] as const;

/** `client_credentials` with ES256, 1 to 256 connections, the servers taking turns at every count. */
export async function concurrencyCurves({ load, tell }: PlotOrder): Promise<Curves> {
  const scenario = 'client-credentials-es256';
  const servers = await Promise.all(
    kinds.map(async ({ kind, label }) => {
      const server = await ServerProcess.start(kind, { scenario });
      return { server, label, flow: await server.flow(1, 0), rates: [] as Point[], p99s: [] as Point[] };
    }),
  );
  try {
    for (const { server, flow } of servers) {
      await load.run({ port: server.port, flow, connections: 32, seconds: 10, requests: 25_000 });
    }
    for (const connections of counts) {
      tell(`concurrency: ${connections} connections`);
      const results = servers.map(() => [] as LoadResult[]);
      for (let round = 0; round < rounds; round += 1) {
        for (const [index, { server, flow }] of servers.entries()) {
          const order = { port: server.port, flow, connections, seconds: 0.5, rampSeconds: 0.1 };
          results[index]!.push(await load.run(order));
        }
      }
      for (const [index, { rates, p99s }] of servers.entries()) {
        const all = results[index]!;
        rates.push({ x: connections, y: median(all.map(({ requests, seconds }) => requests / seconds)) });
        p99s.push({ x: connections, y: median(all.map(({ p99 }) => p99)) });
      }
    }
    return {
      throughput: servers.map(({ label, rates }) => ({ label, points: rates })),
      p99: servers.map(({ label, p99s }) => ({ label, points: p99s })),
    };
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()));
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}
