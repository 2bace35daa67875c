import type { GroundServices } from '../wiring/ground-services.ts';
import { ClientAdministration } from './client-administration.ts';

/** What operators do, each thing by one class: API, console and commands use the same. */
export interface Administration {
  readonly clients: ClientAdministration;
}

/** Loaded when somebody administers something, and not before. */
export function createAdministration(services: GroundServices): Administration {
  return { clients: new ClientAdministration(services) };
}
