import { compactVerify, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { base64urlEncode } from './digest.ts';
import {
  generateSigningKey,
  importSigningKey,
  isSigningAlgorithm,
  signingAlgorithmNames,
} from './signing-algorithm.ts';

describe.each(signingAlgorithmNames)('%s', (algorithm) => {
  it('makes a key that comes back from PKCS #8 and whose JWS another library verifies (RFC 7515 §5.2)', async () => {
    const { key, privateKey } = await generateSigningKey(algorithm);
    const imported = importSigningKey(algorithm, privateKey);
    expect(imported.keyId).toBe(key.keyId);
    expect(imported.publicJwk).toEqual(key.publicJwk);
    const input = `${base64urlEncode(JSON.stringify({ alg: algorithm }))}.${base64urlEncode('payload')}`;
    const signature = await imported.sign(Buffer.from(input));
    const jwk = await importJWK(key.publicJwk, algorithm);
    const verified = await compactVerify(`${input}.${base64urlEncode(signature)}`, jwk, { algorithms: [algorithm] });
    expect(Buffer.from(verified.payload).toString()).toBe('payload');
    expect(await key.verify(Buffer.from(input), signature)).toBe(true);
    expect(await key.verify(Buffer.from(`${input}x`), signature)).toBe(false);
    expect(await key.verify(Buffer.from(input), new Uint8Array())).toBe(false);
  });
});

it('makes keys whose ids no command takes for an option: `keys retire -V…` would only tell the version', async () => {
  const made = await Promise.all(Array.from({ length: 400 }, () => generateSigningKey('EdDSA')));
  expect(made.filter(({ key }) => key.keyId.startsWith('-'))).toEqual([]);
});

describe('a signing key', () => {
  // RFC 8037 Appendix A.1 as PKCS #8 (RFC 8410 §7).
  const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
  const seed = Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url');

  it('has its RFC 7638 thumbprint as id and the signature of RFC 8037 Appendix A.3, A.4', async () => {
    const key = importSigningKey('EdDSA', Buffer.concat([pkcs8, seed]));
    expect(key.keyId).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    const signature = await key.sign(Buffer.from('eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc'));
    expect(signature.toString('base64url')).toBe(
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    );
  });

  it('publishes no private member', async () => {
    const { key } = await generateSigningKey('RS256');
    expect(Object.keys(key.publicJwk).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(key.publicJwk).toMatchObject({ alg: 'RS256', use: 'sig', kty: 'RSA', kid: key.keyId, e: 'AQAB' });
  });

  it('is refused when the bytes do not fit the algorithm', async () => {
    const { privateKey } = await generateSigningKey('ES256');
    expect(() => importSigningKey('ES384', privateKey)).toThrow('The private key does not fit ES384.');
    expect(() => importSigningKey('RS256', privateKey)).toThrow('The private key does not fit RS256.');
    expect(() => importSigningKey('ES256', Uint8Array.of(1, 2, 3))).toThrow('The private key does not fit ES256.');
  });

  it('knows neither none nor symmetric algorithms (RFC 8725 §3.1)', () => {
    expect(['none', 'HS256', 'toString', 'es256'].filter(isSigningAlgorithm)).toEqual([]);
  });
});
