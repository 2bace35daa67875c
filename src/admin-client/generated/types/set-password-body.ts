// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface SetPasswordBody {
  /** In plain text; only its argon2id hash is kept. */
  readonly password: string;
}
