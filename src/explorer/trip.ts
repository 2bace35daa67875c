import type { ErrorReason } from '../errors/reasons.ts';

/** What was kept of one request: plain values, and no secret among them. Milliseconds count from its arrival. */
export interface Trip {
  /** Also in the log and in the `x-request-id` header of the answer; of one that was refused before it was read: made up here. */
  readonly requestId: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly method: string;
  /** Of the endpoint, relative to the issuer; where there is none: what was asked for, as far as it is made of plain words. */
  readonly path: string;
  readonly durationMs: number;
  readonly status: number;
  readonly outcome: 'answered' | 'refused';
  /** As it was proved, else as the request says. */
  readonly clientId?: string | undefined;
  readonly grantType?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly parameters: readonly TripParameter[];
  readonly steps: readonly TripStep[];
  readonly storeCalls: readonly TripStoreCall[];
  readonly seams: readonly TripSeam[];
  readonly events: readonly TripEvent[];
  readonly refusal?: TripRefusal | undefined;
  /** More requests came in that second than are followed: there are neither steps nor times nor what stood in the body. */
  readonly isBrief: boolean;
  /** How many steps, store calls and the like were too many to be kept. */
  readonly leftOut: number;
}

/** A parameter of the query or the body, or a header that matters; `value` only where it is harmless. */
export interface TripParameter {
  readonly in: 'query' | 'body' | 'header';
  readonly name: string;
  readonly value?: string | undefined;
}

interface Timed {
  readonly startMs: number;
  readonly durationMs: number;
}

export interface TripStep extends Timed {
  /** As in traces: `client`, `grant`, `mint.token`. */
  readonly name: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** What came out, in a few words. */
  readonly result?: string | undefined;
}

export interface TripStoreCall extends Timed {
  /** `grants.consume`. */
  readonly operation: string;
  readonly failed: boolean;
}

/** A call of something of the user's own: an overridden method, a validator, a whole service. */
export interface TripSeam extends Timed {
  /** The service, as `options.services` names it. */
  readonly service: string;
  /** The class that it is of. */
  readonly className: string;
  readonly method: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** What it made of what the default would have returned; absent: the default was not asked, or nothing can be compared. */
  readonly changes?: readonly TripChange[] | undefined;
}

export interface TripChange {
  readonly kind: 'added' | 'changed' | 'removed';
  /** `custom.tenant`. */
  readonly member: string;
  /** The new one, where it is harmless. */
  readonly value?: string | undefined;
}

export interface TripEvent {
  readonly type: string;
  readonly atMs: number;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export interface TripRefusal {
  /** Absent: refused before it was read, for which there is no reason in the catalogue. */
  readonly reason?: ErrorReason | undefined;
  /** As the client was told. */
  readonly error?: string | undefined;
  readonly description?: string | undefined;
  /** For the log only; never a secret. */
  readonly detail?: string | undefined;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** Where the rule stands. */
  readonly section: string;
  readonly likelyCause: string;
  /** The setting to look at, or `none`. */
  readonly setting: string;
}

/** What lists are narrowed by; absent members narrow nothing. */
export interface TripQuery {
  readonly clientId?: string | undefined;
  readonly path?: string | undefined;
  readonly outcome?: Trip['outcome'] | undefined;
  readonly reason?: string | undefined;
  readonly requestId?: string | undefined;
  /** Epoch seconds, this one included. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** 1 to 200. Default: 50. */
  readonly limit?: number | undefined;
}

export interface TripPage {
  /** Newest first. */
  readonly items: readonly Trip[];
  /** For `after`; absent: there are no more. */
  readonly next?: string | undefined;
}
