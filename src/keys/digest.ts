import { createHmac, hash, randomFillSync, timingSafeEqual } from 'node:crypto';

/** SHA-256, base64url, 43 characters. Text is hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'base64url');
}

/** SHA-512, base64url, 86 characters. Text is hashed as UTF-8. */
export function sha512(data: string | Uint8Array): string {
  return hash('sha512', data, 'base64url');
}

/** SHA-256, 32 bytes. */
export function sha256Bytes(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer');
}

/** HMAC-SHA-256, 32 bytes. */
export function hmacSha256(key: Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest();
}

/**
 * `at_hash`, `c_hash` and `s_hash`: the left half of the value's digest, base64url. The digest is that of the JWS algorithm;
 * for Ed25519 it is SHA-512, which the signature uses inside.
 *
 * @throws {TypeError} for an algorithm without such a digest: a bug of the caller, since keys have known algorithms only.
 * @see OpenID Connect Core 1.0 §3.1.3.6, §3.3.2.11
 */
export function leftHalfHash(value: string, jwsAlgorithm: string): string {
  const digest = hash(digestOf(jwsAlgorithm), value, 'buffer');
  return digest.toString('base64url', 0, digest.length / 2);
}

function digestOf(jwsAlgorithm: string): 'sha256' | 'sha384' | 'sha512' {
  if (jwsAlgorithm === 'EdDSA' || jwsAlgorithm === 'Ed25519') return 'sha512';
  if (/^(?:ES|RS|PS|HS)256$/.test(jwsAlgorithm)) return 'sha256';
  if (/^(?:ES|RS|PS|HS)384$/.test(jwsAlgorithm)) return 'sha384';
  if (/^(?:ES|RS|PS|HS)512$/.test(jwsAlgorithm)) return 'sha512';
  throw new TypeError('leftHalfHash: unknown JWS algorithm');
}

// One call to the random generator costs more than the 32 bytes it brings, so that many handles share one.
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes that are no secret (nonces); a copy of the caller's own. */
export function randomNonce(bytes: number): Uint8Array {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return Uint8Array.prototype.slice.call(pool, used - bytes, used);
}

function randomText(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const start = used;
  used += bytes;
  const text = pool.toString('base64url', start, used);
  pool.fill(0, start, used);
  return text;
}

/** An unguessable name for a stored thing: 32 random bytes, base64url, 43 characters. */
export function randomHandle(): string {
  return randomText(32);
}

const momentLength = 7;
const timedHandleLength = momentLength + 43;

/**
 * A {@link randomHandle} behind the moment it is made, 7 characters that sort as time does. Rows that are stored under it lie together
 * with those of their time, so that writing many changes few pages of the index.
 *
 * @param now epoch seconds.
 */
export function timedHandle(now: number): string {
  return now.toString(32).padStart(momentLength, '0') + randomText(32);
}

/** What may be seen of the moment in a {@link timedHandle}; empty for any other text. */
export function momentOf(handle: string): string {
  return handle.length === timedHandleLength ? handle.slice(0, momentLength) : '';
}

/** A unique name that need not stay secret: 16 random bytes, base64url, 22 characters. */
export function randomId(): string {
  return randomText(16);
}

/** Whether two digests (`sha256`, of one length) are equal, in a time that does not depend on where they differ. */
export function equalDigests(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}

/** Whether two texts are equal, in a time that does not depend on where or by how much they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  // The digests have one length, which `timingSafeEqual` needs, and hide the lengths of the texts.
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}

export function base64urlEncode(data: string | Uint8Array): string {
  return (
    typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.length)
  ).toString('base64url');
}

/** The bytes of a canonical base64url text (RFC 7515 §2: no padding, no other characters, no stray bits), or `undefined`. */
export function base64urlDecode(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
