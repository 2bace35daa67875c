// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface AddClientSecretBody {
  /** For you: what it is for. */
  readonly description?: string | undefined;
  /** Epoch seconds from which on it is refused; absent: never. */
  readonly expiresAt?: number | undefined;
}
