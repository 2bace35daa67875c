import type { ClientServiceGroup } from '../clients/module.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { discoveryEndpoint, jwksEndpoint } from './endpoint.ts';
import { errorReferenceEndpoint, errorReferencePath } from './error-reference-endpoint.ts';
import { DiscoveryResponseGenerator, type IDiscoveryResponseGenerator } from './response-generator.ts';

export interface DiscoveryServiceGroup {
  /** The discovery document. Derive from `DiscoveryResponseGenerator`. */
  readonly discoveryResponseGenerator: IDiscoveryResponseGenerator;
}

export const discoveryModule: Module<
  DiscoveryServiceGroup,
  GroundServices & ClientServiceGroup & TokenServiceGroup,
  object,
  'discoveryResponseGenerator'
> = {
  services: () => ({
    discoveryResponseGenerator: (services) => new DiscoveryResponseGenerator(services),
  }),
  replaceable: { discoveryResponseGenerator: withMethods('process') },
  routes: (services) => {
    const discovery = discoveryEndpoint(services);
    return [
      [paths.discovery, { endpoint: discovery, cors: 'public', errors: 'json' }],
      [paths.oauthMetadata, { endpoint: discovery, cors: 'public', errors: 'json' }],
      [paths.jwks, { endpoint: jwksEndpoint(services), cors: 'public', errors: 'json' }],
      [`${errorReferencePath}*`, { endpoint: errorReferenceEndpoint(), cors: 'none', errors: 'json' }],
    ];
  },
};
