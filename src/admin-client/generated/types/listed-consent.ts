// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ListedConsent {
  readonly subject: string;
  readonly clientId: string;
  /** Absent: sealed under a secret that is gone. */
  readonly scopes?: readonly string[] | undefined;
  /** What APIs it was given for; absent: for all of its scopes. */
  readonly resources?: readonly string[] | undefined;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** Epoch seconds; `null`: never. */
  readonly expiresAt: number | null;
}
