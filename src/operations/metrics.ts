import cluster from 'node:cluster';
import type { Store } from '../stores/contracts.ts';
import type { Events } from './events.ts';
import { grantLabel } from './grant-label.ts';
import { version } from './version.ts';

export interface RequestObservation {
  /** The endpoint's path relative to the issuer; `other` for none. */
  readonly endpoint: string;
  readonly status: number;
  /** Of `errors/reasons.ts`; `none` for an answer that is no refusal. */
  readonly reason: string;
  readonly seconds: number;
}

/** Prometheus metrics of one process. No label holds anything that a client chose. */
export interface Metrics {
  observe(request: RequestObservation): void;
  /** A request was refused before anything was looked at, since too many were being answered. */
  overload(): void;
  /** The same store, with the time of each call noted. */
  timed(store: Store): Store;
  /** Begins to count events and to show the age of keys. */
  watch(sources: MetricsSources): void;
  /** The exposition text, and its content type. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsSources {
  readonly events: Events;
  /** Signing keys, for their age. */
  readonly keys: () => readonly { readonly algorithm: string; readonly createdAt: number; readonly state: string }[];
  readonly now: () => number;
}

const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Creates the metrics; `prom-client` is loaded by this and by nothing else. */
export async function createMetrics(): Promise<Metrics> {
  const { AggregatorRegistry, Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = (
    await import('prom-client')
  ).default;
  const registry = new Registry();
  if (cluster.isWorker) {
    // The primary asks its workers and adds up (`cli/workers.ts`).
    AggregatorRegistry.setRegistries(registry);
    new AggregatorRegistry();
  }
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'mintmark_requests_total',
    help: 'Requests by endpoint, status and reason of refusal.',
    labelNames: ['endpoint', 'status', 'reason'],
    registers,
  });
  const durations = new Histogram({
    name: 'mintmark_request_duration_seconds',
    help: 'Time to answer, by endpoint.',
    labelNames: ['endpoint'],
    buckets: requestBuckets,
    registers,
  });
  const tokens = new Counter({
    name: 'mintmark_tokens_issued_total',
    help: 'Token responses by grant type (extension grants as one).',
    labelNames: ['grant_type'],
    registers,
  });
  const storeDurations = new Histogram({
    name: 'mintmark_store_duration_seconds',
    help: 'Time of store calls, by operation and outcome.',
    labelNames: ['operation', 'outcome'],
    buckets: requestBuckets,
    registers,
  });
  const events = new Counter({
    name: 'mintmark_events_total',
    help: 'Events by type.',
    labelNames: ['type'],
    registers,
  });
  const documents = new Counter({
    name: 'mintmark_client_documents_total',
    help: 'Client id metadata documents by outcome: fetched, or the reason of refusal.',
    labelNames: ['outcome'],
    registers,
  });
  const introspections = new Counter({
    name: 'mintmark_introspections_total',
    help: 'Tokens that APIs and clients asked about, by whether they were active.',
    labelNames: ['active'],
    registers,
  });
  new Gauge({
    name: 'mintmark_build_info',
    help: 'Always 1; the labels say which version runs on which Node.',
    labelNames: ['version', 'node'],
    registers,
    aggregator: 'max',
  }).set({ version: version(), node: process.version }, 1);
  const overloads = new Counter({
    name: 'mintmark_overload_refusals_total',
    help: 'Requests refused with 503 because too many were being answered.',
    registers,
  });
  let sources: MetricsSources | undefined;
  new Gauge({
    name: 'mintmark_signing_key_age_seconds',
    help: 'Age of the key that signs, by algorithm.',
    labelNames: ['algorithm'],
    registers,
    aggregator: 'max',
    collect() {
      this.reset();
      if (sources === undefined) return;
      for (const key of sources.keys()) {
        if (key.state === 'signing') this.set({ algorithm: key.algorithm }, sources.now() - key.createdAt);
      }
    },
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observe({ endpoint, status, reason, seconds }) {
      requests.inc({ endpoint, status, reason });
      durations.observe({ endpoint }, seconds);
    },
    overload: () => overloads.inc(),
    watch(watched) {
      sources = watched;
      watched.events.listen((event) => {
        events.inc({ type: event.type });
        if (event.type === 'ClientDocumentFetched') documents.inc({ outcome: 'fetched' });
        if (event.type === 'ClientDocumentRefused') documents.inc({ outcome: event.reason });
        if (event.type === 'TokenIntrospected') introspections.inc({ active: String(event.active) });
        if (event.type === 'TokenIssued') tokens.inc({ grant_type: grantLabel(event.grantType) });
      });
    },
    timed: (store) =>
      observedStore(store, (operation, seconds, failed) =>
        storeDurations.observe({ operation, outcome: failed ? 'failure' : 'success' }, seconds),
      ),
  };
}

type Observe = (operation: string, seconds: number, failed: boolean) => void;

/** Wraps every asynchronous method of the store's parts. */
function observedStore(store: Store, observe: Observe): Store {
  const observed = <Part extends object>(part: Part, name: string): Part =>
    new Proxy(part, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function' || typeof property !== 'string') return value;
        const operation = `${name}.${property}`;
        return (...parameters: unknown[]) => timedCall(() => value.apply(target, parameters), operation, observe);
      },
    });
  const parts = {
    grants: observed(store.grants, 'grants'),
    marks: observed(store.marks, 'marks'),
    keys: observed(store.keys, 'keys'),
    users: observed(store.users, 'users'),
    clients: observed(store.clients, 'clients'),
  };
  return new Proxy(store, {
    get(target, property) {
      if (Object.hasOwn(parts, property)) return parts[property as keyof typeof parts];
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function timedCall(call: () => unknown, operation: string, observe: Observe): Promise<unknown> {
  const started = performance.now();
  let failed = true;
  try {
    const result = await call();
    failed = false;
    return result;
  } finally {
    observe(operation, (performance.now() - started) / 1000, failed);
  }
}
