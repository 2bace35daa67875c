import { createServer } from 'node:http';
import { paths } from '../model/endpoint-paths.ts';

export interface WorkersListen {
  readonly host: string;
  /** The port that all workers share. */
  readonly port: number;
  readonly adminPort?: number | undefined;
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const readinessTimeoutMs = 3000;

/**
 * Opens the admin port in the primary: metrics are the sums over all workers, readiness is that of the worker that happens to be
 * asked. Resolves to what closes it; to `undefined` where there is no such port.
 */
export async function openWorkersAdmin(
  issuer: string,
  listen: WorkersListen,
): Promise<(() => Promise<void>) | undefined> {
  if (listen.adminPort === undefined) return undefined;
  const { AggregatorRegistry } = (await import('prom-client')).default;
  const registry = new AggregatorRegistry();
  const host = addressOf(listen.host);
  const ready = `http://${host}:${listen.port}${new URL(issuer).pathname.replace(/\/$/, '')}${paths.ready}`;

  async function reply(path: string | undefined): Promise<Reply> {
    if (path === paths.live) return json(200, '{"status":"ok"}');
    if (path === paths.ready) return askReadiness(ready);
    if (path !== paths.metrics) return { status: 404, type: 'text/plain; charset=utf-8', body: 'Not found\n' };
    const body = await registry.clusterMetrics();
    return { status: 200, type: registry.contentType, body };
  }

  const server = createServer((request, response) => {
    void reply(request.url?.split('?', 1)[0])
      .catch(() => json(503, '{"status":"unavailable"}'))
      .then(({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: listen.host, port: listen.adminPort }, resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

const json = (status: number, body: string): Reply => ({ status, type: 'application/json', body });

async function askReadiness(url: string): Promise<Reply> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(readinessTimeoutMs) });
  return json(answer.status, await answer.text());
}

/** Where an address that stands for all can be reached. */
function addressOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
