import { listenAdmin } from '../http/node-listener.ts';
import { textReply } from '../http/reply.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { MintmarkServer } from '../server/server.ts';

const readinessTimeoutMs = 3000;

/**
 * Opens the admin port in the primary, which answers it from a server of its own on the same store. Metrics are the sums over all workers, readiness
 * is that of the worker that happens to be asked. Resolves to what closes the port; the server is left open.
 */
export async function openWorkersAdmin(server: MintmarkServer, adminPort: number): Promise<() => Promise<void>> {
  const { AggregatorRegistry } = (await import('prom-client')).default;
  const registry = new AggregatorRegistry();
  const { issuer, listen } = server.settings;
  const { host, port, trustProxy, tls } = listen;
  const ready = `http://${addressOf(host)}:${port}${new URL(issuer).pathname.replace(/\/$/, '')}${paths.ready}`;

  async function answer(request: HttpRequest): Promise<HttpReply> {
    const path = request.target.split('?', 1)[0];
    try {
      // With TLS the name in the certificate is not that of this machine: the primary answers for itself.
      if (path === paths.ready && tls === undefined) return await askReadiness(ready);
      if (path === paths.metrics) return textReply(200, registry.contentType, await registry.clusterMetrics());
    } catch {
      return json(503, '{"status":"unavailable"}');
    }
    return server.admin(request);
  }

  const listening = await listenAdmin(answer, { ...listen, host, port: adminPort, trustProxy });
  return () => listening.stop();
}

const json = (status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body,
});

async function askReadiness(url: string): Promise<HttpReply> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(readinessTimeoutMs) });
  return json(answer.status, await answer.text());
}

/** Where an address that stands for all can be reached. */
function addressOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
