import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryKeyStore } from '../stores/memory/memory-key-store.ts';
import { randomHandle } from './digest.ts';
import { JwtSigner } from './jwt-signer.ts';
import { KeyRing } from './key-ring.ts';
import { NoSigningKeyError } from './no-signing-key-error.ts';
import { createSealer } from './sealer.ts';

const options = { typ: 'at+jwt', allowedAlgorithms: [] };
let keyRing: KeyRing;
let signer: JwtSigner;

beforeAll(async () => {
  keyRing = new KeyRing({
    store: new MemoryKeyStore(),
    sealer: createSealer([randomHandle()]),
    clock: { now: () => 1_800_000_000 },
    settings: {
      algorithms: ['ES256', 'RS256'],
      rotationInterval: 1000,
      propagationTime: 100,
      retentionDuration: 200,
    },
  });
  await keyRing.start({ timer: false });
  signer = new JwtSigner({ keyRing });
});

describe('JwtSigner', () => {
  it.each([
    'ES256',
    'RS256',
  ])('signs %s so that another library verifies it against the JWKS (RFC 7515 §7.1)', async (alg) => {
    const token = await signer.sign({ sub: 'ünïcode', n: 1 }, { typ: 'at+jwt', allowedAlgorithms: [alg] });
    const jwks = createLocalJWKSet(JSON.parse(keyRing.jwks().body) as JSONWebKeySet);
    const verified = await jwtVerify(token, jwks, { typ: 'at+jwt', algorithms: [alg] });
    expect(verified.payload).toEqual({ sub: 'ünïcode', n: 1 });
    expect(verified.protectedHeader).toEqual({ alg, kid: keyRing.signingKey([alg]).keyId, typ: 'at+jwt' });
  });

  it('keeps the type of each token apart', async () => {
    await signer.sign({}, options);
    expect(decodeProtectedHeader(await signer.sign({}, { ...options, typ: 'logout+jwt' })).typ).toBe('logout+jwt');
    expect(decodeProtectedHeader(await signer.sign({}, options)).typ).toBe('at+jwt');
  });

  it('takes JSON text as it is', async () => {
    const token = await signer.sign('{"b":1,"a":2}', options);
    expect(Buffer.from(token.split('.')[1]!, 'base64url').toString()).toBe('{"b":1,"a":2}');
  });

  it('refuses when no allowed algorithm has a key', async () => {
    await expect(signer.sign({}, { typ: 'JWT', allowedAlgorithms: ['PS512'] })).rejects.toThrow(NoSigningKeyError);
  });
});
