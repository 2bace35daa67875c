import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type SignKeyObjectInput,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { sha256 } from './digest.ts';
import { hasOneCore, signatureMaker } from './jws-signature.ts';

/** How one JWS algorithm (RFC 7518 §3.1, RFC 8037 §3.1) maps to keys and to OpenSSL. */
interface SigningAlgorithm {
  /** `null`: the signature scheme hashes by itself. */
  readonly digest: 'sha256' | 'sha384' | 'sha512' | null;
  readonly curve?: 'P-256' | 'P-384' | 'P-521';
  readonly keyType: 'ec' | 'rsa' | 'ed25519';
  readonly options: Omit<SignKeyObjectInput & VerifyKeyObjectInput, 'key'>;
  /** A signature takes some 30 µs: no longer than parsing a request. The others take ten times as long and more. */
  readonly isQuick?: true;
}

// JWS has the bare concatenation of r and s (RFC 7518 §3.4), OpenSSL's default is DER.
const concatenated = { dsaEncoding: 'ieee-p1363' } as const;
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

const algorithms = {
  ES256: { digest: 'sha256', keyType: 'ec', curve: 'P-256', options: concatenated, isQuick: true },
  ES384: { digest: 'sha384', keyType: 'ec', curve: 'P-384', options: concatenated },
  ES512: { digest: 'sha512', keyType: 'ec', curve: 'P-521', options: concatenated },
  RS256: { digest: 'sha256', keyType: 'rsa', options: {} },
  RS384: { digest: 'sha384', keyType: 'rsa', options: {} },
  RS512: { digest: 'sha512', keyType: 'rsa', options: {} },
  PS256: { digest: 'sha256', keyType: 'rsa', options: pss },
  PS384: { digest: 'sha384', keyType: 'rsa', options: pss },
  PS512: { digest: 'sha512', keyType: 'rsa', options: pss },
  EdDSA: { digest: null, keyType: 'ed25519', options: {}, isQuick: true },
} as const satisfies Readonly<Record<string, SigningAlgorithm>>;

export type SigningAlgorithmName = keyof typeof algorithms;

/** Every algorithm the server can sign with. */
export const signingAlgorithmNames = Object.keys(algorithms) as readonly SigningAlgorithmName[];

export function isSigningAlgorithm(name: string): name is SigningAlgorithmName {
  return Object.hasOwn(algorithms, name);
}

/** A key pair that signs for one algorithm. */
export interface SigningKey {
  /** RFC 7638 SHA-256 thumbprint. */
  readonly keyId: string;
  readonly algorithm: SigningAlgorithmName;
  /** With `kid`, `use` and `alg`; no private member. */
  readonly publicJwk: Readonly<Record<string, string>>;
  /** A JWS signature; made in the thread pool unless there is only one core for everything. */
  sign(input: Uint8Array): Promise<Buffer>;
  verify(input: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Makes a key pair in the thread pool; RSA ones have 2048 bits. `privateKey` is PKCS #8 (DER), to be sealed and stored. */
export async function generateSigningKey(
  algorithm: SigningAlgorithmName,
): Promise<{ readonly key: SigningKey; readonly privateKey: Uint8Array }> {
  const { keyType, curve } = algorithms[algorithm] as SigningAlgorithm;
  for (;;) {
    const { privateKey } = await generate(keyType, curve);
    const key = signingKey(algorithm, privateKey);
    // One in 64 begins so, and would be an option of `mintmark keys retire`.
    if (!key.keyId.startsWith('-')) return { key, privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }) };
  }
}

/** @throws {TypeError} when the bytes are no key for the algorithm; the message holds nothing of them. */
export function importSigningKey(algorithm: SigningAlgorithmName, pkcs8: Uint8Array): SigningKey {
  const key = parsePrivateKey(pkcs8);
  const { keyType, curve } = algorithms[algorithm] as SigningAlgorithm;
  const fits =
    key?.asymmetricKeyType === keyType &&
    (curve === undefined || key.export({ format: 'jwk' }).crv === curve) &&
    (keyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048);
  if (!fits) throw new TypeError(`The private key does not fit ${algorithm}.`);
  return signingKey(algorithm, key);
}

function parsePrivateKey(pkcs8: Uint8Array): KeyObject | undefined {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  }
}

const generatePair = promisify(generateKeyPair);

function generate(keyType: SigningAlgorithm['keyType'], curve: SigningAlgorithm['curve']) {
  if (keyType === 'ec') return generatePair('ec', { namedCurve: curve ?? 'P-256' });
  if (keyType === 'rsa') return generatePair('rsa', { modulusLength: 2048 });
  return generatePair('ed25519');
}

function signingKey(algorithm: SigningAlgorithmName, privateKey: KeyObject): SigningKey {
  const { digest, options, isQuick = false } = algorithms[algorithm] as SigningAlgorithm;
  const publicKey = createPublicKey(privateKey);
  const jwk = requiredMembers(publicKey);
  // RFC 7638 §3: the required members alone, in alphabetical order.
  const keyId = sha256(JSON.stringify(jwk));
  // Made once: an object a signature is measurable.
  const signInput = { ...options, key: privateKey };
  const verifyInput = { ...options, key: publicKey };
  return {
    keyId,
    algorithm,
    publicJwk: { ...jwk, kid: keyId, use: 'sig', alg: algorithm },
    sign: signatureMaker(digest, signInput, isQuick && hasOneCore()),
    verify: (input, signature) =>
      new Promise((resolve, reject) => {
        verify(digest, input, verifyInput, signature, (error, valid) => (error ? reject(error) : resolve(valid)));
      }),
  };
}

function requiredMembers(publicKey: KeyObject): Record<string, string> {
  const jwk = publicKey.export({ format: 'jwk' });
  const names = ['crv', 'e', 'kty', 'n', 'x', 'y'] as const;
  return Object.fromEntries(names.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name] as string]])));
}
