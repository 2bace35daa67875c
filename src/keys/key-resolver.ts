import type { JSONWebKeySet } from 'jose';
import { createLocalJWKSet } from 'jose/jwks/local';
import { isOfBearableSize } from './key-size.ts';
import type { RemoteKeySet } from './remote-jwks.ts';

/** Finds the key that signed a JWT. */
export type KeyResolver = ReturnType<typeof createLocalJWKSet>;

/** Key sets as resolvers, imported once for each. */
export class KeyResolvers {
  readonly #resolvers = new WeakMap<object, KeyResolver>();

  of(keySet: RemoteKeySet): KeyResolver {
    let resolver = this.#resolvers.get(keySet);
    if (resolver === undefined) {
      resolver = createLocalJWKSet({ keys: keySet.keys.filter(isOfBearableSize) } as JSONWebKeySet);
      this.#resolvers.set(keySet, resolver);
    }
    return resolver;
  }
}
