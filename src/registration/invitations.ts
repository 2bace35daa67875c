import { randomHandle, sha256 } from '../keys/digest.ts';
import type { MarkStore } from '../stores/contracts.ts';
import { invalidToken } from './bearer.ts';

/** How often it may be used stands in the token itself, and is hashed with it. */
const pattern = /^([1-9]\d{0,5})\.[A-Za-z0-9_-]{43}$/;

/** Initial access tokens (RFC 7591 §3): invitations to register. The store has a counter under the hash of each. */
export class Invitations {
  readonly #marks: MarkStore;

  constructor(marks: MarkStore) {
    this.#marks = marks;
  }

  /**
   * Makes a token, which is seen this once.
   * @param uses 1 to 999,999.
   * @param expiresAt epoch seconds.
   */
  async create(uses: number, expiresAt: number, now: number): Promise<string> {
    const token = `${uses}.${randomHandle()}`;
    await this.#marks.increment(keyOf(token), expiresAt, now);
    return token;
  }

  /** That the token is good for one more; writes nothing. @throws {OAuthError} `registration.invalid-token` (401). */
  async check(token: string, now: number): Promise<void> {
    const count = await this.#marks.count(keyOf(token), now);
    if (count < 1 || count > usesOf(token)) throw invalidToken('initial access token');
  }

  /** Uses the token once: of any number of registrations at once no more succeed than it is good for. @throws {OAuthError} as {@link check}. */
  async use(token: string, now: number): Promise<void> {
    await this.check(token, now);
    // The counter stood at 1 when nobody had used it. One that ended meanwhile begins anew, and is good for nothing.
    const count = await this.#marks.increment(keyOf(token), now + 1, now);
    if (count < 2 || count > usesOf(token) + 1) throw invalidToken('initial access token');
  }
}

/** @throws {OAuthError} what is no such token is looked up nowhere. */
function usesOf(token: string): number {
  const uses = pattern.exec(token)?.[1];
  if (uses === undefined) throw invalidToken('initial access token');
  return Number(uses);
}

function keyOf(token: string): string {
  usesOf(token);
  return `invitation:${sha256(token)}`;
}
