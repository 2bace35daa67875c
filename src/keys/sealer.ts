import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.ts';
import { base64urlDecode, randomNonce, sha256, sha256Bytes } from './digest.ts';

/**
 * Encrypts what is kept at rest or in the hands of browsers. AES-256-GCM; `context` is authenticated with it, so that what was
 * sealed for one purpose or row does not unseal for another.
 */
export interface Sealer {
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** @throws {UnsealError} */
  unseal(sealed: Uint8Array, context: string): Uint8Array;
  /** Whether an older one of the master secrets sealed it: seal it anew before that goes. */
  isOutdated(sealed: Uint8Array): boolean;
  /** 32 bytes that depend on the first master secret and the purpose alone. */
  derive(purpose: string): Uint8Array;
  /** The same of every master secret, the first one's first: for what was made before it became the first. */
  deriveAll(purpose: string): readonly Uint8Array[];
}

/** Not sealed by us, sealed for another context, under an unknown master secret, or changed since. Which one is not told. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';

  constructor() {
    super('The sealed data cannot be opened.');
  }
}

const version = 1;
const keyIdLength = 4;
const saltLength = 16;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + keyIdLength + saltLength;
const overhead = headerLength + nonceLength + tagLength;
/** Random 96-bit nonces are safe for 2^32 messages of a key (NIST SP 800-38D §8.3); a busy server gets there in days. */
const messagesPerKey = 2 ** 28;
const rememberedKeys = 512;

/**
 * Layout: version (1), id of the master secret (4), salt (16), nonce (12), ciphertext, tag (16). The message key is derived from
 * master secret and salt; every process picks a salt of its own.
 *
 * @param secrets master secrets, base64url; the first seals, all unseal.
 * @throws {ConfigurationError} as {@link parseMasterSecrets} does.
 */
export function createSealer(secrets: readonly string[]): Sealer {
  const masters = parseMasterSecrets(secrets).map((secret) => ({
    secret,
    keyId: deriveBytes(secret, 'mintmark key id', keyIdLength),
  }));
  const first = masters[0]!;
  const keys = new Map<string, KeyObject>();
  let header: Buffer | undefined;
  let key: KeyObject | undefined;
  let left = 0;

  function masterOf(sealed: Uint8Array) {
    if (sealed.length < overhead || sealed[0] !== version) return undefined;
    return masters.find(({ keyId }) => keyId.every((byte, index) => byte === sealed[index + 1]));
  }

  return {
    seal(plain, context) {
      if (header === undefined || key === undefined || left === 0) {
        const salt = randomBytes(saltLength);
        header = Buffer.concat([Uint8Array.of(version), first.keyId, salt]);
        key = messageKey(first.secret, salt);
        left = messagesPerKey;
      }
      left -= 1;
      return encrypt(key, header, plain, context);
    },
    unseal(sealed, context) {
      const master = masterOf(sealed);
      if (master === undefined) throw new UnsealError();
      const name = Buffer.from(sealed.subarray(0, headerLength)).toString('latin1');
      const known = keys.get(name);
      const found = known ?? messageKey(master.secret, sealed.subarray(1 + keyIdLength, headerLength));
      const plain = decrypt(found, sealed, headerLength, context);
      // Remembered only once it opened something: made-up salts push nobody out.
      if (known === undefined) {
        if (keys.size >= rememberedKeys) keys.delete(keys.keys().next().value!);
        keys.set(name, found);
      }
      return plain;
    },
    isOutdated: (sealed) => masters.indexOf(masterOf(sealed) ?? first) > 0,
    derive: (purpose) => derived(first.secret, purpose),
    deriveAll: (purpose) => masters.map(({ secret }) => derived(secret, purpose)),
  };
}

function derived(secret: Uint8Array, purpose: string): Uint8Array {
  return deriveBytes(secret, `mintmark purpose ${purpose}`, 32);
}

/** The first bytes of whatever each master secret seals: by them rows are found that one of them sealed. */
export function sealPrefixes(secrets: readonly string[]): readonly Uint8Array[] {
  return parseMasterSecrets(secrets).map((secret) =>
    Buffer.concat([Uint8Array.of(version), deriveBytes(secret, 'mintmark key id', keyIdLength)]),
  );
}

/**
 * The bytes of master secrets.
 *
 * @param values base64url of 32 bytes or more each, at least one.
 * @throws {ConfigurationError} with the path of each bad one, never its value.
 */
export function parseMasterSecrets(values: readonly string[]): Uint8Array[] {
  const problems: ConfigurationProblem[] = [];
  const hint = 'make one with: openssl rand -base64 32 | tr "+/" "-_" | tr -d "="';
  if (values.length === 0) problems.push({ path: 'secret', message: `a master secret is required; ${hint}` });
  const secrets: Uint8Array[] = [];
  values.forEach((value, index) => {
    const path = values.length === 1 ? 'secret' : `secret[${index}]`;
    const bytes = base64urlDecode(value);
    if (bytes === undefined) problems.push({ path, message: `must be base64url without padding; ${hint}` });
    else if (bytes.length < 32) {
      problems.push({
        path,
        message: `must be at least 32 random bytes (43 characters), this one has ${bytes.length}; ${hint}`,
      });
    } else if (new Set(bytes).size < 8) problems.push({ path, message: `is not random; ${hint}` });
    else secrets.push(bytes);
  });
  if (problems.length === 0 && new Set(secrets.map(sha256)).size < secrets.length) {
    problems.push({ path: 'secret', message: 'holds the same master secret twice' });
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return secrets;
}

const padLength = 64;

/**
 * Seals a short text under a key that is derived from a handle alone: the store, which has only the handle's hash, cannot open it, and
 * neither can this server until the bearer comes back. One hash of handle and context is the pad, and another, over the text too, the
 * tag: a handle is 32 random bytes and seals one text for good, so that the pad is used once.
 *
 * @param handle at least 32 random bytes (`randomHandle()`, `timedHandle()`).
 * @param plain 64 ASCII characters at the most. @throws {TypeError}
 */
export function sealUnderHandle(handle: string, plain: string, context: string): Uint8Array {
  if (plain.length > padLength) throw new TypeError('sealUnderHandle: the text is too long.');
  return Buffer.concat([handleTag(handle, plain, context), padded(Buffer.from(plain, 'latin1'), handle, context)]);
}

/** @throws {UnsealError} */
export function unsealUnderHandle(handle: string, sealed: Uint8Array, context: string): string {
  if (sealed.length < tagLength || sealed.length > tagLength + padLength) throw new UnsealError();
  const plain = padded(Buffer.from(sealed.subarray(tagLength)), handle, context).toString('latin1');
  if (!timingSafeEqual(handleTag(handle, plain, context), sealed.subarray(0, tagLength))) throw new UnsealError();
  return plain;
}

/** Kept apart from the lookup hash, which is in the store, by the prefix. */
function padded(bytes: Buffer, handle: string, context: string): Buffer {
  const pad = hash('sha512', `mintmark handle pad:${context}:${handle}`, 'buffer');
  for (let index = 0; index < bytes.length; index += 1) bytes[index]! ^= pad[index]!;
  return bytes;
}

function handleTag(handle: string, plain: string, context: string): Uint8Array {
  return sha256Bytes(`mintmark handle tag:${context}:${handle}:${plain}`).subarray(0, tagLength);
}

function messageKey(secret: Uint8Array, salt: Uint8Array): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, salt, 'mintmark message', 32)));
}

function deriveBytes(secret: Uint8Array, info: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', info, length));
}

function encrypt(key: KeyObject, header: Uint8Array, plain: Uint8Array, context: string): Uint8Array {
  const nonce = randomNonce(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(additionalData(header, context));
  const sealed = cipher.update(plain);
  // GCM has nothing left to give in the end, here and below.
  cipher.final();
  return Buffer.concat([header, nonce, sealed, cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, sealed: Uint8Array, headerLength: number, context: string): Uint8Array {
  const end = sealed.length - tagLength;
  const start = headerLength + nonceLength;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(headerLength, start), {
    authTagLength: tagLength,
  });
  decipher.setAAD(additionalData(sealed.subarray(0, headerLength), context));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    const plain = decipher.update(sealed.subarray(start, end));
    decipher.final();
    return plain;
  } catch {
    throw new UnsealError();
  }
}

function additionalData(header: Uint8Array, context: string): Uint8Array {
  return Buffer.concat([header, Buffer.from(context)]);
}
