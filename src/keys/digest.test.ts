import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base64urlDecode,
  base64urlEncode,
  equalInConstantTime,
  hmacSha256,
  leftHalfHash,
  randomHandle,
  randomId,
  sha256,
  sha256Bytes,
} from './digest.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('sha256', () => {
  it('hashes as FIPS 180-4 says, in base64url', () => {
    expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
    expect(hex(sha256Bytes('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('hashes text as UTF-8 and bytes alike', () => {
    expect(sha256('ü')).toBe(sha256(Uint8Array.of(0xc3, 0xbc)));
  });

  it('makes the S256 challenge of RFC 7636 Appendix B', () => {
    expect(sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });
});

describe('hmacSha256', () => {
  it('computes test case 2 of RFC 4231 §4.3', () => {
    expect(hex(hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?'))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

describe('leftHalfHash', () => {
  it('makes the at_hash and c_hash of the examples (OpenID Connect Core 1.0 Appendix A.3, A.4)', () => {
    expect(leftHalfHash('jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y', 'RS256')).toBe('77QmUPtjPfzWtF2AnpK9RQ');
    expect(leftHalfHash('Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk', 'RS256')).toBe(
      'LDktKdoQak3Pk0cnXxCltA',
    );
  });

  it('takes the digest of the algorithm: SHA-384, SHA-512, and SHA-512 for Ed25519 (§3.1.3.6)', () => {
    expect(leftHalfHash('abc', 'ES384')).toBe('ywB1P0WjXou1oD1pmsZQBycsMqsO3tFj');
    expect(leftHalfHash('abc', 'PS512')).toBe('3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05o');
    expect(leftHalfHash('abc', 'EdDSA')).toBe('3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05o');
  });

  it('refuses an algorithm it does not know rather than guess', () => {
    expect(() => leftHalfHash('abc', 'none')).toThrow(TypeError);
    expect(() => leftHalfHash('abc', 'XRS256')).toThrow(TypeError);
  });
});

describe('random names', () => {
  it('are 256 bits in 43 characters and 128 bits in 22, and never repeat', () => {
    const handles = Array.from({ length: 5000 }, randomHandle);
    const ids = Array.from({ length: 5000 }, randomId);
    expect(handles.every((handle) => /^[\w-]{43}$/.test(handle))).toBe(true);
    expect(ids.every((id) => /^[\w-]{22}$/.test(id))).toBe(true);
    expect(new Set([...handles, ...ids]).size).toBe(10_000);
  });
});

describe('equalInConstantTime', () => {
  it('compares texts of any length', () => {
    expect(equalInConstantTime('secret', 'secret')).toBe(true);
    expect(equalInConstantTime('secret', 'secreT')).toBe(false);
    expect(equalInConstantTime('secret', 'secret and more')).toBe(false);
    expect(equalInConstantTime('', '')).toBe(true);
  });
});

describe('base64url', () => {
  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(hex(base64urlDecode(base64urlEncode(bytes))!)).toBe(hex(bytes));
      }),
    );
  });

  it.each([
    'YQ==',
    'Y Q',
    'YR',
    'Y',
    '+_8',
    '/w',
    'YWJj\n',
    'é',
  ])('refuses %j, which is not the one form of its bytes (RFC 7515 §2)', (text) => {
    expect(base64urlDecode(text)).toBeUndefined();
  });
});
