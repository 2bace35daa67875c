import type { AuthorizeServiceGroup } from '../authorize/module.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { Trips } from './trips.ts';

export interface ExplorerServiceGroup {
  /** The trips of the last requests; keeps none where the explorer is off. */
  readonly trips: Trips;
}

type Needs = GroundServices &
  Pick<AuthorizeServiceGroup, 'requestObjects'> &
  ClientServiceGroup &
  ProofServiceGroup &
  TokenServiceGroup &
  UserServiceGroup;

/** What requests went through on their way. What records them is made before all services (`server/server.ts`). */
export const explorerModule: Module<ExplorerServiceGroup, Needs> = {
  services: () => ({
    trips: ({ settings }) => new Trips(settings.admin.explorer),
  }),
  adminOperations: async (services) => (await import('./admin-operations.ts')).explorerOperations(services),
  takeOver: ({ trips }, before) => trips.takeOver(before.trips),
};
