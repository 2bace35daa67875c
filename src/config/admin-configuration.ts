// Generated from the schemas beside it by `npm run docs`: do not edit.
/** What is at the admin port beside health and metrics. */
export interface AdminConfiguration {
  /** Its address as callers and browsers see it. Absent: `http://localhost` with `listen.adminPort`. */
  readonly url?: string | undefined;
  /** Which users are administrators: for the console, and for tokens with a user at the API. Absent: none, and there is no console. */
  readonly console?: {
    /** Users, by `sub`. */
    readonly subjects?: readonly string[] | undefined;
    /** Users by a claim about them, which only you should be able to give. */
    readonly claim?: {
      /** Name of a claim about users, such as `roles`. */
      readonly name: string;
      /** What it is, or what stands in its list. */
      readonly value: string;
    } | undefined;
  } | undefined;
  /** Whether the trips of the last requests are kept in memory to be shown. Absent: in `dev` yes, in `start` no. */
  readonly explorer?: boolean | undefined;
  /** Who did what, to be looked up later. */
  readonly audit?: {
    /** What of the audit is kept in the store: nothing, changes by administrators, `security`: also all but tokens issued and asked about, or everything. Absent: `security` with `listen.adminPort`, else `off`. */
    readonly store?: 'off' | 'changes' | 'security' | 'everything' | undefined;
    /** Seconds that it is kept. Default: `7776000`. */
    readonly retention?: number | undefined;
  } | undefined;
}
