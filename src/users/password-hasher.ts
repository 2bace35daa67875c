import { limits } from '../model/limits.ts';
import { argon2, type ForeignHash, readForeignHash } from './foreign-hash.ts';
import { HashQueue, type HashQueueOptions, type HashQueuePlace } from './hash-queue.ts';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const ownShape = '$argon2id$v=19$m=19456,t=2,p=1$';

/** A well-formed hash of the same cost that no password has: verifying against it takes as long as against a real one. */
const nobodysHash = `${ownShape}bm9ib2R5cyBzYWx0IDE2Yg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`;

const longestPassword = limits.password.most;
/** Of more kinds of imported hashes the last ones are forgotten: a wrong password costs one of each. */
const mostShapes = 3;

/**
 * Hashes and verifies passwords with argon2id on the thread pool, and verifies hashes that other servers made ({@link readForeignHash}).
 *
 * The same pool signs tokens, so that at most `atOnce` hashes run together; of the others `waiting` queue, and more than those are
 * refused: a flood of sign-ins neither stops token requests nor fills the memory. Who is known has room kept ({@link HashQueue}).
 */
export class PasswordHasher {
  #queue: HashQueue;
  /** One of each kind of imported hash that was seen, by its shape. */
  readonly #foreign = new Map<string, ForeignHash>();

  constructor({
    atOnce = limits.passwordHashes.most,
    waiting = limits.waitingSignIns.most,
  }: Partial<HashQueueOptions> = {}) {
    this.#queue = new HashQueue({ atOnce, waiting });
  }

  /** Shares the line of another one: together they hash no more than one. */
  takeOver(before: PasswordHasher): void {
    this.#queue = before.#queue;
    for (const [shape, foreign] of before.#foreign) this.#foreign.set(shape, foreign);
  }

  /** In PHC form. @throws {OAuthError} `server.unavailable` (503) when too many wait; {RangeError} for a password that is too long. */
  hash(password: string): Promise<string> {
    if (password.length > longestPassword) throw new RangeError(`a password has at most ${longestPassword} characters`);
    return this.#queue.inTurn({ isKnown: true }, async () => (await argon2()).hash(prepared(password), cost));
  }

  /**
   * Also `false` for a hash that cannot be read. Every `false` takes the same time, whatever hash it is: the time of one of ours, and of one
   * of each kind of imported hash that was seen.
   *
   * @param passwordHash `undefined`: there is none, or no such user.
   * @param isRefused the answer is `false` whatever the password.
   * @throws {OAuthError} `server.unavailable` (503) when too many wait.
   */
  verify(
    password: string,
    passwordHash: string | undefined,
    place: HashQueuePlace = {},
    isRefused = false,
  ): Promise<boolean> {
    const isPossible = password.length <= longestPassword;
    // Longer ones were never set: the same work is done for them, on nothing.
    const candidate = isPossible ? password : '';
    const foreign = this.note(passwordHash);
    return this.#queue.inTurn(place, async () => {
      const matches = foreign === undefined ? matchesOwn(candidate, passwordHash) : matchesOther(candidate, foreign);
      const isRight = (await matches.catch(() => false)) && isPossible && !isRefused;
      if (!isRight) await this.#doTheRest(foreign);
      return isRight;
    });
  }

  /** Whether a secret is the one of a foreign hash; nothing is done to hide how long that takes. */
  async matchesForeign(secret: string, hash: string, place: HashQueuePlace = {}): Promise<boolean> {
    const foreign = readForeignHash(hash);
    return foreign !== undefined && this.#queue.inTurn(place, () => foreign.matches(secret));
  }

  /** Remembers the kind of an imported hash, so that wrong passwords take its time from now on; `undefined` for one of ours, and what cannot be read. */
  note(passwordHash: string | undefined): ForeignHash | undefined {
    if (passwordHash === undefined || passwordHash.startsWith(ownShape)) return undefined;
    const foreign = readForeignHash(passwordHash);
    if (foreign !== undefined && this.#foreign.size < mostShapes && !this.#foreign.has(foreign.shape)) {
      this.#foreign.set(foreign.shape, foreign);
    }
    return foreign;
  }

  /** Whether a password should be hashed anew when it is next known. */
  isOutdated(passwordHash: string): boolean {
    return !passwordHash.startsWith(ownShape) && readForeignHash(passwordHash)?.isStrongEnough === false;
  }

  /** Of a failure: what one with another kind of hash costs. */
  async #doTheRest(done: ForeignHash | undefined): Promise<void> {
    if (done !== undefined) await matchesOwn('', nobodysHash);
    for (const [shape, foreign] of this.#foreign) {
      if (shape !== done?.shape) await foreign.matches('');
    }
  }
}

async function matchesOwn(password: string, passwordHash = nobodysHash): Promise<boolean> {
  const readable = passwordHash.startsWith('$argon2') ? passwordHash : nobodysHash;
  return (await argon2()).verify(readable, prepared(password));
}

/** What stays was made for this server; other servers do not normalise passwords. */
function matchesOther(password: string, foreign: ForeignHash): Promise<boolean> {
  return foreign.matches(foreign.isStrongEnough ? prepared(password) : password);
}

/** RFC 8265 §4.2: the same password typed on another keyboard has the same code points. */
function prepared(password: string): string {
  return password.normalize('NFC');
}
