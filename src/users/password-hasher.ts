import { limits } from '../model/limits.ts';
import { HashQueue, type HashQueueOptions, type HashQueuePlace } from './hash-queue.ts';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A well-formed hash of the same cost that no password has: verifying against it takes as long as against a real one. */
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBzYWx0IDE2Yg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

const longestPassword = limits.password.most;

/**
 * Hashes and verifies passwords with argon2id on the thread pool.
 *
 * The same pool signs tokens, so that at most `atOnce` hashes run together; of the others `waiting` queue, and more than those are
 * refused: a flood of sign-ins neither stops token requests nor fills the memory. Who is known has room kept ({@link HashQueue}).
 */
export class PasswordHasher {
  #queue: HashQueue;

  constructor({
    atOnce = limits.passwordHashes.most,
    waiting = limits.waitingSignIns.most,
  }: Partial<HashQueueOptions> = {}) {
    this.#queue = new HashQueue({ atOnce, waiting });
  }

  /** Shares the line of another one: together they hash no more than one. */
  takeOver(before: PasswordHasher): void {
    this.#queue = before.#queue;
  }

  /** In PHC form. @throws {OAuthError} `server.unavailable` (503) when too many wait; {RangeError} for a password that is too long. */
  hash(password: string): Promise<string> {
    if (password.length > longestPassword) throw new RangeError(`a password has at most ${longestPassword} characters`);
    return this.#queue.inTurn({ isKnown: true }, async () => (await argon2()).hash(prepared(password), cost));
  }

  /** Also `false` for a hash that cannot be read. @throws {OAuthError} `server.unavailable` (503) when too many wait. */
  verify(password: string, passwordHash: string, place: HashQueuePlace = {}): Promise<boolean> {
    // Longer ones were never set: the same work is done for them, on nothing.
    const candidate = password.length > longestPassword ? '' : prepared(password);
    return this.#queue.inTurn(place, async () => {
      const right = await (await argon2()).verify(passwordHash, candidate).catch(() => false);
      return right && password.length <= longestPassword;
    });
  }

  /** Takes the time of {@link verify}, for a user who does not exist. */
  async verifyDummy(password: string, place: HashQueuePlace = {}): Promise<false> {
    await this.verify(password, nobodysHash, place);
    return false;
  }
}

/** RFC 8265 §4.2: the same password typed on another keyboard has the same code points. */
function prepared(password: string): string {
  return password.normalize('NFC');
}

// A native library: servers without passwords never load it.
let library: Promise<typeof import('@node-rs/argon2')> | undefined;
function argon2(): Promise<typeof import('@node-rs/argon2')> {
  library ??= import('@node-rs/argon2');
  return library;
}
