// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ListedScope {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  readonly showInDiscoveryDocument: boolean;
  /** Claims about the user that it stands for. */
  readonly userClaims: readonly string[];
  /** Whether it is about the user, or lets into APIs. */
  readonly kind: 'identity' | 'api';
  /** Whether users cannot leave it out. */
  readonly required: boolean;
  readonly emphasize: boolean;
  /** The APIs that tokens with it are for. */
  readonly apis: readonly string[];
}
