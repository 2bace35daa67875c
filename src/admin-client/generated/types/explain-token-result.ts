// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ExplainTokenResult {
  /** Such as `access token`, `refresh token`, `DPoP proof`, `unknown`. */
  readonly kind: string;
  /** Whether this server made it. */
  readonly isOurs: boolean;
  /** Its last four characters. */
  readonly shown: string;
  readonly verdict: string;
  /** Absent: not for this server to say. */
  readonly isAccepted?: boolean | undefined;
  readonly header?: readonly ({
    readonly name: string;
    readonly value: string;
    readonly meaning?: string | undefined;
  })[] | undefined;
  readonly claims?: readonly ({
    readonly name: string;
    readonly value: string;
    readonly meaning?: string | undefined;
  })[] | undefined;
  readonly signature?: {
    readonly algorithm: string;
    readonly keyId?: string | undefined;
    readonly signedBy: string;
    readonly outcome: 'passed' | 'failed' | 'unknown';
  } | undefined;
  /** Client, user, family, session and the like. */
  readonly about: readonly ({
    readonly name: string;
    readonly value: string;
    readonly meaning?: string | undefined;
  })[];
  readonly times: readonly ({
    readonly name: string;
    readonly at: number;
    readonly words: string;
  })[];
  readonly checks: readonly ({
    readonly name: string;
    readonly outcome: 'passed' | 'failed' | 'unknown';
    readonly says: string;
  })[];
}
