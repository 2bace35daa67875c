// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ListedGrant {
  /** By which it is revoked; opens nothing. */
  readonly id: string;
  readonly kind: 'refresh_token' | 'reference_token' | 'authorization_code' | 'device_code' | 'ciba';
  readonly subject?: string | undefined;
  readonly clientId?: string | undefined;
  /** Of everything that came of one authorization. */
  readonly family?: string | undefined;
  readonly sessionId?: string | undefined;
  /** Granted, or asked for as long as the user has not decided; absent: sealed under a secret that is gone. */
  readonly scopes?: readonly string[] | undefined;
  /** What APIs it is limited to; absent: not by the request. */
  readonly resources?: readonly string[] | undefined;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
}
