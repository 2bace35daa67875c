import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { hasOneCore, signatureMaker } from './jws-signature.ts';

it.each([
  true,
  false,
])('signs the same way on the event loop (%s) and in the thread pool (RFC 7518 §3.4)', async (inline) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = signatureMaker('sha256', { key: privateKey, dsaEncoding: 'ieee-p1363' }, inline);
  const signature = await sign(Buffer.from('input'));
  expect(signature.length).toBe(64);
  expect(verify('sha256', Buffer.from('input'), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
});

it('rejects, and does not throw, when a key cannot sign', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const sign = signatureMaker('sha256', { key: privateKey }, true);
  await expect(sign(Buffer.from('input'))).rejects.toThrow();
});

it('has one core in a container with one, and where every core has its worker', () => {
  expect(hasOneCore(1, 1)).toBe(true);
  expect(hasOneCore(2, 2)).toBe(true);
  expect(hasOneCore(2, 3)).toBe(true);
  expect(hasOneCore(2, 1)).toBe(false);
  expect(hasOneCore(8, 4)).toBe(false);
});
