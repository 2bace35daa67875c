import { randomNonce } from '../keys/digest.ts';

/** Digits and small letters alone, so that databases of every collation sort them alike. */
const momentLength = 9;
const placeLength = 7;
const mostPlaces = 16 ** placeLength;
/** So many of one process have a place of their own in one millisecond. */
const placesOfMillisecond = 2 ** 18;
/** Milliseconds from the look at the clock to the entry. Beyond that it is another clock, as in tests. */
const longestWork = 60_000;
let last = { at: 0, place: 0 };

/**
 * A new id, which sorts as time does; of two of one second the one that this process made first comes first. Those of several processes come in the
 * order of the milliseconds in which they were made, as far as their machines agree.
 *
 * @param at epoch seconds.
 */
export function auditEntryId(at: number): string {
  const byMillisecond = millisecondOf(at) * placesOfMillisecond;
  const place = at > last.at ? byMillisecond : Math.max(last.place + 1, byMillisecond) % mostPlaces;
  last = { at: Math.max(at, last.at), place };
  return `${momentOf(at)}${hex(place, placeLength)}${Buffer.from(randomNonce(8)).toString('hex')}`;
}

/** Which millisecond of its second it is; the last one where that second has passed since the clock was looked at. */
function millisecondOf(at: number): number {
  const now = Date.now();
  const passed = now - Math.floor(at) * 1000;
  return passed >= 1000 && passed < longestWork ? 999 : now % 1000;
}

/** All ids of `from` to `until` lie behind the first and before the second. */
export function entryIdBounds({
  from,
  until,
}: {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}): {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
} {
  return {
    ...(from === undefined ? {} : { after: momentOf(from) }),
    ...(until === undefined ? {} : { before: momentOf(until + 1) }),
  };
}

function momentOf(at: number): string {
  const last = 16 ** momentLength - 1;
  return hex(Math.min(Math.max(Math.floor(at), 0), last), momentLength);
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0');
}
