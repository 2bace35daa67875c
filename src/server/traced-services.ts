import type { Grant } from '../model/token-grant.ts';
import type { Tracing } from '../operations/tracing.ts';
import type { Store } from '../stores/contracts.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { AnyModule } from '../wiring/module.ts';

/** The same services inside spans named after the steps of a token request (DESIGN §1). */
export function tracedFactories<Made extends { readonly store: (services: GroundServices) => Store }>(
  factories: Made & Readonly<Record<string, (services: GroundServices) => object>>,
  modules: readonly AnyModule[],
  tracing: Tracing,
): Made {
  const spans: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.assign(
    {},
    ...modules.map((module) => module.spans),
  );
  const wrapped = Object.entries(spans).map(([name, methods]) => [
    name,
    (services: GroundServices) => tracing.wrap(factories[name]!(services), methods),
  ]);
  return {
    ...factories,
    ...Object.fromEntries(wrapped),
    store: (services: GroundServices) => tracedStore(factories.store(services), tracing),
  };
}

/** A grant whose two steps are spans. */
export function tracedGrant(grant: Grant, tracing: Tracing): Grant {
  return tracing.wrap(grant, { validate: 'grant', claim: 'claim' });
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
