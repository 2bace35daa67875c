import { JwtSigner } from '../keys/jwt-signer.ts';
import { JwtVerifier } from '../keys/jwt-verifier.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { RemoteJwks } from '../keys/remote-jwks.ts';
import { createSealer } from '../keys/sealer.ts';
import { systemClock } from '../model/clock.ts';
import type { Settings } from '../model/settings.ts';
import type { BackgroundWork } from '../operations/background-work.ts';
import { CleanUp } from '../operations/clean-up.ts';
import { Events } from '../operations/events.ts';
import { silentLog } from '../operations/log.ts';
import type { Reload } from '../operations/reload.ts';
import type { Store } from '../stores/contracts.ts';
import { GrantVault } from '../stores/grant-vault.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { AnyModule } from '../wiring/module.ts';
import type { Factories } from '../wiring/service-container.ts';
import type { ServerOptions } from './options.ts';
import { type Following, tracedGrant } from './traced-services.ts';

/** What is there before any service. */
export interface GroundParts {
  readonly options: Pick<ServerOptions, 'clock' | 'log' | 'store'>;
  readonly settings: Settings;
  readonly store: Store;
  readonly following: Following | undefined;
  readonly background: BackgroundWork;
  readonly reload?: Reload | undefined;
}

/** What the server makes for all modules, and what it collects from them. */
export function groundFactories(
  modules: readonly AnyModule[],
  { options, settings, store, following, background, reload }: GroundParts,
): Factories<GroundServices> {
  const log = options.log ?? silentLog;
  return {
    settings: () => settings,
    issuer: () => settings.issuer,
    signingAlgorithms: () => settings.signing.algorithms,
    catalogue: () => settings.catalogue,
    clock: () => options.clock ?? systemClock,
    log: () => log,
    events: () => new Events((cause) => log.error('an event listener failed', { cause })),
    background: () => background,
    reload: () => reload,
    cleanUp: (services) =>
      new CleanUp(
        services,
        modules.flatMap(({ cleanUp }) => (cleanUp === undefined ? [] : [(now: number) => cleanUp(services, now)])),
      ),
    store: () => store,
    storeKind: () => (options.store === undefined ? settings.storage.kind : 'own'),
    marks: (services) => services.store.marks,
    sealer: () => createSealer(settings.secrets),
    vault: (services) => new GrantVault(services.store.grants, services.sealer),
    keyRing: (services) =>
      new KeyRing({
        store: services.store.keys,
        sealer: services.sealer,
        clock: services.clock,
        settings: settings.signing,
        warn: (message) => log.warn(message),
      }),
    jwtSigner: (services) => new JwtSigner(services),
    jwtVerifier: (services) => new JwtVerifier(services),
    remoteJwks: ({ clock }) => new RemoteJwks({ clock, allowPrivateAddresses: settings.allowPrivateAddresses }),
    tokenGrants: (services) => {
      const grants = modules.flatMap((module) => [...(module.grants?.(services) ?? [])]);
      return new Map(
        following === undefined ? grants : grants.map(([name, one]) => [name, tracedGrant(one, following)]),
      );
    },
    discoveryMembers: (services) => modules.flatMap((module) => module.discovery?.(services) ?? []),
    adminOperations: (services) => async () =>
      (await Promise.all(modules.map(async (module) => (await module.adminOperations?.(services)) ?? []))).flat(),
  };
}
