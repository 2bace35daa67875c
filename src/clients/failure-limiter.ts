import { oauthError } from '../errors/oauth-error.ts';
import type { RequestContext } from '../model/request-context.ts';
import { networkOf } from '../operations/network-of.ts';
import type { MarkStore } from '../stores/contracts.ts';

const maximumWatched = 10_000;

/**
 * Slows down guessing of client credentials: failures per client and address are counted for all nodes in the store. A request
 * costs no look-up unless this node saw a failure of that pair within the window.
 */
export class FailureLimiter {
  readonly #marks: MarkStore;
  readonly #maximumFailures: number;
  readonly #windowSeconds: number;
  #watched = new Map<string, number>();

  constructor(marks: MarkStore, limits: { readonly maximumFailures: number; readonly windowSeconds: number }) {
    this.#marks = marks;
    this.#maximumFailures = limits.maximumFailures;
    this.#windowSeconds = limits.windowSeconds;
  }

  /** Watches whom another one watches. */
  takeOver(before: FailureLimiter): void {
    this.#watched = before.#watched;
  }

  watches(clientId: string, context: RequestContext): boolean {
    if (this.#watched.size === 0) return false;
    const until = this.#watched.get(keyOf(clientId, context));
    return until !== undefined && until > context.now;
  }

  /** @throws {OAuthError} `request.rate-limited` (429). */
  async refuseIfTooMany(clientId: string, context: RequestContext): Promise<void> {
    const failures = await this.#marks.count(keyOf(clientId, context), context.now);
    if (failures >= this.#maximumFailures) {
      throw oauthError('request.rate-limited', { headers: { 'retry-after': String(this.#windowSeconds) } });
    }
  }

  async record(clientId: string, context: RequestContext): Promise<void> {
    const key = keyOf(clientId, context);
    // The map is in order of insertion: the first failed longest ago. All at once must not go, or a flood would hide a guesser.
    this.#watched.delete(key);
    if (this.#watched.size >= maximumWatched) this.#watched.delete(this.#watched.keys().next().value!);
    this.#watched.set(key, context.now + this.#windowSeconds);
    await this.#marks.increment(key, context.now + this.#windowSeconds, context.now);
  }
}

function keyOf(clientId: string, context: RequestContext): string {
  return `client-failures:${clientId}:${context.remoteAddress === undefined ? '' : networkOf(context.remoteAddress)}`;
}
