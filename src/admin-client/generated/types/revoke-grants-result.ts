// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface RevokeGrantsResult {
  /** How many codes, tokens and consents ended. */
  readonly ended: number;
}
