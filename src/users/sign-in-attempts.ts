import { type OAuthError, oauthError } from '../errors/oauth-error.ts';
import { sha256 } from '../keys/digest.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import type { Events } from '../operations/events.ts';
import { networkOf } from '../operations/network-of.ts';
import type { MarkStore } from '../stores/contracts.ts';
import { usernameKey } from '../stores/username-key.ts';

export interface SignInLimits {
  /** Wrong passwords after which a user name is locked for strangers, or one browser that knows it is no longer spared. */
  readonly perAccount: number;
  /** Wrong passwords after which an address is refused. */
  readonly perAddress: number;
  /** Windows begin at multiples of it, so that everybody knows when one ends. */
  readonly windowSeconds: number;
}

/** Those of a configuration. */
export function signInLimitsOf(bounds: Settings['limits']): SignInLimits {
  return {
    perAccount: bounds.signInAttemptsPerAccount,
    perAddress: bounds.signInAttemptsPerAddress,
    windowSeconds: bounds.windowSeconds,
  };
}

export interface SignInAttemptServices {
  readonly marks: Pick<MarkStore, 'increment' | 'count' | 'clear'>;
  /** Told of accounts that are locked and unlocked. */
  readonly events?: Pick<Events, 'raise'> | undefined;
}

/** A name and a password that somebody sent. */
export interface SignInAttempt {
  readonly username: string;
  /** Names a browser in which this account signed in before; absent: a stranger. */
  readonly knownBrowser?: string | undefined;
  readonly context: RequestContext;
}

/** An attempt that may be looked at. Say how it ended. */
export interface OpenAttempt {
  failed(): Promise<void>;
  /** @throws {OAuthError} `password.locked`: so many wrong ones were sent beside it that it may have been a guess. */
  succeeded(): Promise<void>;
}

/** By what an attempt is counted. */
interface Lane {
  readonly key: string;
  readonly isKnown: boolean;
  readonly count: number;
}

/**
 * Counts wrong passwords for all nodes together in the store: those of strangers by user name and, apart from that, by address; those of a
 * browser in which the user signed in before by that browser, so that whoever guesses locks out strangers and not the owner (OWASP, "Slow Down
 * Online Guessing Attacks with Device Cookies").
 *
 * A user name need not exist to be counted and locked: otherwise the lock would tell which ones do. Only names' hashes are stored.
 */
export class SignInAttempts {
  readonly #services: SignInAttemptServices;
  readonly #limits: SignInLimits;

  constructor(services: SignInAttemptServices, signInLimits: SignInLimits) {
    this.#services = services;
    this.#limits = signInLimits;
  }

  /**
   * Whether a password may be looked at now.
   * @throws {OAuthError} `password.locked` (429) for the user name, `request.rate-limited` (429) for the address, with `Retry-After`.
   */
  async begin(attempt: SignInAttempt): Promise<OpenAttempt> {
    const lane = (await this.#knownLane(attempt)) ?? (await this.#strangersLane(attempt));
    return {
      failed: () => this.#failed(attempt, lane),
      succeeded: () => this.#succeeded(attempt, lane),
    };
  }

  /** Forgets the wrong passwords of a user name, whether it exists or not: it can be used again at once. @param now epoch seconds. */
  async unlock(username: string, now: number): Promise<void> {
    await this.#services.marks.clear(this.#accountKey(username, now));
    this.#services.events?.raise({ type: 'AccountUnlocked', username }, undefined);
  }

  /** Until when strangers cannot use the name, for the wrong passwords that were sent for it; `undefined`: they can. Epoch seconds. */
  async lockedUntil(username: string, now: number): Promise<number | undefined> {
    const count = await this.#services.marks.count(this.#accountKey(username, now), now);
    return count < this.#limits.perAccount ? undefined : this.#windowEnd(now);
  }

  /** A browser that is known goes on whatever strangers do. After too many guesses of its own it is one of them. */
  async #knownLane({ username, knownBrowser, context }: SignInAttempt): Promise<Lane | undefined> {
    if (knownBrowser === undefined) return undefined;
    const key = this.#key('browser', sha256(`${hashOf(username)}|${knownBrowser}`), context.now);
    const count = await this.#services.marks.count(key, context.now);
    return count < this.#limits.perAccount ? { key, isKnown: true, count } : undefined;
  }

  async #strangersLane({ username, context }: SignInAttempt): Promise<Lane> {
    const { now, remoteAddress } = context;
    const { marks } = this.#services;
    const key = this.#accountKey(username, now);
    const [count, ofAddress] = await Promise.all([
      marks.count(key, now),
      remoteAddress === undefined ? 0 : marks.count(this.#addressKey(remoteAddress, now), now),
    ]);
    if (ofAddress >= this.#limits.perAddress) {
      throw oauthError('request.rate-limited', {
        detail: 'too many wrong passwords from one address',
        headers: { 'retry-after': String(this.#windowEnd(now) - now) },
      });
    }
    if (count >= this.#limits.perAccount) {
      await this.#countAddress(remoteAddress, now);
      throw this.#locked(now);
    }
    return { key, isKnown: false, count };
  }

  async #failed({ username, context }: SignInAttempt, { key, isKnown }: Lane): Promise<void> {
    const { now, remoteAddress } = context;
    const until = this.#windowEnd(now);
    const [count] = await Promise.all([
      this.#services.marks.increment(key, until, now),
      isKnown ? undefined : this.#countAddress(remoteAddress, now),
    ]);
    if (!isKnown && count === this.#limits.perAccount) {
      this.#services.events?.raise({ type: 'AccountLocked', username, until }, context);
    }
  }

  async #succeeded({ context: { now } }: SignInAttempt, { key, count }: Lane): Promise<void> {
    const { marks } = this.#services;
    // Guesses sent all at once were all let through; the wrong ones among them have been counted by now.
    const counted = await marks.count(key, now);
    if (counted >= this.#limits.perAccount) throw this.#locked(now);
    // Those of the address stay, so that one known password does not buy more guesses at others.
    if (count > 0 || counted > 0) await marks.clear(key);
  }

  async #countAddress(address: string | undefined, now: number): Promise<void> {
    if (address === undefined) return;
    await this.#services.marks.increment(this.#addressKey(address, now), this.#windowEnd(now), now);
  }

  #locked(now: number): OAuthError {
    const seconds = this.#windowEnd(now) - now;
    return oauthError('password.locked', {
      description: `Too many wrong passwords for this user name. Try again in ${seconds} seconds.`,
      headers: { 'retry-after': String(seconds) },
    });
  }

  #windowEnd(now: number): number {
    return (this.#slot(now) + 1) * this.#limits.windowSeconds;
  }

  #slot(now: number): number {
    return Math.floor(now / this.#limits.windowSeconds);
  }

  #accountKey(username: string, now: number): string {
    return this.#key('account', hashOf(username), now);
  }

  #addressKey(address: string, now: number): string {
    return this.#key('address', networkOf(address), now);
  }

  #key(kind: 'account' | 'address' | 'browser', name: string, now: number): string {
    return `attempts:sign-in:${kind}:${this.#slot(now)}:${name}`;
  }
}

function hashOf(username: string): string {
  return sha256(usernameKey(username.slice(0, limits.username.most)));
}
