import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryKeyStore } from '../stores/memory/memory-key-store.ts';
import { base64urlEncode, randomHandle } from './digest.ts';
import { JwtSigner } from './jwt-signer.ts';
import { JwtVerifier } from './jwt-verifier.ts';
import { KeyRing } from './key-ring.ts';
import { createSealer } from './sealer.ts';

const options = { typ: 'at+jwt', allowedAlgorithms: [] };
let keyRing: KeyRing;
let signer: JwtSigner;
let verifier: JwtVerifier;

beforeAll(async () => {
  keyRing = new KeyRing({
    store: new MemoryKeyStore(),
    sealer: createSealer([randomHandle()]),
    clock: { now: () => 1_800_000_000 },
    settings: {
      algorithms: ['ES256'],
      rotationInterval: 1000,
      propagationTime: 100,
      retentionDuration: 200,
    },
  });
  await keyRing.start({ timer: false });
  signer = new JwtSigner({ keyRing });
  verifier = new JwtVerifier({ keyRing });
});

/** A token whose header says what the test wants, with a true signature over it. */
async function signedWithHeader(header: object, payload = '{"sub":"1"}'): Promise<string> {
  const input = `${base64urlEncode(JSON.stringify(header))}.${base64urlEncode(payload)}`;
  const signature = await keyRing.signingKey().sign(Buffer.from(input));
  return `${input}.${base64urlEncode(signature)}`;
}

describe('JwtVerifier', () => {
  const header = () => ({ alg: 'ES256', kid: keyRing.signingKey().keyId, typ: 'at+jwt' });

  it('gives the claims of a token that this server signed', async () => {
    const token = await signer.sign({ sub: '1' }, options);
    expect(await verifier.verify(token, { typ: 'at+jwt' })).toEqual({ sub: '1' });
    expect(await verifier.verify(token, { typ: ['JWT', 'application/AT+JWT'] })).toEqual({ sub: '1' });
  });

  it('refuses another type of token (RFC 8725 §3.11)', async () => {
    const token = await signer.sign({ sub: '1' }, options);
    expect(await verifier.verify(token, { typ: 'JWT' })).toBeUndefined();
    const { alg, kid } = header();
    expect(await verifier.verify(await signedWithHeader({ alg, kid }), { typ: 'at+jwt' })).toBeUndefined();
  });

  it('refuses any change of a character', async () => {
    const token = await signer.sign({ sub: '1' }, options);
    for (let index = 0; index < token.length; index += 1) {
      const changed = `${token.slice(0, index)}${token[index] === 'A' ? 'B' : 'A'}${token.slice(index + 1)}`;
      expect(await verifier.verify(changed, { typ: 'at+jwt' })).toBeUndefined();
    }
  });

  it('refuses an algorithm that is not the key’s: none, HMAC with the public key, another signature (RFC 8725 §3.1)', async () => {
    expect(await verifier.verify(await signedWithHeader(header()), { typ: 'at+jwt' })).toEqual({ sub: '1' });
    for (const alg of ['none', 'HS256', 'RS256', 'es256', undefined]) {
      expect(await verifier.verify(await signedWithHeader({ ...header(), alg }), { typ: 'at+jwt' })).toBeUndefined();
    }
  });

  it('refuses extensions, since it understands none (RFC 7515 §4.1.11)', async () => {
    for (const extension of [{ crit: ['exp'] }, { crit: [] }, { b64: false }]) {
      const token = await signedWithHeader({ ...header(), ...extension });
      expect(await verifier.verify(token, { typ: 'at+jwt' })).toBeUndefined();
    }
  });

  it('refuses an unknown key and looks at no key that the token brings (RFC 7515 §4.1.3)', async () => {
    const jwk = keyRing.signingKey().publicJwk;
    for (const bad of [{ kid: 'other', jwk }, { kid: undefined, jwk }, { kid: 7 }, { kid: '__proto__' }]) {
      expect(await verifier.verify(await signedWithHeader({ ...header(), ...bad }), { typ: 'at+jwt' })).toBeUndefined();
    }
  });

  it('refuses a payload that is no JSON object (RFC 7519 §7.2)', async () => {
    for (const payload of ['[]', 'null', '"text"', 'no json', '']) {
      expect(await verifier.verify(await signedWithHeader(header(), payload), { typ: 'at+jwt' })).toBeUndefined();
    }
  });

  it('refuses what is no compact JWS', async () => {
    const token = await signer.sign({ sub: '1' }, options);
    for (const bad of [
      '',
      '.',
      '..',
      'a.b.c',
      `${token}.`,
      `${token}=`,
      ` ${token}`,
      token.replace('.', '..'),
      `${token}\n`,
    ]) {
      expect(await verifier.verify(bad, { typ: 'at+jwt' })).toBeUndefined();
    }
  });

  it('does not look at tokens of more than 48000 characters', async () => {
    const fits = await signer.sign({ pad: 'x'.repeat(35_500) }, options);
    const tooLong = await signer.sign({ pad: 'x'.repeat(36_000) }, options);
    expect(fits.length).toBeLessThanOrEqual(48_000);
    expect(await verifier.verify(fits, { typ: 'at+jwt' })).toBeDefined();
    expect(await verifier.verify(tooLong, { typ: 'at+jwt' })).toBeUndefined();
  });
});
