import type { ClientServiceGroup } from '../clients/module.ts';
import type { SessionServiceGroup } from '../sessions/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { LogoutNotifier } from './notifier.ts';
import { LogoutService } from './service.ts';

export interface LogoutServiceGroup {
  readonly logoutNotifier: LogoutNotifier;
  readonly logout: LogoutService;
}

export const logoutModule: Module<
  LogoutServiceGroup,
  GroundServices & ClientServiceGroup & TokenServiceGroup & SessionServiceGroup
> = {
  services: () => ({
    logoutNotifier: ({ clients, tokenCreationService, background, events, clock, settings }) =>
      new LogoutNotifier({
        clients,
        tokenCreationService,
        background,
        events,
        clock,
        allowPrivateAddresses: settings.allowPrivateAddresses,
      }),
    logout: (services) => new LogoutService(services),
  }),
  discovery: () => ({
    authorization: {
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    },
  }),
};
