// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface RenewClientSecretBody {
  /** Seconds that the others stay good; 0: they end now. */
  readonly keep?: number | undefined;
}
