// Generated from the operations of the admin API by `npm run docs`: do not edit.
export interface ListedResource {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  readonly showInDiscoveryDocument: boolean;
  /** Claims about the user that it stands for. */
  readonly userClaims: readonly string[];
  readonly scopes: readonly string[];
  /** With these it asks about tokens; they are not shown. */
  readonly apiSecrets: readonly ({
    /** By which it is withdrawn. */
    readonly id: string;
    /** Epoch seconds from which on it is refused; absent: never. */
    readonly expiresAt?: number | undefined;
    readonly description?: string | undefined;
  })[];
  readonly accessTokenJwtType?: string | undefined;
  readonly requireResourceIndicator: boolean;
  readonly allowedAccessTokenSigningAlgorithms: readonly string[];
}
