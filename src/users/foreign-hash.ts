import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { limits } from '../model/limits.ts';

/** A password hash that another server made, or another cost than ours. */
export interface ForeignHash {
  /** Algorithm and cost: to verify any hash of one shape takes the same time. */
  readonly shape: string;
  /** In PHC form, as it is stored. */
  readonly text: string;
  /** Whether this server would make it no weaker: it stays. */
  readonly isStrongEnough: boolean;
  /** On the thread pool. */
  matches(password: string): Promise<boolean>;
}

/** What is known of a hash before it is one of ours. Bytes as they are. */
export type ForeignHashParts = {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
} & (
  | { readonly kind: 'pbkdf2'; readonly digest: string; readonly iterations: number }
  | {
      readonly kind: 'argon2';
      readonly variant: string;
      readonly version: number;
      readonly memory: number;
      readonly passes: number;
      readonly lanes: number;
    }
);

/** What argon2id of ours costs (`password-hasher.ts`), to compare with. */
const ownMemory = 19_456;
const ownWork = ownMemory * 2;

const derive = promisify(pbkdf2);
/** Bytes of one block of the derived key (RFC 8018 §5.2). */
const blockLengths: ReadonlyMap<string, number> = new Map([
  ['sha1', 20],
  ['sha256', 32],
  ['sha512', 64],
]);

/**
 * A foreign hash in the form in which it is stored, or why it is not taken. Its cost is bounded: whoever tries a password makes the server pay it.
 *
 * Of a PBKDF2 hash the first block is kept: the others cost the server as much again, and a guesser nothing.
 */
export function foreignHashText(parts: ForeignHashParts): { readonly text: string } | { readonly problem: string } {
  const problem = problemOf(parts);
  if (problem !== undefined) return { problem };
  const salt = phcBase64(parts.salt);
  if (parts.kind === 'pbkdf2') {
    const hash = parts.hash.slice(0, blockLengths.get(parts.digest));
    const cost = `i=${parts.iterations},l=${hash.length}`;
    return { text: `$pbkdf2-${parts.digest}$${cost}$${salt}$${phcBase64(hash)}` };
  }
  const cost = `m=${parts.memory},t=${parts.passes},p=${parts.lanes}`;
  return { text: `$argon2${parts.variant}$v=${parts.version}$${cost}$${salt}$${phcBase64(parts.hash)}` };
}

/** Why a hash is not taken; never its value. */
function problemOf(parts: ForeignHashParts): string | undefined {
  if (parts.salt.length < 1 || parts.salt.length > 256) return 'its salt must have 1 to 256 bytes';
  if (parts.kind === 'pbkdf2') {
    const most = limits.foreignHashIterations.most;
    const block = blockLengths.get(parts.digest);
    if (block === undefined) return `its digest must be one of ${[...blockLengths.keys()].join(', ')}`;
    if (!isCount(parts.iterations, most)) return `it must have 1 to ${most} iterations: each sign-in would cost them`;
    return parts.hash.length < Math.min(block, 32) || parts.hash.length > 512
      ? `its hash must have ${Math.min(block, 32)} to 512 bytes`
      : undefined;
  }
  const { memory, passes, lanes } = parts;
  const [mostMemory, mostWork] = [limits.foreignHashMemory.most, limits.foreignHashWork.most];
  if (!['d', 'i', 'id'].includes(parts.variant)) return 'its type must be d, i or id';
  if (parts.version !== 16 && parts.version !== 19) return 'its version must be 1.0 or 1.3';
  if (!isCount(lanes, 16)) return 'its parallelism must be 1 to 16';
  if (!isCount(memory, mostMemory) || memory < 8 * lanes) return `its memory must be 8 a lane to ${mostMemory} KiB`;
  if (!isCount(passes, mostWork) || memory * passes > mostWork) {
    return `its memory times its iterations must be ${mostWork} KiB or less: each sign-in would cost them`;
  }
  if (parts.salt.length < 8) return 'its salt must have 8 to 256 bytes';
  return parts.hash.length < 16 || parts.hash.length > 64 ? 'its hash must have 16 to 64 bytes' : undefined;
}

function isCount(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= most;
}

const pbkdf2Text = /^\$pbkdf2-(sha1|sha256|sha512)\$i=(\d{1,9}),l=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const argon2Text =
  /^\$argon2(d|i|id)\$v=(16|19)\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The parts of a hash in PHC form, `$pbkdf2-…` or `$argon2…`; `undefined` for anything else. */
export function foreignHashParts(text: string): ForeignHashParts | undefined {
  const [, digest, iterations, length, salt = '', hash = ''] = pbkdf2Text.exec(text) ?? [];
  if (digest !== undefined) {
    const bytes = Buffer.from(hash, 'base64');
    if (bytes.length !== Number(length)) return undefined;
    return { kind: 'pbkdf2', digest, iterations: Number(iterations), salt: Buffer.from(salt, 'base64'), hash: bytes };
  }
  const [, variant, version, memory, passes, lanes, argonSalt = '', argonHash = ''] = argon2Text.exec(text) ?? [];
  if (variant === undefined) return undefined;
  return {
    kind: 'argon2',
    variant,
    version: Number(version),
    memory: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(argonSalt, 'base64'),
    hash: Buffer.from(argonHash, 'base64'),
  };
}

/** Reads what is stored; `undefined` for what cannot be read, or would cost more than is taken. */
export function readForeignHash(text: string): ForeignHash | undefined {
  const parts = foreignHashParts(text);
  if (parts === undefined || problemOf(parts) !== undefined) return undefined;
  const shape = text.slice(0, text.lastIndexOf('$', text.lastIndexOf('$') - 1));
  if (parts.kind === 'pbkdf2') {
    const { salt, hash, iterations, digest } = parts;
    return {
      shape,
      text,
      isStrongEnough: false,
      matches: async (password) => timingSafeEqual(await derive(password, salt, iterations, hash.length, digest), hash),
    };
  }
  const { variant, version, memory, passes } = parts;
  return {
    shape,
    text,
    isStrongEnough: variant === 'id' && version === 19 && memory * passes >= ownWork && memory >= ownMemory,
    matches: async (password) => (await argon2()).verify(text, password),
  };
}

function phcBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}

// A native library: servers without passwords never load it.
let library: Promise<typeof import('@node-rs/argon2')> | undefined;
export function argon2(): Promise<typeof import('@node-rs/argon2')> {
  library ??= import('@node-rs/argon2');
  return library;
}
