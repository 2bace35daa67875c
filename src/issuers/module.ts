import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { TrustedIssuers } from './trusted-issuers.ts';

export interface IssuerServiceGroup {
  readonly issuerKeys: IssuerKeys;
  /** Other issuers whose JWTs are taken: `trustedIssuers` of the configuration. */
  readonly trustedIssuers: TrustedIssuers;
}

export const issuersModule: Module<IssuerServiceGroup, GroundServices> = {
  services: () => ({
    issuerKeys: ({ remoteJwks }) => new IssuerKeys(remoteJwks),
    trustedIssuers: (services) => new TrustedIssuers(services),
  }),
};
