import type { Endpoint } from './endpoint.ts';

/**
 * Who may call an endpoint from a browser page of another origin: anyone (`public`), pages of origins that some client lists
 * (`clients`), or nobody.
 */
export type CorsPolicy = 'public' | 'clients' | 'none';

export interface Route {
  readonly endpoint: Endpoint;
  readonly cors: CorsPolicy;
  /** Methods that pages of other origins may use beside GET, HEAD and POST. */
  readonly methods?: readonly ('PUT' | 'DELETE')[];
  /** How errors are shown: to programs, to people, or to whoever asks. */
  readonly errors: 'json' | 'html' | 'negotiated';
}

/** Endpoints by their path relative to the issuer. A path that ends in `/*` stands for all below it. */
export type RouteTable = ReadonlyMap<string, Route>;
