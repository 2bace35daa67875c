import { limits } from '../model/limits.ts';
import { base64urlDecode } from './digest.ts';

/**
 * Whether checking a signature with a public key of somebody else's costs little. An RSA key brings its own exponent, and the work grows with
 * the product of both lengths: two kilobytes of key are good for 15 ms a signature. Keys on curves all cost the same.
 *
 * @param jwk RFC 7517; what is no key at all is left to whoever imports it.
 */
export function isOfBearableSize(jwk: Readonly<Record<string, unknown>>): boolean {
  if (jwk['kty'] !== 'RSA') return true;
  return bits(jwk['n']) <= limits.rsaModulus.most && bits(jwk['e']) <= limits.rsaExponent.most;
}

/** Of a number in base64url (RFC 7518 §2, `Base64urlUInt`), without leading zeros; infinitely many in a text that is none. */
function bits(encoded: unknown): number {
  if (typeof encoded !== 'string') return 0;
  const bytes = encoded.length <= longestNumber ? base64urlDecode(encoded) : undefined;
  if (bytes === undefined) return Number.POSITIVE_INFINITY;
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first]!) - 24);
}

/** Characters: what is longer is not even decoded. */
const longestNumber = 1000;
