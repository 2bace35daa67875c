import { createScope } from '../../operations/scope.ts';
import type { TripRecord } from './trip-record.ts';

/** A record, in the use that it has for one request. */
interface Ticket {
  readonly record: TripRecord;
  readonly use: number;
}

/** Of all servers of a process: a request is of one of them, and what is watched may be shared. */
const scope = createScope<Ticket>();

/** The trip of the request that is being answered, or was and is still kept. */
export function currentTrip(): TripRecord | undefined {
  const ticket = scope.current();
  return ticket !== undefined && ticket.record.use === ticket.use ? ticket.record : undefined;
}

export function duringTrip<Result>(record: TripRecord, call: () => Result): Result {
  return scope.run({ record, use: record.use }, call);
}
