import type { AuthorizationDetailServiceGroup } from '../authorization-details/module.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import { cibaRequestAlgorithms } from '../keys/assertion-algorithms.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { SessionServiceGroup } from '../sessions/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { optional, withMethods } from '../wiring/replaceable.ts';
import { CibaClientNotifier } from './client-notifier.ts';
import type { ICustomBackchannelRequestValidator } from './custom-validation.ts';
import { cibaEndpoint } from './endpoint.ts';
import { CibaInteraction } from './interaction.ts';
import { CibaRequestValidator } from './request-validator.ts';
import { CibaResponseGenerator, type ICibaResponseGenerator, type NotifyUser } from './response-generator.ts';
import { BackchannelUserValidator, type IBackchannelUserValidator } from './user-validator.ts';

export interface CibaServiceGroup {
  readonly notifyUser: NotifyUser | undefined;
  /** Whom a CIBA request is about. Derive from `BackchannelUserValidator`. */
  readonly backchannelUserValidator: IBackchannelUserValidator;
  readonly cibaRequestValidator: CibaRequestValidator;
  /** Refuses or changes any backchannel authentication request: `ICustomBackchannelRequestValidator`. */
  readonly customBackchannelRequestValidator: ICustomBackchannelRequestValidator | undefined;
  readonly cibaClientNotifier: CibaClientNotifier;
  readonly cibaInteraction: CibaInteraction;
  /** What a CIBA client is answered at first. Derive from `CibaResponseGenerator`. */
  readonly cibaResponseGenerator: ICibaResponseGenerator;
}

export interface CibaOptions {
  /** Tells a user that a CIBA request waits for them; they answer on the page `/ciba`, or through `services.cibaInteraction`. */
  readonly notifyUser?: NotifyUser | undefined;
  /** Refuses or changes any backchannel authentication request that passed every other check. */
  readonly customBackchannelRequestValidator?: ICustomBackchannelRequestValidator | undefined;
}

type Needs = GroundServices &
  ResourceServiceGroup &
  AuthorizationDetailServiceGroup &
  ClientServiceGroup &
  ProofServiceGroup &
  UserServiceGroup &
  TokenServiceGroup &
  SessionServiceGroup;

export const cibaModule: Module<
  CibaServiceGroup,
  Needs,
  CibaOptions,
  'backchannelUserValidator' | 'customBackchannelRequestValidator' | 'cibaResponseGenerator'
> = {
  services: (options) => ({
    notifyUser: () => options.notifyUser,
    customBackchannelRequestValidator: () => options.customBackchannelRequestValidator,
    backchannelUserValidator: (services) => new BackchannelUserValidator(services),
    cibaRequestValidator: (services) => new CibaRequestValidator(services),
    cibaClientNotifier: ({ background, events, settings }) =>
      new CibaClientNotifier({ background, events, allowPrivateAddresses: settings.allowPrivateAddresses }),
    cibaInteraction: (services) => new CibaInteraction(services),
    cibaResponseGenerator: (services) => new CibaResponseGenerator(services),
  }),
  replaceable: {
    backchannelUserValidator: withMethods('validate'),
    customBackchannelRequestValidator: optional(withMethods('validate')),
    cibaResponseGenerator: withMethods('process'),
  },
  spans: {
    cibaRequestValidator: { validate: 'validate' },
    customBackchannelRequestValidator: { validate: 'custom' },
    cibaResponseGenerator: { process: 'generate' },
  },
  routes: (services) => [[paths.ciba, { endpoint: cibaEndpoint(services), cors: 'none', errors: 'json' }]],
  discovery: ({ settings, backchannelUserValidator }) => ({
    endpoints: { backchannel_authentication_endpoint: paths.ciba },
    clients: settings.endpoints.ciba
      ? {
          backchannel_token_delivery_modes_supported: ['poll', 'ping'],
          backchannel_user_code_parameter_supported: backchannelUserValidator.checksUserCodes === true,
          backchannel_authentication_request_signing_alg_values_supported: cibaRequestAlgorithms,
        }
      : {},
  }),
};
