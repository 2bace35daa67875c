/**
 * What stands for an object and answers every read by `get`, whatever may not be changed on the object itself: a proxy of it would have to
 * answer reads of what is frozen with what is there.
 */
export function standIn<Target extends object>(target: Target, get: (property: PropertyKey) => unknown): Target {
  const shape: Target = Object.create(Object.getPrototypeOf(target));
  return new Proxy(shape, {
    get: (_, property) => get(property),
    has: (_, property) => Reflect.has(target, property),
    set: (_, property, value) => Reflect.set(target, property, value),
    defineProperty: (_, property, descriptor) => Reflect.defineProperty(target, property, descriptor),
  });
}

const original = Symbol('original');

/** Notes on a method which one it calls and nothing else: whoever asks whether one was overridden must see through it. */
export function inPlaceOf<Method extends object>(method: Method, of: unknown): Method {
  return Object.defineProperty(method, original, { value: of });
}

/** The method behind those that only look on. */
export function originalOf(method: unknown): unknown {
  let found = method;
  while (typeof found === 'function' && original in found) found = found[original];
  return found;
}
