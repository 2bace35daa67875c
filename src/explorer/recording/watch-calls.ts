import { standIn } from '../../operations/stand-in.ts';
import { currentTrip } from './current-trip.ts';
import { noteResult } from './step-results.ts';
import type { TripRecord, Underway } from './trip-record.ts';

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
  return withMethod(target, method, stepCall(original as Method, step));
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
  return function (this: unknown, ...parameters) {
    const trip = currentTrip();
    const underway = trip?.beginStep(step);
    if (trip === undefined || underway === undefined) return original.apply(this, parameters);
    return followed(original, this, parameters, trip, underway);
  };
}

/** A call with its end and outcome noted; the caller gets the very promise that it would have got. */
export function followed(
  original: Method,
  target: unknown,
  parameters: unknown[],
  trip: TripRecord,
  underway: Underway,
): unknown {
  try {
    const result = original.apply(target, parameters);
    if (result instanceof Promise) {
      result.then(
        (value: unknown) => {
          underway.end = trip.now();
          noteResult(underway, value, trip);
        },
        (thrown: unknown) => fail(underway, thrown, trip),
      );
      return result;
    }
    underway.end = trip.now();
    noteResult(underway, result, trip);
    return result;
  } catch (thrown) {
    fail(underway, thrown, trip);
    throw thrown;
  }
}

function fail(underway: Underway, thrown: unknown, trip: TripRecord): void {
  underway.end = trip.now();
  underway.outcome = typeof thrown === 'object' && thrown !== null && 'reason' in thrown ? 'refused' : 'failed';
}
