import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { Trips } from './trips.ts';

export interface ExplorerServiceGroup {
  /** The trips of the last requests; keeps none where the explorer is off. */
  readonly trips: Trips;
}

/** What requests went through on their way. What records them is made before all services (`server/server.ts`). */
export const explorerModule: Module<ExplorerServiceGroup, GroundServices> = {
  services: () => ({
    trips: ({ settings }) => new Trips(settings.admin.explorer),
  }),
  takeOver: ({ trips }, before) => trips.takeOver(before.trips),
};
