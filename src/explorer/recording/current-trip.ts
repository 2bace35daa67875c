import { createScope } from '../../operations/scope.ts';
import type { TripRecord } from './trip-record.ts';

/** Of all servers of a process: a request is of one of them, and what is watched may be shared. */
const scope = createScope<TripRecord>();

/** The trip of the request that is being answered. */
export const currentTrip: () => TripRecord | undefined = scope.current;

export function duringTrip<Result>(record: TripRecord, call: () => Result): Result {
  return scope.run(record, call);
}
