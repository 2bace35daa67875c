import type { ClientServiceGroup } from '../clients/module.ts';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { DPoPVerifier } from './dpop.ts';
import { expectsCertificates } from './mutual-tls.ts';
import { ProofOfPossession } from './proof-of-possession.ts';

export interface ProofServiceGroup {
  readonly dpop: DPoPVerifier;
  readonly proofs: ProofOfPossession;
}

export const proofsModule: Module<ProofServiceGroup, GroundServices & Pick<ClientServiceGroup, 'clients'>> = {
  services: () => ({
    dpop: (services) => new DPoPVerifier(services),
    proofs: (services) => new ProofOfPossession(services),
  }),
  spans: { proofs: { ofTokenRequest: 'proof' } },
  discovery: ({ settings, clients }) => ({
    tokens: {
      dpop_signing_alg_values_supported: assertionAlgorithms,
      ...(expectsCertificates(settings, clients.configured)
        ? { tls_client_certificate_bound_access_tokens: true }
        : {}),
    },
  }),
};
