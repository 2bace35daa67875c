// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface Counts {
  /** Exact up to 10,000. */
  readonly users: {
    readonly count: number;
    /** `false`: there are more. */
    readonly isComplete: boolean;
  };
  /** By where they stand or came from; exact. */
  readonly clients: {
    readonly configuration: number;
    readonly store: number;
    readonly registered: number;
    readonly document: number;
  };
  /** Sign-ins that live; exact up to 10,000. */
  readonly sessions: {
    readonly count: number;
    /** `false`: there are more. */
    readonly isComplete: boolean;
  };
  /** Live codes, tokens and consents by kind, among the first 10,000 rows of the store. */
  readonly grants: {
    readonly counts: Readonly<Record<string, number>>;
    /** `false`: only a part of the store was looked at, and there are more. */
    readonly isComplete: boolean;
  };
}
