/** A signing key at rest. */
export interface KeyRecord {
  readonly keyId: string;
  readonly algorithm: string;
  readonly createdAt: number;
  /** From when on it may sign. */
  readonly activeAt: number;
  /** From when on it signs no more but still verifies. */
  readonly retiringAt: number;
  /** From when on it is not published any more. */
  readonly retiredAt: number;
  /** Public JWK as JSON. */
  readonly publicJwk: string;
  /** PKCS #8, encrypted with the master secret. */
  readonly sealedPrivateKey: Uint8Array;
}

/** Signing keys. */
export interface KeyStore {
  list(): Promise<readonly KeyRecord[]>;
  /**
   * Writes a key unless one with the same `algorithm` and `slot` is there: of many nodes that create a key at once, one wins.
   * `slot` is a positive 31-bit number, the same on all nodes that see the same keys. It is free again once its key was removed.
   * Resolves to whether it was written.
   */
  insert(record: KeyRecord, slot: number): Promise<boolean>;
  /** Changes instants only (retire, rotate now). */
  updateInstants(keyId: string, instants: Pick<KeyRecord, 'activeAt' | 'retiringAt' | 'retiredAt'>): Promise<boolean>;
  /** Replaces the sealed private key (after the master secret was changed). */
  reseal(keyId: string, sealedPrivateKey: Uint8Array): Promise<boolean>;
  remove(keyId: string): Promise<boolean>;
}
