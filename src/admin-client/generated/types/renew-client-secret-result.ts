// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface RenewClientSecretResult {
  readonly clientId: string;
  /** In plain text, shown this once. */
  readonly clientSecret: string;
}
