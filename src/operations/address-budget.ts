import { oauthError } from '../errors/oauth-error.ts';
import { networkOf } from './network-of.ts';

/** Addresses that are kept count of; what an attacker with more of them pushes out are the ones that asked longest ago. */
const mostAddresses = 10_000;

/**
 * Bounds what an address may have stored here before anybody is known: requests that wait for a user. Each process counts for itself and
 * asks no store, since the store is what this protects. An IPv6 /64 is one address.
 */
export class AddressBudget {
  readonly #most: number;
  readonly #windowSeconds: number;
  #spent = new Map<string, { readonly until: number; count: number }>();

  constructor(limits: { readonly most: number; readonly windowSeconds: number }) {
    this.#most = limits.most;
    this.#windowSeconds = limits.windowSeconds;
  }

  /** Goes on with what was spent of another one. */
  takeOver(before: AddressBudget): void {
    this.#spent = before.#spent;
  }

  /**
   * @param address `undefined`: not known, and not bounded here.
   * @throws {OAuthError} `request.rate-limited` (429) with `Retry-After`.
   */
  spend(address: string | undefined, now: number): void {
    if (address === undefined) return;
    const network = networkOf(address);
    const spent = this.#spent.get(network);
    if (spent === undefined || spent.until <= now) {
      this.#spent.delete(network);
      // In order of insertion: the first began its window longest ago.
      if (this.#spent.size >= mostAddresses) this.#spent.delete(this.#spent.keys().next().value!);
      this.#spent.set(network, { until: now + this.#windowSeconds, count: 1 });
      return;
    }
    spent.count += 1;
    if (spent.count > this.#most) {
      throw oauthError('request.rate-limited', {
        detail: 'too many requests that wait for a user, from one address',
        headers: { 'retry-after': String(spent.until - now) },
      });
    }
  }
}
