import type { Flow, LatencyResult, RateOrder } from '../protocol.ts';
import type { Connection } from './connection.ts';
import { connectionsTo } from './connections.ts';
import { memberOf } from './run-load.ts';

/**
 * Requests at a fixed rate, whatever the server does: each has its instant (arrivals at random, so many a second on average), and what it
 * waits for a free connection counts. A closed loop asks nothing while the server stands still, and so does not see that it did.
 */
export async function runAtRate({ port, flow, connections: count, rate, seconds }: RateOrder): Promise<LatencyResult> {
  const free = [...(await connectionsTo(port, count))];
  const values = flow.kind === 'rotating' ? [...flow.values] : [];
  const fixed = flow.kind === 'fixed' ? Buffer.from(flow.request, 'latin1') : undefined;
  const latencies: number[] = [];
  const waiting: number[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: unknown;

  function requestOf(
    current: Flow,
  ): { readonly bytes: Buffer | string; readonly done: (body: Buffer) => void } | undefined {
    if (fixed !== undefined) return { bytes: fixed, done: () => {} };
    if (current.kind !== 'rotating') throw new Error('codes are used up: they have no rate');
    const value = values.shift();
    if (value === undefined) return undefined;
    return {
      bytes: current.head + value + current.tail,
      done: (body) => values.push(memberOf(body, current.member)),
    };
  }

  async function send(connection: Connection, due: number): Promise<void> {
    const request = requestOf(flow)!;
    const body = await connection.exchange(request.bytes);
    request.done(body);
    latencies.push(performance.now() - due);
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else await send(connection, next);
  }

  function begin(due: number): void {
    const connection = free.pop();
    if (connection === undefined) {
      waiting.push(due);
      return;
    }
    const sent = send(connection, due).catch((error) => {
      failure ??= error;
    });
    underWay.add(sent);
    void sent.finally(() => underWay.delete(sent));
  }

  const start = performance.now();
  for (let due = start; due < start + seconds * 1000; due += (-Math.log(1 - Math.random()) * 1000) / rate) {
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
    if (failure !== undefined) throw failure;
    begin(due);
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    requests: latencies.length,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    slowest: sorted.at(-1) ?? 0,
  };
}
