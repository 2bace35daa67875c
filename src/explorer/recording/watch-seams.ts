import { createScope } from '../../operations/scope.ts';
import { inPlaceOf } from '../../operations/stand-in.ts';
import type { TripSeam } from '../trip.ts';
import { currentTrip } from './current-trip.ts';
import { changesBetween } from './seam-changes.ts';
import type { TripRecord } from './trip-record.ts';
import { withMethod } from './watch-calls.ts';

/** A call of an overridden method under way, and what the default made of it so far. */
interface Frame {
  readonly target: object;
  readonly method: string;
  default?: { readonly result: unknown };
}

/** Which frame a call of a default belongs to; shared, as the classes of users are. */
const frames = createScope<Frame>();
const intercepted = new WeakSet<object>();
/** An object may be a service of several servers. */
const watched = new WeakSet<object>();

/**
 * Makes calls of something of the user's own known to the trips in which they happen: of a class that derives from a default one its
 * overrides, with what they changed of what `super` returned; of anything else its methods.
 *
 * @param service as `options.services` names it.
 */
export function watchSeam(service: string, target: object): void {
  if (watched.has(target) || !Object.isExtensible(target)) return;
  watched.add(target);
  const chain = prototypesOf(target);
  const base = chain.length > 1 ? chain.at(-1) : undefined;
  const own = base === undefined ? chain : chain.slice(0, -1);
  const held = methodsOf(target).filter((name) => base === undefined || typeof Reflect.get(base, name) === 'function');
  const methods = new Set([...own.flatMap(methodsOf), ...held]);
  if (base !== undefined) interceptDefaults(own.at(-1)!, base, methods);
  const className = chain[0]?.constructor.name || service;
  for (const method of methods) {
    const made: unknown = Reflect.get(target, method);
    if (typeof made !== 'function') continue;
    withMethod(target, method, function (this: unknown, ...parameters) {
      const record = currentTrip();
      const call = () => made.apply(this, parameters);
      return record === undefined ? call() : followed({ service, className, method }, target, call, record);
    });
  }
}

function prototypesOf(target: object): readonly object[] {
  const chain: object[] = [];
  let prototype: object | null = Object.getPrototypeOf(target);
  while (prototype !== null && prototype !== Object.prototype && !intercepted.has(prototype)) {
    chain.push(prototype);
    prototype = Object.getPrototypeOf(prototype);
    if (prototype !== null && intercepted.has(prototype)) prototype = Object.getPrototypeOf(prototype);
  }
  return chain;
}

function methodsOf(holder: object): readonly string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(holder))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name]) => name);
}

/** Puts a layer between the user's class and the default one, which is where `super` is looked up. */
function interceptDefaults(lowest: object, base: object, methods: ReadonlySet<string>): void {
  const present: unknown = Object.getPrototypeOf(lowest);
  const layer: object = present === base || present === null ? Object.create(base) : Object(present);
  for (const method of methods) {
    const original: unknown = Reflect.get(base, method);
    if (typeof original !== 'function' || Object.hasOwn(layer, method)) continue;
    Object.defineProperty(layer, method, {
      configurable: true,
      writable: true,
      value: inPlaceOf(function (this: unknown, ...parameters: unknown[]) {
        const result: unknown = original.apply(this, parameters);
        const frame = frames.current();
        if (frame === undefined || frame.target !== this || frame.method !== method) return result;
        if (!(result instanceof Promise)) frame.default = { result };
        else {
          result.then(
            (value: unknown) => {
              frame.default = { result: value };
            },
            () => undefined,
          );
        }
        return result;
      }, original),
    });
  }
  if (present !== layer) {
    intercepted.add(layer);
    Object.setPrototypeOf(lowest, layer);
  }
}

function followed(
  seam: Pick<TripSeam, 'service' | 'className' | 'method'>,
  target: object,
  call: () => unknown,
  record: TripRecord,
): unknown {
  const frame: Frame = { target, method: seam.method };
  const start = record.now();
  const { use } = record;
  const note = (outcome: TripSeam['outcome'], result?: unknown) => {
    if (record.use !== use) return;
    const changes = outcome === 'done' ? changesOf(frame, result) : undefined;
    record.noteSeam({
      ...seam,
      startMs: start / 1000,
      durationMs: (record.now() - start) / 1000,
      outcome,
      changes,
    });
  };
  const failed = (thrown: unknown) =>
    note(typeof thrown === 'object' && thrown !== null && 'reason' in thrown ? 'refused' : 'failed');
  try {
    const result = frames.run(frame, call);
    if (result instanceof Promise) result.then((value: unknown) => note(outcomeOf(value), value), failed);
    else note(outcomeOf(result), result);
    return result;
  } catch (thrown) {
    failed(thrown);
    throw thrown;
  }
}

/** Of an override what it changed; of a validator what it wants changed. */
function changesOf(frame: Frame, result: unknown): TripSeam['changes'] {
  if (frame.default !== undefined) return changesBetween(frame.default.result, result);
  return frame.method === 'validate' ? changesBetween(undefined, result) : undefined;
}

/** Validators return their refusals. */
function outcomeOf(result: unknown): TripSeam['outcome'] {
  return typeof result === 'object' && result !== null && 'error' in result && typeof result.error === 'string'
    ? 'refused'
    : 'done';
}
