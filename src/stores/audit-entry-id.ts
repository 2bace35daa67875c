import { randomNonce } from '../keys/digest.ts';

/** Digits and small letters alone, so that databases of every collation sort them alike. */
const momentLength = 9;
const placeLength = 7;
const mostPlaces = 16 ** placeLength;
/** So many of one process have a place of their own in one millisecond. */
const placesOfMillisecond = 2 ** 18;
let last = { at: 0, place: 0 };

/**
 * A new id, which sorts as time does; of two of one second the one that this process made first comes first. Those of several processes come in the
 * order of the milliseconds in which they were made, as far as their machines agree.
 *
 * @param at epoch seconds.
 */
export function auditEntryId(at: number): string {
  const byMillisecond = (Date.now() % 1000) * placesOfMillisecond;
  const place = at > last.at ? byMillisecond : Math.max(last.place + 1, byMillisecond) % mostPlaces;
  last = { at: Math.max(at, last.at), place };
  return `${momentOf(at)}${hex(place, placeLength)}${Buffer.from(randomNonce(8)).toString('hex')}`;
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
