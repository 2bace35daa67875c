import { oauthError } from '../errors/oauth-error.ts';
import { sha256 } from '../keys/digest.ts';
import { limits } from '../model/limits.ts';
import type { MarkStore } from '../stores/contracts.ts';
import { usernameKey } from '../stores/username-key.ts';
import { networkOf } from './network-of.ts';

export interface AttemptLimits {
  /** What is guessed at, such as `sign-in`: each purpose counts for itself. */
  readonly purpose: string;
  /** Failures after which an account is locked. */
  readonly perAccount: number;
  /** Failures after which an address is refused. */
  readonly perAddress: number;
  /** From the first failure on; then the count starts anew. */
  readonly windowSeconds: number;
}

/**
 * Counts wrong guesses per account and per address, for all nodes together in the store.
 *
 * An account need not exist to be counted and locked: otherwise the lock would tell which ones do. Only names' hashes are stored.
 */
export class AttemptLimiter {
  readonly #marks: Pick<MarkStore, 'increment' | 'count' | 'clear'>;
  readonly #limits: AttemptLimits;

  constructor(marks: Pick<MarkStore, 'increment' | 'count' | 'clear'>, limits: AttemptLimits) {
    this.#marks = marks;
    this.#limits = limits;
  }

  /** @throws {OAuthError} `request.rate-limited` (429) with `Retry-After`. */
  async refuseAddress(address: string | undefined, now: number): Promise<void> {
    if (address === undefined) return;
    if ((await this.#marks.count(this.#addressKey(address), now)) < this.#limits.perAddress) return;
    throw oauthError('request.rate-limited', {
      detail: `${this.#limits.purpose}: too many failures from one address`,
      headers: { 'retry-after': String(this.#limits.windowSeconds) },
    });
  }

  async isLocked(account: string, now: number): Promise<boolean> {
    return (await this.#marks.count(this.#accountKey(account), now)) >= this.#limits.perAccount;
  }

  async failed(account: string, address: string | undefined, now: number): Promise<void> {
    const until = now + this.#limits.windowSeconds;
    await Promise.all([
      this.#marks.increment(this.#accountKey(account), until, now),
      address === undefined ? undefined : this.#marks.increment(this.#addressKey(address), until, now),
    ]);
  }

  /** Forgets the account's failures; those of the address stay, so that one known password does not buy more guesses at others. */
  async succeeded(account: string): Promise<void> {
    await this.#marks.clear(this.#accountKey(account));
  }

  #accountKey(account: string): string {
    return `attempts:${this.#limits.purpose}:account:${sha256(usernameKey(account.slice(0, limits.username.most)))}`;
  }

  #addressKey(address: string): string {
    return `attempts:${this.#limits.purpose}:address:${networkOf(address)}`;
  }
}
