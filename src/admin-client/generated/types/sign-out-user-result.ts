// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface SignOutUserResult {
  /** How many sessions, codes and tokens ended. */
  readonly ended: number;
}
