// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface RetireKeyResult {
  /** Its `kid`. */
  readonly keyId: string;
  readonly algorithm: string;
  /** When it was made, epoch seconds. */
  readonly createdAt: number;
  /** From when it signs, epoch seconds. */
  readonly activeAt: number;
  /** Until when it signs, epoch seconds. */
  readonly retiringAt: number;
  /** Until when it is published, epoch seconds. */
  readonly retiredAt: number;
  /** `unusable`: sealed under a master secret that this server does not have. */
  readonly state: 'announced' | 'signing' | 'retiring' | 'retired' | 'unusable';
}
