import type { AuthorizationDetailServiceGroup } from '../authorization-details/module.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { introspectionEndpoint } from './endpoint.ts';
import { type IIntrospectionResponseGenerator, IntrospectionResponseGenerator } from './response-generator.ts';
import { revocationEndpoint } from './revocation-endpoint.ts';
import { type IRevocationPolicy, RevocationPolicy } from './revocation-policy.ts';

export interface IntrospectionServiceGroup {
  /** What an API learns of a token. Derive from `IntrospectionResponseGenerator`. */
  readonly introspectionResponseGenerator: IIntrospectionResponseGenerator;
  /** What ends with a token that its client revokes. Derive from `RevocationPolicy`. */
  readonly revocationPolicy: IRevocationPolicy;
}

type Needs = GroundServices &
  ResourceServiceGroup &
  AuthorizationDetailServiceGroup &
  ClientServiceGroup &
  ProofServiceGroup &
  UserServiceGroup &
  TokenServiceGroup;

export const introspectionModule: Module<
  IntrospectionServiceGroup,
  Needs,
  object,
  'introspectionResponseGenerator' | 'revocationPolicy'
> = {
  services: () => ({
    introspectionResponseGenerator: (services) => new IntrospectionResponseGenerator(services),
    revocationPolicy: () => new RevocationPolicy(),
  }),
  replaceable: {
    introspectionResponseGenerator: withMethods('process'),
    revocationPolicy: withMethods('extentOf'),
  },
  spans: { introspectionResponseGenerator: { process: 'generate' }, revocationPolicy: { extentOf: 'policy' } },
  routes: (services) => [
    [paths.introspection, { endpoint: introspectionEndpoint(services), cors: 'none', errors: 'json' }],
    [paths.revocation, { endpoint: revocationEndpoint(services), cors: 'clients', errors: 'json' }],
  ],
  discovery: ({ signingAlgorithms, settings }) => ({
    endpoints: { revocation_endpoint: paths.revocation, introspection_endpoint: paths.introspection },
    tokens: settings.endpoints.introspection ? { introspection_signing_alg_values_supported: signingAlgorithms } : {},
  }),
};
