import type { LoadResult, ScenarioName } from '../protocol.ts';
import type { Curves, PlotOrder } from './plot-order.ts';
import { ServerProcess } from './server-process.ts';
import { median } from './statistics.ts';

/**
 * Refreshes and introspections on one SQLite file that grows by powers of ten from 1000 rows on: every request is about another row, drawn
 * from all of them, old and new.
 */
export async function rowCurves({ load, rows, file, tell }: PlotOrder): Promise<Curves> {
  const storage = { kind: 'sqlite', path: file('rows.db') } as const;
  const servers: { server: ServerProcess; label: ScenarioName; rates: Point[]; p99s: Point[] }[] = [];
  try {
    for (const scenario of ['refresh', 'introspection'] as const) {
      const server = await ServerProcess.start('mintmark', { scenario, storage });
      servers.push({ server, label: scenario, rates: [], p99s: [] });
      const flow = await server.flow(32, 0);
      await load.run({ port: server.port, flow, connections: 32, seconds: 10, requests: 8000 });
    }
    const [filler] = servers as [(typeof servers)[0], ...unknown[]];
    let stored = 0;
    for (let size = 1000; size <= rows; size *= 10) {
      while (stored < size) {
        tell(`rows: ${stored} of ${size}`);
        const more = Math.min(50_000, size - stored);
        await filler.server.fill(more);
        stored += more;
      }
      // What was written is being copied and synced for a while.
      await new Promise((resolve) => setTimeout(resolve, Math.min(20_000, size / 100)));
      const used = Math.min(6000, Math.floor(size / 8));
      for (const { server, label, rates, p99s } of servers) {
        const results: LoadResult[] = [];
        for (let round = 0; round < 3; round += 1) {
          tell(`rows: ${label} among ${size}, round ${round + 1}`);
          const flow = await filler.server.filled(label, used);
          results.push(await load.run({ port: server.port, flow, connections: 64, seconds: 3 }));
        }
        rates.push({ x: size, y: median(results.map(({ requests, seconds }) => requests / seconds)) });
        p99s.push({ x: size, y: median(results.map(({ p99 }) => p99)) });
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
