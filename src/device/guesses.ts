import { oauthError } from '../errors/oauth-error.ts';
import { sha256 } from '../keys/digest.ts';
import type { MarkStore } from '../stores/contracts.ts';

export interface UserCodeLimits {
  /** Wrong user codes of one address, and of one user. */
  readonly userCodeAttempts: number;
  readonly windowSeconds: number;
}

/**
 * Limits guessing of user codes (RFC 8628 §5.1). Every attempt is counted before it is looked at, so that parallel ones cannot slip
 * through; a right one is given back afterwards. Windows are aligned, so that both counters of one begin and end together.
 */
export class UserCodeGuesses {
  readonly #marks: Pick<MarkStore, 'increment' | 'count'>;
  readonly #limits: UserCodeLimits;

  constructor(marks: Pick<MarkStore, 'increment' | 'count'>, limits: UserCodeLimits) {
    this.#marks = marks;
    this.#limits = limits;
  }

  /**
   * Looks something up on behalf of whoever guesses.
   * @param guessers network and user, as far as they are known.
   * @throws {OAuthError} `request.rate-limited` (429) with `Retry-After`.
   */
  async attempt<Found>(
    guessers: readonly (string | undefined)[],
    now: number,
    look: () => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    const { windowSeconds, userCodeAttempts } = this.#limits;
    const slot = Math.floor(now / windowSeconds);
    const end = (slot + 1) * windowSeconds;
    const keys = guessers
      .filter((guesser) => guesser !== undefined)
      .map((guesser) => `user-code:${slot}:${sha256(guesser)}`);
    const wrong = await Promise.all(keys.map((key) => this.#begin(key, end, now)));
    if (wrong.some((count) => count > userCodeAttempts)) {
      throw oauthError('request.rate-limited', {
        detail: 'too many wrong user codes',
        headers: { 'retry-after': String(end - now) },
      });
    }
    const found = await look();
    if (found !== undefined) await Promise.all(keys.map((key) => this.#marks.increment(`${key}:right`, end, now)));
    return found;
  }

  /** The number of attempts that were wrong or are under way, this one included. */
  async #begin(key: string, end: number, now: number): Promise<number> {
    // In this order: a right attempt that ends in between may only be counted too often.
    const right = await this.#marks.count(`${key}:right`, now);
    return (await this.#marks.increment(key, end, now)) - right;
  }
}
