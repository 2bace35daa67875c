// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { Pages } from '../pages.ts';
import type { Trip } from './types/trip.ts';
import type { ExplainTokenResult } from './types/explain-token-result.ts';
import type { ExplainTokenBody } from './types/explain-token-body.ts';

/** Operations of the admin API: Explorer. */
export interface ExplorerOperations {
  /** List the last requests with their trips through the server. Newest first; of this process alone, and only while `admin.explorer` is on: otherwise the list is empty. They are in memory, and newer ones push them out. No secret is among them. Needs `mintmark.read` or `mintmark.admin`. */
  listTrips(input?: {
    /** `next` of the page before; absent: from the start. */
    readonly after?: string | undefined;
    /** How many at the most. */
    readonly limit?: number | undefined;
    /** Of this client. */
    readonly clientId?: string | undefined;
    /** At this endpoint, such as `/connect/token`. */
    readonly path?: string | undefined;
    readonly outcome?: 'answered' | 'refused' | undefined;
    /** Refused for this reason (`docs/errors.md`). */
    readonly reason?: string | undefined;
    /** Epoch seconds. */
    readonly since?: number | undefined;
    /** Epoch seconds. */
    readonly until?: number | undefined;
  }): Pages<Trip>;

  /** Show the trip of one request. Needs `mintmark.read` or `mintmark.admin`. */
  getTrip(input: {
    /** The `x-request-id` of its answer, also in the log. */
    readonly requestId: string;
  }): Promise<Trip>;

  /** Say what a token is, and whether it would be accepted here. Judged by the validators of the server. Nothing is consumed, written, fetched or kept, also where `admin.explorer` is off. Needs `mintmark.read` or `mintmark.admin`. */
  explainToken(input: {
    readonly body: ExplainTokenBody;
  }): Promise<ExplainTokenResult>;
}
