import { base64urlDecode } from './digest.ts';

/** Octets of a coordinate (RFC 7518 §6.2.1.2) or public key (RFC 8037 §2), by curve. */
const coordinateLengths: ReadonlyMap<unknown, number> = new Map([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
  ['Ed25519', 32],
]);

/**
 * Whether a public key is written in the one way that RFC 7518 §2 leaves: base64url without padding and without bits that nothing needs, whole
 * coordinates, and numbers without leading zeros. Otherwise one key would have several thumbprints (RFC 7638 §3.2).
 */
export function isCanonicalKey(jwk: Readonly<Record<string, unknown>>): boolean {
  if (jwk['kty'] === 'RSA') return isNumber(jwk['n']) && isNumber(jwk['e']);
  const length = coordinateLengths.get(jwk['crv']);
  if (length === undefined) return false;
  const isCoordinate = (value: unknown) => typeof value === 'string' && base64urlDecode(value)?.length === length;
  if (jwk['kty'] === 'EC') return isCoordinate(jwk['x']) && isCoordinate(jwk['y']);
  return jwk['kty'] === 'OKP' && isCoordinate(jwk['x']);
}

function isNumber(value: unknown): boolean {
  const bytes = typeof value === 'string' ? base64urlDecode(value) : undefined;
  return bytes !== undefined && bytes.length > 0 && bytes[0] !== 0;
}
