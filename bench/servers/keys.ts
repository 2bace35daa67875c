import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Algorithm } from '../protocol.ts';

/** A new private key, of the kind and size that Mintmark makes for the algorithm. */
export function newPrivateKey(algorithm: Algorithm): KeyObject {
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}
