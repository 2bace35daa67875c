// Generated from the operations of the admin API by `npm run docs`: do not edit.
import type { ListKeysResult } from './types/list-keys-result.ts';
import type { RotateKeysBody } from './types/rotate-keys-body.ts';
import type { RetireKeyResult } from './types/retire-key-result.ts';

/** Operations of the admin API: Signing keys. */
export interface SigningKeysOperations {
  /** List the signing keys. Needs `mintmark.read` or `mintmark.admin`. */
  listKeys(): Promise<ListKeysResult>;

  /** Announce new signing keys. They sign after `signing.propagationTime`; where one is announced already, nothing happens. A key that leaked is retired instead. Needs `mintmark.admin`. */
  rotateKeys(input?: {
    readonly body?: RotateKeysBody | undefined;
  }): Promise<ListKeysResult>;

  /** End a key at once: every token that it signed is void. For keys that leaked. Another one signs in its place; other nodes notice within a minute. Needs `mintmark.admin`. */
  retireKey(input: {
    /** Its `kid`. */
    readonly keyId: string;
  }): Promise<RetireKeyResult>;
}
