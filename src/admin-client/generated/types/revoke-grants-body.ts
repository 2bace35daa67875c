// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface RevokeGrantsBody {
  readonly client: string;
  /** The `sub` of the user, percent-encoded. */
  readonly subject?: string | undefined;
}
