// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface RotateKeysBody {
  /** Only the key of this algorithm. */
  readonly algorithm?: string | undefined;
}
