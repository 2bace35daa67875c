import { randomNonce } from '../keys/digest.ts';

/** Digits and small letters alone, so that databases of every collation sort them alike. */
const momentLength = 9;
const placeLength = 7;
const mostPlaces = 16 ** placeLength;
let place = 0;

/** A new id, which sorts as time does; of two of one second the one that this process made first comes first. @param at epoch seconds. */
export function auditEntryId(at: number): string {
  place = (place + 1) % mostPlaces;
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
