import type { Curves, PlotOrder } from '../report/draw-plots.ts';
import { ServerProcess } from './server-process.ts';

/** Refreshes and introspections on one SQLite file that grows by powers of ten, from 1000 rows of other people's grants. */
export async function rowCurves({ load, rows, file, tell }: PlotOrder): Promise<Curves> {
  const storage = { kind: 'sqlite', path: file('rows.db') } as const;
  const servers: { server: ServerProcess; label: string; rates: Point[]; p99s: Point[] }[] = [];
  try {
    for (const scenario of ['refresh', 'introspection'] as const) {
      const server = await ServerProcess.start('mintmark', { scenario, storage });
      servers.push({ server, label: scenario, rates: [], p99s: [] });
      const flow = await server.flow(32, 0);
      await load.run({ port: server.port, flow, connections: 32, seconds: 10, requests: 8000 });
    }
    let stored = 0;
    for (let size = 1000; size <= rows; size *= 10) {
      while (stored < size) {
        tell(`rows: ${stored} of ${size}`);
        const more = Math.min(20_000, size - stored);
        await servers[0]!.server.fill(more);
        stored += more;
      }
      for (const { server, rates, p99s } of servers) {
        const flow = await server.flow(64, 0);
        const result = await load.run({ port: server.port, flow, connections: 64, seconds: 3 });
        rates.push({ x: size, y: result.requests / result.seconds });
        p99s.push({ x: size, y: result.p99 });
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
