import { CibaClientNotifier } from '../ciba/client-notifier.ts';
import { CibaInteraction } from '../ciba/interaction.ts';
import { CibaRequestValidator } from '../ciba/request-validator.ts';
import { CibaResponseGenerator, type ICibaResponseGenerator, type NotifyUser } from '../ciba/response-generator.ts';
import { BackchannelUserValidator, type IBackchannelUserValidator } from '../ciba/user-validator.ts';
import { UserCodeGuesses } from '../device/guesses.ts';
import { DeviceInteraction } from '../device/interaction.ts';
import {
  DeviceAuthorizationResponseGenerator,
  type IDeviceAuthorizationResponseGenerator,
} from '../device/response-generator.ts';
import { UserCodeHandles } from '../device/user-code.ts';
import { ExternalSignInService } from '../external/sign-in.ts';
import { LogoutNotifier } from '../logout/notifier.ts';
import { LogoutService } from '../logout/service.ts';
import type { Settings } from '../model/settings.ts';
import type { ServerOptions } from './server-options.ts';
import type { Factories } from './service-container.ts';
import type { Services } from './services.ts';

/** What devices, backchannel requests, sign-out and other providers need. */
export interface UserFlowServiceGroup {
  readonly userCodes: UserCodeHandles;
  readonly userCodeGuesses: UserCodeGuesses;
  readonly deviceInteraction: DeviceInteraction;
  /** Device and user codes. Derive from `DeviceAuthorizationResponseGenerator`. */
  readonly deviceAuthorizationResponseGenerator: IDeviceAuthorizationResponseGenerator;
  readonly notifyUser: NotifyUser | undefined;
  /** Whom a CIBA request is about. Derive from `BackchannelUserValidator`. */
  readonly backchannelUserValidator: IBackchannelUserValidator;
  readonly cibaRequestValidator: CibaRequestValidator;
  readonly cibaClientNotifier: CibaClientNotifier;
  readonly cibaInteraction: CibaInteraction;
  /** What a CIBA client is answered at first. Derive from `CibaResponseGenerator`. */
  readonly cibaResponseGenerator: ICibaResponseGenerator;
  readonly logoutNotifier: LogoutNotifier;
  readonly logout: LogoutService;
  readonly externalSignIn: ExternalSignInService;
}

/** The defaults of {@link UserFlowServiceGroup}. */
export function userFlowFactories(options: ServerOptions, settings: Settings) {
  const { allowPrivateAddresses } = settings;
  return {
    userCodes: (services) => new UserCodeHandles(services.sealer),
    userCodeGuesses: (services) => new UserCodeGuesses(services.marks, settings.limits),
    deviceInteraction: (services) => new DeviceInteraction(services),
    deviceAuthorizationResponseGenerator: (services) => new DeviceAuthorizationResponseGenerator(services),
    notifyUser: () => options.notifyUser,
    backchannelUserValidator: (services) => new BackchannelUserValidator(services),
    cibaRequestValidator: (services) => new CibaRequestValidator(services),
    cibaClientNotifier: ({ background, events }) =>
      new CibaClientNotifier({ background, events, allowPrivateAddresses }),
    cibaInteraction: (services) => new CibaInteraction(services),
    cibaResponseGenerator: (services) => new CibaResponseGenerator(services),
    logoutNotifier: ({ clients, tokenCreationService, background, events, clock }) =>
      new LogoutNotifier({ clients, tokenCreationService, background, events, clock, allowPrivateAddresses }),
    logout: (services) => new LogoutService(services),
    externalSignIn: ({ issuer, sealer, browsers, clock }) =>
      new ExternalSignInService({ issuer, providers: settings.externalProviders, sealer, browsers, clock }),
  } satisfies Partial<Factories<Services>>;
}
