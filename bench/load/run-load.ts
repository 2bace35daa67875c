import type { LoadOrder, LoadResult } from '../protocol.ts';
import type { Connection } from './connection.ts';
import { connectionsTo } from './connections.ts';

/** Runs one order to its end; every connection sends its next request when it has the answer to the one before. */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const { flow } = order;
  const count = flow.kind === 'each' ? Math.min(order.connections, flow.values.length) : order.connections;
  const connections = await connectionsTo(order.port, count);
  const latencies: number[] = [];
  const values = flow.kind === 'rotating' ? flow.values.slice(0, count) : [];
  const fixed = flow.kind === 'fixed' ? Buffer.from(flow.request, 'latin1') : undefined;
  const most = order.requests ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  let bodyBytes = 0;
  const ramped = performance.now() + (order.rampSeconds ?? 0) * 1000;
  const end = ramped + order.seconds * 1000;

  async function drive(connection: Connection, index: number): Promise<void> {
    for (;;) {
      const startedAt = performance.now();
      if (sent >= most || (flow.kind !== 'each' && startedAt >= end)) return;
      let request: Buffer | string;
      if (fixed !== undefined) request = fixed;
      else if (flow.kind === 'rotating') request = flow.head + values[index]! + flow.tail;
      else if (flow.kind === 'each' && sent < flow.values.length) request = flow.head + flow.values[sent]! + flow.tail;
      else return;
      sent += 1;
      const body = await connection.exchange(request);
      if (startedAt >= ramped) latencies.push(performance.now() - startedAt);
      bodyBytes = body.length;
      if (flow.kind === 'rotating') values[index] = memberOf(body, flow.member);
    }
  }

  await Promise.all(connections.map(drive));
  const seconds = (performance.now() - ramped) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { requests: latencies.length, allRequests: sent, seconds, p50: at(0.5), p99: at(0.99), bodyBytes, values };
}

/** The text of a member, without parsing the rest; its value must be plain. */
export function memberOf(body: Buffer, member: string): string {
  const text = body.toString('latin1');
  const start = text.indexOf(`"${member}":"`) + member.length + 4;
  if (start < member.length + 4) throw new Error(`an answer without ${member}: ${text.slice(0, 300)}`);
  return text.slice(start, text.indexOf('"', start));
}
