import type { Tracing } from '../operations/tracing.ts';
import type { Store } from '../stores/contracts.ts';
import type { Factories } from './service-container.ts';
import type { Services } from './services.ts';

/** The same services inside spans named after the steps of a token request (DESIGN §1). */
export function tracedFactories(factories: Factories<Services>, tracing: Tracing): Factories<Services> {
  return {
    ...factories,
    clientAuthenticator: (services) =>
      tracing.wrap(factories.clientAuthenticator(services), { authenticate: 'client' }),
    proofs: (services) => tracing.wrap(factories.proofs(services), { ofTokenRequest: 'proof' }),
    grants: (services) => tracedGrants(factories.grants(services), tracing),
    tokenResponseGenerator: (services) =>
      tracing.wrap(factories.tokenResponseGenerator(services), { process: 'generate' }),
    tokenService: (services) =>
      tracing.wrap(factories.tokenService(services), {
        createAccessToken: 'mint.claims',
        createIdentityToken: 'mint.claims',
        serializeAccessToken: 'mint.token',
        serializeIdentityToken: 'mint.token',
      }),
    refreshTokenService: (services) =>
      tracing.wrap(factories.refreshTokenService(services), { create: 'mint.refresh' }),
    store: (services) => tracedStore(factories.store(services), tracing),
    marks: (services) => services.store.marks,
  };
}

function tracedGrants(grants: Services['grants'], tracing: Tracing): Services['grants'] {
  return new Proxy(grants, {
    get(target, property) {
      if (property === 'find') {
        return (grantType: string | undefined) =>
          tracing.wrap(target.find(grantType), { validate: 'grant', claim: 'claim' });
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
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
