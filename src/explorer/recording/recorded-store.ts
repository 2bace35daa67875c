import type { Store } from '../../stores/contracts.ts';
import { currentTrip } from './current-trip.ts';
import { followed } from './watch-calls.ts';

type Method = (...parameters: unknown[]) => unknown;

const parts: ReadonlySet<PropertyKey> = new Set(['grants', 'marks', 'keys', 'users', 'clients', 'audit']);

/** The same store, its calls noted in the trips of the requests that make them. */
export function recordedStore(store: Store): Store {
  const wrapped = new Map<PropertyKey, unknown>();
  return new Proxy(store, {
    get(target, property) {
      const known = wrapped.get(property);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value === 'function') return value.bind(target);
      if (!parts.has(property) || typeof value !== 'object' || value === null) return value;
      const part = recordedPart(String(property), value);
      wrapped.set(property, part);
      return part;
    },
  });
}

function recordedPart<Part extends object>(name: string, part: Part): Part {
  const made = new Map<PropertyKey, { readonly of: unknown; readonly method: Method }>();
  return new Proxy(part, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      const known = made.get(property);
      // Somebody may have put another method in its place.
      if (known?.of === value) return known.method;
      const operation = `${name}.${String(property)}`;
      const method: Method = (...parameters) => {
        const trip = currentTrip();
        const underway = trip?.storeCalls.begin(operation, trip.now());
        if (trip === undefined || underway === undefined) return value.apply(target, parameters);
        return followed((...given) => value.apply(target, given), target, parameters, trip, underway);
      };
      made.set(property, { of: value, method });
      return method;
    },
  });
}
