import type { Recording } from '../explorer/recording/start-recording.ts';
import type { Grant } from '../model/token-grant.ts';
import type { Tracing } from '../operations/tracing.ts';
import type { Store } from '../stores/contracts.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { AnyModule } from '../wiring/module.ts';

/** Whoever follows requests: wraps the services by one list of spans, and the store. */
export interface Following extends Tracing {
  store(store: Store): Store;
  /** A service that is, or may be, the user's own, before it is wrapped. */
  own?(name: string, made: object): void;
}

/** Traces, trips, or both. `undefined`: neither, and nothing is wrapped. */
export function followedBy(tracing: Tracing | undefined, recording: Recording | undefined): Following | undefined {
  // Trips first: they change the methods of the services themselves, and what stands before those comes after.
  const both: readonly Following[] = [
    ...(recording === undefined ? [] : [recording]),
    ...(tracing === undefined ? [] : [{ wrap: tracing.wrap, store: (store: Store) => tracedStore(store, tracing) }]),
  ];
  if (both.length === 0) return undefined;
  return {
    wrap: (target, spans) => both.reduce((wrapped, one) => one.wrap(wrapped, spans), target),
    store: (store) => both.reduce((wrapped, one) => one.store(wrapped), store),
    own: (name, made) => recording?.own(name, made),
  };
}

/** What only code gives, beside services that are replaced. */
const ownServices = /^(?:custom[A-Z][A-Za-z]*Validator|extensionGrantValidators)$/;

/**
 * The same services inside spans named after the steps of a request (DESIGN §1).
 * @param replaced names of those that the user replaced.
 * @param profileService the one that only code gave, if it did.
 */
export function tracedFactories<Made extends { readonly store: (services: GroundServices) => Store }>(
  factories: Made & Readonly<Record<string, (services: GroundServices) => object | undefined>>,
  modules: readonly AnyModule[],
  following: Following,
  replaced: readonly string[],
  profileService: unknown,
): Made {
  const spans: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.assign(
    {},
    ...modules.map((module) => module.spans),
  );
  const isOwn = (name: string) => replaced.includes(name) || ownServices.test(name);
  const wrapped = Object.keys(factories).map((name) => [
    name,
    (services: GroundServices) => {
      const made = factories[name]!(services);
      // What a factory made that is no object is for `checkReplaced` to refuse.
      if (typeof made !== 'object' || made === null) return made;
      if (isOwn(name) || made === profileService) following.own?.(name, made);
      const steps = spans[name];
      return steps === undefined ? made : following.wrap(made, steps);
    },
  ]);
  return {
    ...factories,
    ...Object.fromEntries(wrapped),
    store: (services: GroundServices) => following.store(factories.store(services)),
  };
}

/** A grant whose two steps are spans. */
export function tracedGrant(grant: Grant, following: Following): Grant {
  return following.wrap(grant, { validate: 'grant', claim: 'claim' });
}

function tracedStore(store: Store, tracing: Tracing): Store {
  const grants = tracing.wrap(store.grants, {
    insert: 'store.insert',
    find: 'store.find',
    consume: 'store.consume',
    replace: 'store.replace',
    revoke: 'store.revoke',
  });
  return new Proxy(store, {
    get(target, property) {
      if (property === 'grants') return grants;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
