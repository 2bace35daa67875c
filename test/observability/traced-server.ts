/**
 * A process of its own: a server beside an OpenTelemetry provider (`traced`) or beside none (`plain`). Prints the spans of four
 * requests, and every module that was loaded.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { registerHooks } from 'node:module';
import type { Span, Tracer } from '@opentelemetry/api';

interface Seen {
  readonly name: string;
  readonly parent: string | null;
  readonly attributes: Record<string, unknown>;
  failed: boolean;
  ended: boolean;
}

const modules: string[] = [];
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    modules.push(resolved.url);
    return resolved;
  },
});

const spans: Seen[] = [];
if (process.argv[2] === 'traced') {
  const { trace } = await import('@opentelemetry/api');
  const active = new AsyncLocalStorage<Seen>();
  const begin = (name: string): Seen => {
    const seen = { name, parent: active.getStore()?.name ?? null, attributes: {}, failed: false, ended: false };
    spans.push(seen);
    return seen;
  };
  const spanOf = (seen: Seen) =>
    ({
      setAttribute: (name: string, value: unknown) => {
        seen.attributes[name] = value;
      },
      setStatus: ({ code }: { code: number }) => {
        seen.failed = code === 2;
      },
      end: () => {
        seen.ended = true;
      },
    }) as unknown as Span;
  const tracer = {
    startSpan: (name: string) => spanOf(begin(name)),
    startActiveSpan(name: string, ...rest: unknown[]) {
      const seen = begin(name);
      return active.run(seen, () => (rest.at(-1) as (span: Span) => unknown)(spanOf(seen)));
    },
  } as unknown as Tracer;
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
}

const { asUserGrant, ordersApi, secret, startFixture } = await import('../support/fixture.ts');
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const exchanger = {
  clientId: 'exchanger',
  clientSecrets: [{ value: secret }],
  allowedGrantTypes: [asUserGrant, exchangeGrant],
  allowedScopes: ['orders.read'],
  tokenExchange: { subjectTokens: ['access_token' as const], audiences: [ordersApi] },
};
const { server, url, close } = await startFixture({ moreClients: [exchanger] });
const statuses: number[] = [];
for (const form of [
  { client_id: 'reference-machine', client_secret: secret },
  { client_id: 'reference-machine', client_secret: 'a wrong secret' },
]) {
  const body = new URLSearchParams({ ...form, grant_type: 'client_credentials', scope: 'orders.read' });
  const { status } = await server.fetch(new Request(`${url}/connect/token`, { method: 'POST', body }));
  statuses.push(status);
}
const ask = async (form: Record<string, string>) => {
  const body = new URLSearchParams({ client_id: 'exchanger', client_secret: secret, ...form });
  return server.fetch(new Request(`${url}/connect/token`, { method: 'POST', body }));
};
const users = (await (await ask({ grant_type: asUserGrant, user: '1', scope: 'orders.read' })).json()) as {
  access_token: string;
};
const exchanged = await ask({
  grant_type: exchangeGrant,
  subject_token: users.access_token,
  subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
});
statuses.push(exchanged.status);
await close();
process.stdout.write(JSON.stringify({ statuses, spans, modules }));
