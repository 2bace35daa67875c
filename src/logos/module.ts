import type { ClientServiceGroup } from '../clients/module.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { ClientLogos } from './client-logos.ts';
import { logoEndpoint } from './endpoint.ts';

export interface LogoServiceGroup {
  readonly clientLogos: ClientLogos;
}

export const logosModule: Module<LogoServiceGroup, GroundServices & ClientServiceGroup> = {
  services: () => ({ clientLogos: (services) => new ClientLogos(services) }),
  routes: (services) =>
    isOn(services)
      ? [[`${paths.logos}/*`, { endpoint: logoEndpoint(services), cors: 'none', errors: 'negotiated' }]]
      : [],
};

/** Only clients that nobody configured have logos here. */
function isOn({ settings: { clientRegistration, clientIdMetadataDocuments } }: GroundServices): boolean {
  return clientRegistration.mode !== 'off' || clientIdMetadataDocuments.mode !== 'off';
}
