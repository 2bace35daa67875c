import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { base64urlEncode } from './digest.ts';
import { isOfBearableSize } from './key-size.ts';

/** A number of so many bits, with zero bytes before it. */
function number(bits: number, zeros = 0): string {
  const bytes = new Uint8Array(zeros + Math.ceil(bits / 8)).fill(0xff);
  bytes.fill(0, 0, zeros);
  bytes[zeros] = 0xff >> ((8 - (bits % 8)) % 8);
  return base64urlEncode(bytes);
}

it('bears the keys that are in use', () => {
  for (const modulusLength of [2048, 3072, 4096]) {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
    expect(isOfBearableSize({ ...publicKey.export({ format: 'jwk' }) })).toBe(true);
  }
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  expect(isOfBearableSize({ ...publicKey.export({ format: 'jwk' }) })).toBe(true);
});

it.each([
  ['4096', '32', number(4096), number(32), true],
  ['4096', '32 after zeros', number(4096, 1), number(32, 3), true],
  ['4097', '17', number(4097), 'AQAB', false],
  ['2048', '33', number(2048), number(33), false],
  ['2048', '3064', number(2048), number(3064), false],
  ['480,000', '17', number(480_000), 'AQAB', false],
  ['2048, with padding', '17', `${number(2048)}=`, 'AQAB', false],
])('of an RSA key with a modulus of %s bits and an exponent of %s says so', (_n, _e, n, e, bearable) => {
  expect(isOfBearableSize({ kty: 'RSA', n, e })).toBe(bearable);
});
