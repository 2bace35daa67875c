/** Algorithms of assertions and request objects; symmetric ones and `none` are never accepted (RFC 8725 §3.1). */
export const assertionAlgorithms = [
  'ES256',
  'RS256',
  'PS256',
  'EdDSA',
  'Ed25519',
  'ES384',
  'ES512',
  'RS384',
  'RS512',
  'PS384',
  'PS512',
] as const;

/** What a client may sign with: what it is bound to, or any of the above. A client that was stored by an earlier version has no list. */
export function algorithmsOf(allowed: readonly string[] | undefined): readonly string[] {
  return allowed !== undefined && allowed.length > 0 ? allowed : assertionAlgorithms;
}

/** RSASSA-PKCS1-v1_5 is not for signed CIBA requests (FAPI-CIBA §5.2.2, FAPI 1.0 Part 2 §8.6). */
export const cibaRequestAlgorithms: readonly string[] = assertionAlgorithms.filter((name) => !name.startsWith('RS'));
