import type { AdminRoute } from '../http/admin-app.ts';
import type { Route } from '../http/route-table.ts';
import type { Grant } from '../model/token-grant.ts';
import type { EventListener } from '../operations/events.ts';
import type { RequestObservation } from '../operations/metrics.ts';
import type { AdminOperation } from './admin-operation.ts';
import type { DiscoveryMembers } from './discovery-members.ts';
import type { GroundServices } from './ground-services.ts';
import type { CheckMade } from './replaceable.ts';
import type { Factories } from './service-container.ts';

/**
 * A capability, as it wires itself: one entry of `server/modules.ts`, and nothing else knows its name. Everything but the services is
 * asked for once, after all services were made.
 *
 * `Added`: the services it brings. `Needed`: those of others that it uses. `Options`: what only code gives it, members of `ServerOptions`.
 * `Replaceable`: names of its services that `options.services` may replace.
 */
export interface Module<
  Added extends object,
  Needed extends object = GroundServices,
  Options extends object = object,
  Replaceable extends PropertyKey = never,
> {
  /** The names of `Options`, where the configuration does not know them (`config/code-members.ts`). */
  readonly options?: readonly string[];
  /** How each of its services is made, when it is first asked for. */
  services?(options: Options): Factories<Added, Needed & Added>;
  /** What is asked of a replacement before the server starts. */
  readonly replaceable?: Readonly<Record<Replaceable, CheckMade>>;
  /** The spans of a trace, by service and method (DESIGN §1). */
  readonly spans?: { readonly [Name in keyof Added]?: Readonly<Record<string, string>> };
  /** By path relative to the issuer; `/*` at the end stands for all below. */
  routes?(services: Needed & Added): Iterable<readonly [path: string, route: Route]>;
  /** Paths on the admin port; asked for only where there is one. `/*` at the end stands for all below. */
  adminRoutes?(services: Needed & Added): Iterable<readonly [path: string, route: AdminRoute]>;
  /** Operations of the admin API; asked for with the first request to it, so that what they need can be imported then. */
  adminOperations?(services: Needed & Added): Promise<readonly AdminOperation[]>;
  discovery?(services: Needed & Added): DiscoveryMembers;
  /** Grants of the token endpoint, by `grant_type`. */
  grants?(services: Needed & Added): Iterable<readonly [grantType: string, grant: Grant]>;
  /** Told of everything that happens; `undefined`: nobody is. */
  listener?(services: Needed & Added): EventListener | undefined;
  /** Told of every answer of the public port; `undefined`: nobody is. */
  observer?(services: Needed & Added): ((request: RequestObservation) => void) | undefined;
  /**
   * With a reload, once the services of the new configuration are made: hands over what is kept in memory and must not begin anew, such
   * as counts of what somebody did. Both are in use for a while, and if the reload is refused those `before` stay.
   */
  takeOver?(services: Needed & Added, before: Needed & Added): void;
  /** Before the first request; the schema is there and keys are loaded. What it throws refuses the configuration. */
  start?(services: Needed & Added): Promise<unknown>;
  /** Writes what the configuration says into the store: last of all, so that one that is refused leaves nothing there. */
  seed?(services: Needed & Added): Promise<unknown>;
  /** After the last request that these services answer, with a reload or the end: ends what `start` or a service began. */
  stop?(services: Needed & Added): Promise<unknown>;
  /** With every clean-up, on the one node that has its turn; resolves to how many rows went. */
  cleanUp?(services: Needed & Added, now: number): Promise<number>;
}

/** Any module: what the composition asks of all of them alike. */
export type AnyModule = Module<object, object, object, never>;

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type AddedBy<One> = One extends Module<infer Added, infer _Needed, infer _Options, infer _Replaceable> ? Added : never;
type NeededBy<One> =
  One extends Module<infer _Added, infer Needed, infer _Options, infer _Replaceable> ? Needed : never;
type OptionsFor<One> =
  One extends Module<infer _Added, infer _Needed, infer Options, infer _Replaceable> ? Options : never;
type ReplaceableIn<One> =
  One extends Module<infer _Added, infer _Needed, infer _Options, infer Replaceable> ? Replaceable : never;

/** What a list of modules brings. */
export type ServicesOf<Modules extends readonly AnyModule[]> = Intersection<AddedBy<Modules[number]>>;

/** What a list of modules uses of each other and of the ground. */
export type NeedsOf<Modules extends readonly AnyModule[]> = Intersection<NeededBy<Modules[number]>>;

/** What only code gives a list of modules. */
export type OptionsOf<Modules extends readonly AnyModule[]> = Intersection<OptionsFor<Modules[number]>>;

/** Names of services that may be replaced. */
export type ReplaceableOf<Modules extends readonly AnyModule[]> = ReplaceableIn<Modules[number]>;
