// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface AddClientSecretResult {
  /** By which it is withdrawn. */
  readonly id: string;
  /** Epoch seconds from which on it is refused; absent: never. */
  readonly expiresAt?: number | undefined;
  readonly description?: string | undefined;
  /** In plain text, shown this once. */
  readonly clientSecret: string;
}
