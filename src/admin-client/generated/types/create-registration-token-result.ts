// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface CreateRegistrationTokenResult {
  readonly initialAccessToken: string;
  readonly uses: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
}
