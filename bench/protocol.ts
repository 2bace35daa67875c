/** Requests that a server asks to be measured with; whole HTTP messages as text, Latin-1. */
export type Flow =
  /** The same request again and again. */
  | { readonly kind: 'fixed'; readonly request: string }
  /** Every connection has a value of its own, and puts what the answer brings (`member` of its JSON) into its next request. */
  | {
      readonly kind: 'rotating';
      readonly head: string;
      readonly tail: string;
      readonly member: string;
      readonly values: readonly string[];
    }
  /** Every value is used once, by whichever connection comes first; the run ends with the last. */
  | { readonly kind: 'each'; readonly head: string; readonly tail: string; readonly values: readonly string[] };

export interface LoadOrder {
  readonly port: number;
  readonly flow: Flow;
  readonly connections: number;
  /** Ignored by flows that end by themselves. */
  readonly seconds: number;
  /** Requests of so long a time at the start count for nothing but `allRequests`: caches are cold after a pause. */
  readonly rampSeconds?: number | undefined;
  /** Ends the run earlier. */
  readonly requests?: number | undefined;
}

/** Requests at a fixed rate, answered or not. */
export interface RateOrder {
  readonly port: number;
  readonly flow: Flow;
  /** Requests that may be under way; further ones wait, which counts. */
  readonly connections: number;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
}

/** Milliseconds from the instant at which a request was due to the end of its answer. */
export interface LatencyResult {
  readonly requests: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly slowest: number;
}

/** Latencies in milliseconds. */
export interface LoadResult {
  readonly requests: number;
  /** With those of the ramp. */
  readonly allRequests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Bytes of the body of the last answer. */
  readonly bodyBytes: number;
  /** What of a rotating flow is live now, by connection. */
  readonly values: readonly string[];
}

export const scenarioNames = [
  'client-credentials-es256',
  'client-credentials-eddsa',
  'client-credentials-rs256',
  'client-credentials-watched',
  'reference-tokens',
  'refresh',
  'code-exchange',
  'token-exchange',
  'token-exchange-beside',
  'introspection',
  'discovery',
  'jwks',
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';

/** What a server process is started with. */
export interface ServerOrder {
  readonly scenario: ScenarioName;
  /** With admin port, metrics and explorer. */
  readonly watched?: boolean | undefined;
  readonly storage?:
    | { readonly kind: 'memory' }
    | { readonly kind: 'sqlite'; readonly path: string }
    | { readonly kind: 'postgres'; readonly url: string };
}

/** What the process of a server can be asked for. */
export type Question =
  | { readonly ask: 'flow'; readonly connections: number; readonly values: number; readonly counted?: boolean }
  | { readonly ask: 'sample' }
  | { readonly ask: 'maintain' }
  | { readonly ask: 'calls' }
  | { readonly ask: 'startProfile' }
  | { readonly ask: 'stopProfile' }
  | { readonly ask: 'fill'; readonly rows: number }
  | { readonly ask: 'filled'; readonly scenario: ScenarioName; readonly values: number };

export interface Sample {
  /** Microseconds of CPU since the start, all threads. */
  readonly cpuMicroseconds: number;
  readonly rssBytes: number;
}

export function algorithmOf(scenario: ScenarioName): Algorithm {
  if (scenario === 'client-credentials-rs256') return 'RS256';
  return scenario === 'client-credentials-eddsa' ? 'EdDSA' : 'ES256';
}
