import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { isCanonicalKey } from './canonical-key.ts';

describe('isCanonicalKey (RFC 7518 §2, RFC 7638 §3.2)', () => {
  it.each([
    'ES256',
    'ES384',
    'ES512',
    'Ed25519',
    'RS256',
    'PS512',
  ])('takes a key of %s as libraries write it', async (algorithm) => {
    const { publicKey } = await generateKeyPair(algorithm, { extractable: true });
    expect(isCanonicalKey({ ...(await exportJWK(publicKey)) })).toBe(true);
  });

  it.each([
    ['half a coordinate', { kty: 'EC', crv: 'P-256', x: 'A'.repeat(22), y: 'A'.repeat(43) }],
    ['a coordinate too many octets long', { kty: 'EC', crv: 'P-256', x: 'A'.repeat(44), y: 'A'.repeat(43) }],
    ['no coordinate', { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43) }],
    ['an unknown curve', { kty: 'EC', crv: 'P-257', x: 'A'.repeat(43), y: 'A'.repeat(43) }],
    ['an unknown curve without coordinates', { kty: 'EC', crv: 'P-257', x: '=', y: '=' }],
    ['padding', { kty: 'OKP', crv: 'Ed25519', x: `${'A'.repeat(43)}=` }],
    ['unused bits', { kty: 'OKP', crv: 'Ed25519', x: `${'A'.repeat(42)}B` }],
    ['an exponent with a zero before it', { kty: 'RSA', n: '0Q', e: 'AAEAAQ' }],
    ['an empty modulus', { kty: 'RSA', n: '', e: 'AQAB' }],
    ['a kind that nobody knows', { kty: 'oct', k: 'AAAA' }],
  ])('refuses %s', (_name, jwk) => {
    expect(isCanonicalKey(jwk)).toBe(false);
  });
});
