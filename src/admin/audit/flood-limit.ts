import type { ServerEvent } from '../../operations/events.ts';

/** What anybody can make happen as often as they like. */
const causedByStrangers: ReadonlySet<ServerEvent['type']> = new Set([
  'TokenRefused',
  'ClientAuthenticationFailed',
  'AuthorizationRefused',
  'UserSignInFailed',
  'AccountLocked',
  'ClientRegistered',
  'ClientRegistrationRefused',
  'ClientDocumentRefused',
]);

/** Of each type: what a person may still read, and less than fills a disk (some 50 MB a day). */
const mostAMinute = 120;
const windowSeconds = 60;

/** What was left out, and when. Epoch seconds. */
export interface LeftOut {
  readonly of: string;
  readonly count: number;
  readonly from: number;
  readonly until: number;
}

/** Counts what strangers cause, in windows that begin with the first of a type. */
export class FloodLimit {
  readonly #windows = new Map<ServerEvent['type'], { readonly from: number; seen: number }>();

  /** Whether one more is taken. */
  takes(type: ServerEvent['type'], now: number): boolean {
    if (!causedByStrangers.has(type)) return true;
    const window = this.#windows.get(type) ?? { from: now, seen: 0 };
    window.seen += 1;
    this.#windows.set(type, window);
    return window.seen <= mostAMinute;
  }

  /** What was left out in the windows that have ended; they begin anew. */
  ended(now: number): readonly LeftOut[] {
    const found: LeftOut[] = [];
    for (const [type, { from, seen }] of this.#windows) {
      if (now < from + windowSeconds) continue;
      this.#windows.delete(type);
      if (seen > mostAMinute) found.push({ of: type, count: seen - mostAMinute, from, until: from + windowSeconds });
    }
    return found;
  }
}
