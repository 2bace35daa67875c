// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface Trip {
  /** Also `x-request-id` of the answer. */
  readonly requestId: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly method: string;
  /** Of the endpoint, relative to the issuer. */
  readonly path: string;
  readonly durationMs: number;
  readonly status: number;
  readonly outcome: 'answered' | 'refused';
  /** As it was proved, else as the request says. */
  readonly clientId?: string | undefined;
  readonly grantType?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly parameters: readonly ({
    readonly in: 'query' | 'body' | 'header';
    readonly name: string;
    /** Only where it is harmless. */
    readonly value?: string | undefined;
  })[];
  readonly steps: readonly ({
    readonly name: string;
    /** Milliseconds since the request arrived. */
    readonly startMs: number;
    readonly durationMs: number;
    readonly outcome: 'done' | 'refused' | 'failed';
    readonly result?: string | undefined;
  })[];
  readonly storeCalls: readonly ({
    readonly operation: string;
    /** Milliseconds since the request arrived. */
    readonly startMs: number;
    readonly durationMs: number;
    readonly failed: boolean;
  })[];
  /** Calls of code of your own. */
  readonly seams: readonly ({
    readonly service: string;
    readonly className: string;
    readonly method: string;
    /** Milliseconds since the request arrived. */
    readonly startMs: number;
    readonly durationMs: number;
    readonly outcome: 'done' | 'refused' | 'failed';
    /** Of what the default would have returned; absent: it was not asked. */
    readonly changes?: readonly ({
      readonly kind: 'added' | 'changed' | 'removed';
      readonly member: string;
      readonly value?: string | undefined;
    })[] | undefined;
  })[];
  readonly events: readonly ({
    readonly type: string;
    readonly atMs: number;
    readonly facts: readonly ({
      readonly name: string;
      readonly value: string;
    })[];
  })[];
  readonly refusal?: {
    readonly reason?: string | undefined;
    readonly error?: string | undefined;
    readonly description?: string | undefined;
    /** What exactly was wrong; the client was not told. */
    readonly detail?: string | undefined;
    readonly fields: readonly ({
      readonly name: string;
      readonly value: string;
    })[];
    /** Where the rule stands. */
    readonly section: string;
    readonly likelyCause: string;
    /** The settings to look at, or `none`. */
    readonly setting: string;
  } | undefined;
  /** More requests came in that second than are followed: no steps were noted. */
  readonly isBrief: boolean;
  /** How many steps and calls were too many to be kept. */
  readonly leftOut: number;
}
