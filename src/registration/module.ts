import type { ClientServiceGroup } from '../clients/module.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { removeIdleClients } from './clean-up.ts';
import { registrationEndpoint } from './endpoint.ts';
import { Invitations } from './invitations.ts';
import { RegistrationLimits } from './limits.ts';
import { managementEndpoint } from './management-endpoint.ts';
import { ClientRegistrationPolicy, type IClientRegistrationPolicy } from './policy.ts';
import { RegisteredClients } from './registered-clients.ts';
import { RegistrationRequestValidator } from './request-validator.ts';
import {
  ClientRegistrationResponseGenerator,
  type IClientRegistrationResponseGenerator,
} from './response-generator.ts';
import { SectorIdentifiers } from './sector-identifier.ts';
import { SoftwareStatements } from './software-statement.ts';
import { usageListener } from './usage.ts';

export interface RegistrationServiceGroup {
  readonly invitations: Invitations;
  readonly registrationLimits: RegistrationLimits;
  readonly softwareStatements: SoftwareStatements;
  readonly sectorIdentifiers: SectorIdentifiers;
  readonly registrationRequestValidator: RegistrationRequestValidator;
  readonly registeredClients: RegisteredClients;
  /** What a client that registers itself may ask for. Derive from `ClientRegistrationPolicy`. */
  readonly clientRegistrationPolicy: IClientRegistrationPolicy;
  /** What it is told. Derive from `ClientRegistrationResponseGenerator`. */
  readonly clientRegistrationResponseGenerator: IClientRegistrationResponseGenerator;
}

type Needs = GroundServices & ClientServiceGroup;

export const registrationModule: Module<
  RegistrationServiceGroup,
  Needs,
  object,
  'clientRegistrationPolicy' | 'clientRegistrationResponseGenerator'
> = {
  services: () => ({
    invitations: ({ marks }) => new Invitations(marks),
    registrationLimits: (services) => new RegistrationLimits(services, services.settings.clientRegistration),
    softwareStatements: ({ settings, remoteJwks }) =>
      new SoftwareStatements(settings.clientRegistration.softwareStatementIssuers, remoteJwks),
    sectorIdentifiers: ({ settings }) => new SectorIdentifiers(settings),
    registrationRequestValidator: (services) => new RegistrationRequestValidator(services),
    registeredClients: (services) => new RegisteredClients(services),
    clientRegistrationPolicy: () => new ClientRegistrationPolicy(),
    clientRegistrationResponseGenerator: () => new ClientRegistrationResponseGenerator(),
  }),
  replaceable: {
    clientRegistrationPolicy: withMethods('process'),
    clientRegistrationResponseGenerator: withMethods('process'),
  },
  spans: {
    registrationRequestValidator: { validate: 'validate' },
    clientRegistrationPolicy: { process: 'policy' },
    registeredClients: { register: 'register', find: 'client', update: 'update', remove: 'remove' },
    clientRegistrationResponseGenerator: { process: 'generate' },
  },
  routes: (services) =>
    isOn(services)
      ? [
          [paths.registration, { endpoint: registrationEndpoint(services), cors: 'public', errors: 'json' }],
          [
            `${paths.registration}/*`,
            {
              endpoint: managementEndpoint(services),
              cors: 'public',
              methods: ['PUT', 'DELETE'],
              errors: 'json',
            },
          ],
        ]
      : [],
  discovery: (services) => (isOn(services) ? { endpoints: { registration_endpoint: paths.registration } } : {}),
  async start(services) {
    // Those that came while the door was open are used after it was shut as well.
    if (isOn(services) || (await services.store.clients.count('registered')) > 0) {
      services.events.listen(usageListener(services));
    }
  },
  cleanUp: (services, now) => removeIdleClients(services, now - services.settings.clientRegistration.unusedLifetime),
};

function isOn({ settings }: Pick<GroundServices, 'settings'>): boolean {
  return settings.clientRegistration.mode !== 'off';
}
