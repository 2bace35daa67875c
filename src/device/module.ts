import type { AuthorizationDetailServiceGroup } from '../authorization-details/module.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { SessionServiceGroup } from '../sessions/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { optional, withMethods } from '../wiring/replaceable.ts';
import type { ICustomDeviceRequestValidator } from './custom-validation.ts';
import { deviceAuthorizationEndpoint } from './endpoint.ts';
import { UserCodeGuesses } from './guesses.ts';
import { DeviceInteraction } from './interaction.ts';
import {
  DeviceAuthorizationResponseGenerator,
  type IDeviceAuthorizationResponseGenerator,
} from './response-generator.ts';
import { UserCodeHandles } from './user-code.ts';

export interface DeviceServiceGroup {
  readonly userCodes: UserCodeHandles;
  readonly userCodeGuesses: UserCodeGuesses;
  readonly deviceInteraction: DeviceInteraction;
  /** Refuses or changes any device authorization request: `ICustomDeviceRequestValidator`. */
  readonly customDeviceRequestValidator: ICustomDeviceRequestValidator | undefined;
  /** Device and user codes. Derive from `DeviceAuthorizationResponseGenerator`. */
  readonly deviceAuthorizationResponseGenerator: IDeviceAuthorizationResponseGenerator;
}

export interface DeviceOptions {
  /** Refuses or changes any device authorization request that passed every other check. */
  readonly customDeviceRequestValidator?: ICustomDeviceRequestValidator | undefined;
}

type Needs = GroundServices &
  ResourceServiceGroup &
  AuthorizationDetailServiceGroup &
  ClientServiceGroup &
  ProofServiceGroup &
  UserServiceGroup &
  SessionServiceGroup;

export const deviceModule: Module<
  DeviceServiceGroup,
  Needs,
  DeviceOptions,
  'deviceAuthorizationResponseGenerator' | 'customDeviceRequestValidator'
> = {
  services: (options) => ({
    customDeviceRequestValidator: () => options.customDeviceRequestValidator,
    userCodes: ({ sealer }) => new UserCodeHandles(sealer),
    userCodeGuesses: ({ marks, settings }) => new UserCodeGuesses(marks, settings.limits),
    deviceInteraction: (services) => new DeviceInteraction(services),
    deviceAuthorizationResponseGenerator: (services) => new DeviceAuthorizationResponseGenerator(services),
  }),
  replaceable: {
    deviceAuthorizationResponseGenerator: withMethods('process'),
    customDeviceRequestValidator: optional(withMethods('validate')),
  },
  spans: {
    customDeviceRequestValidator: { validate: 'custom' },
    deviceAuthorizationResponseGenerator: { process: 'generate' },
    deviceInteraction: { find: 'find', decide: 'decide' },
  },
  routes: (services) => [
    [paths.deviceAuthorization, { endpoint: deviceAuthorizationEndpoint(services), cors: 'clients', errors: 'json' }],
  ],
  discovery: () => ({ endpoints: { device_authorization_endpoint: paths.deviceAuthorization } }),
};
