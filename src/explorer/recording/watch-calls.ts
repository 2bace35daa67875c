import { inPlaceOf, standIn } from '../../operations/stand-in.ts';
import { currentTrip } from './current-trip.ts';
import { type ResultReader, resultReader } from './step-results.ts';
import type { TripRecord } from './trip-record.ts';
import type { Underway } from './underways.ts';

type Method = (this: unknown, ...parameters: unknown[]) => unknown;

/** What is watched already: an object may be a service of several servers. */
const watchedSteps = new WeakMap<object, Set<string>>();

/** The same object, calls of `method` noted as steps of the trips that they are of; a method that it does not have is left alone. */
export function watchStep<Target extends object>(target: Target, method: string, step: string): Target {
  const known = watchedSteps.get(target) ?? new Set();
  watchedSteps.set(target, known);
  const original: unknown = Reflect.get(target, method);
  if (typeof original !== 'function' || known.has(method)) return target;
  known.add(method);
  return withMethod(target, method, inPlaceOf(stepCall(original as Method, step), original));
}

/** The same object with another method of that name: itself, or where it cannot be changed what stands for it. */
export function withMethod<Target extends object>(target: Target, method: string, value: Method): Target {
  const own = Object.getOwnPropertyDescriptor(target, method);
  if (own?.configurable === false || (own === undefined && !Object.isExtensible(target))) {
    return standIn(target, (property) => {
      const member: unknown = property === method ? value : Reflect.get(target, property, target);
      return typeof member === 'function' ? member.bind(target) : member;
    });
  }
  Object.defineProperty(target, method, {
    value,
    writable: true,
    configurable: true,
    enumerable: own?.enumerable ?? false,
  });
  return target;
}

function stepCall(original: Method, step: string): Method {
  const read = resultReader(step);
  return function (this: unknown, ...parameters) {
    const trip = currentTrip();
    const underway = trip?.steps.begin(step, trip.now());
    if (trip === undefined || underway === undefined) return original.apply(this, parameters);
    return followed(original, this, parameters, trip, underway, read);
  };
}

/** A call with its end and outcome noted; the caller gets the very promise that it would have got. */
export function followed(
  original: Method,
  target: unknown,
  parameters: unknown[],
  trip: TripRecord,
  underway: Underway,
  read?: ResultReader,
): unknown {
  const { use } = trip;
  const done = (value: unknown) => {
    if (trip.use !== use) return;
    underway.end = trip.now();
    read?.(underway, value, trip);
  };
  const failed = (thrown: unknown) => {
    if (trip.use !== use) return;
    underway.end = trip.now();
    underway.outcome = typeof thrown === 'object' && thrown !== null && 'reason' in thrown ? 'refused' : 'failed';
  };
  try {
    const result = original.apply(target, parameters);
    if (result instanceof Promise) result.then(done, failed);
    else done(result);
    return result;
  } catch (thrown) {
    failed(thrown);
    throw thrown;
  }
}
