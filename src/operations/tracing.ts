import type { Span, Tracer } from '@opentelemetry/api';
import { standIn } from './stand-in.ts';

/** What OpenTelemetry's API leaves behind once a provider is registered: nothing is loaded before. */
const registration = Symbol.for('opentelemetry.js.api.1');

/** Traces calls as spans. */
export interface Tracing {
  /** The same object, its named methods inside spans: `{ authenticate: 'client' }`. */
  wrap<Target extends object>(target: Target, spans: { readonly [Method in keyof Target]?: string }): Target;
}

/**
 * Tracing, if an OpenTelemetry SDK was registered before the server was built; else `undefined`: then nothing is loaded, wrapped or
 * measured. `@opentelemetry/api` is an optional peer.
 */
export async function detectTracing(): Promise<Tracing | undefined> {
  const registered = (globalThis as Record<symbol, unknown>)[registration];
  if (typeof registered !== 'object' || registered === null || !('trace' in registered)) return undefined;
  const { trace, SpanStatusCode } = await import('@opentelemetry/api');
  const tracer = trace.getTracer('mintmark');
  const run = (name: string, call: () => unknown) => inSpan(tracer, name, call, SpanStatusCode.ERROR);
  return {
    wrap: (target, spans) =>
      standIn(target, (property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        const name = Object.hasOwn(spans, property) ? spans[property as keyof typeof spans] : undefined;
        if (name === undefined) return value.bind(target);
        return (...parameters: unknown[]) => run(name, () => value.apply(target, parameters));
      }),
  };
}

function inSpan(tracer: Tracer, name: string, call: () => unknown, errorCode: number): unknown {
  return tracer.startActiveSpan(`mintmark.${name}`, (span) => {
    try {
      const result = call();
      if (!(result instanceof Promise)) {
        span.end();
        return result;
      }
      return result.then(
        (value: unknown) => {
          span.end();
          return value;
        },
        (error: unknown) => {
          fail(span, error, errorCode);
          throw error;
        },
      );
    } catch (error) {
      fail(span, error, errorCode);
      throw error;
    }
  });
}

/** Only the kind of a failure goes into a trace: messages may hold what a client sent. */
function fail(span: Span, error: unknown, code: number): void {
  span.setStatus({ code });
  const reason = typeof error === 'object' && error !== null && 'reason' in error ? String(error.reason) : 'error';
  span.setAttribute('mintmark.reason', reason);
  span.end();
}
