import type { ClientServiceGroup } from '../clients/module.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { userInfoEndpoint } from './endpoint.ts';
import { type IUserInfoResponseGenerator, UserInfoResponseGenerator } from './response-generator.ts';

export interface UserInfoServiceGroup {
  /** What userinfo answers. Derive from `UserInfoResponseGenerator`. */
  readonly userInfoResponseGenerator: IUserInfoResponseGenerator;
}

type Needs = GroundServices &
  ResourceServiceGroup &
  ClientServiceGroup &
  ProofServiceGroup &
  UserServiceGroup &
  TokenServiceGroup;

export const userInfoModule: Module<UserInfoServiceGroup, Needs, object, 'userInfoResponseGenerator'> = {
  services: () => ({
    userInfoResponseGenerator: (services) => new UserInfoResponseGenerator(services),
  }),
  replaceable: { userInfoResponseGenerator: withMethods('process') },
  spans: { userInfoResponseGenerator: { process: 'generate' } },
  routes: (services) => [[paths.userInfo, { endpoint: userInfoEndpoint(services), cors: 'clients', errors: 'json' }]],
  discovery: ({ signingAlgorithms, settings }) => ({
    endpoints: { userinfo_endpoint: paths.userInfo },
    tokens: settings.endpoints.userInfo ? { userinfo_signing_alg_values_supported: signingAlgorithms } : {},
  }),
};
