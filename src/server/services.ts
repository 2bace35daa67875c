import type { GroundServices } from '../wiring/ground-services.ts';
import type { NeedsOf, ReplaceableOf, ServicesOf } from '../wiring/module.ts';
import type { modules } from './modules.ts';

/** Everything the server is made of. A factory in `services` is given these; each is made when it is first asked for. */
export interface Services extends GroundServices, ServicesOf<typeof modules> {}

/** What the built-in modules use of each other: that {@link Services} has all of it is checked where a server is composed. */
export type NeededServices = NeedsOf<typeof modules>;

/** The services that may be replaced, each by a function that is given all the others. */
export type ReplaceableService = ReplaceableOf<typeof modules>;

/** A function for each service that is replaced; the others are the built-in ones. */
export type ServiceFactories = {
  // `keyof`: editors show what each is.
  readonly [Name in keyof Pick<Services, ReplaceableService>]?: ((services: Services) => Services[Name]) | undefined;
};
