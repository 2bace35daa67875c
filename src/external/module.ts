import type { SessionServiceGroup } from '../sessions/module.ts';
import type { SignIn } from '../sessions/sign-in.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { externalSignInEndpoint } from './endpoint.ts';
import { ExternalSignInService } from './sign-in.ts';

export interface ExternalServiceGroup {
  readonly externalSignIn: ExternalSignInService;
}

type Needs = GroundServices & UserServiceGroup & SessionServiceGroup & { readonly logout: SignIn };

export const externalModule: Module<ExternalServiceGroup, Needs> = {
  services: () => ({
    externalSignIn: ({ issuer, sealer, browsers, clock, settings }) =>
      new ExternalSignInService({ issuer, providers: settings.externalProviders, sealer, browsers, clock }),
  }),
  routes: (services) => [['/external/*', { endpoint: externalSignInEndpoint(services), cors: 'none', errors: 'html' }]],
};
