import type { KeyRecord } from '../../keys/key-store.ts';
import type { JsonObject } from '../../model/json.ts';

/** Ids of the keys that a JWKS holds; `undefined`: it is none. */
export function publicKeyIds(jwks: JsonObject | undefined): readonly string[] | undefined {
  const keys = jwks?.['keys'];
  if (!Array.isArray(keys)) return undefined;
  return keys.flatMap((key) => {
    const id = typeof key === 'object' && key !== null && 'kid' in key ? key['kid'] : undefined;
    return typeof id === 'string' ? [id] : [];
  });
}

/** Ids of the stored keys that every server has published by now. */
export function keyIdsDue(records: readonly KeyRecord[], now: number): readonly string[] {
  return records.filter(({ retiredAt }) => now < retiredAt).map(({ keyId }) => keyId);
}
