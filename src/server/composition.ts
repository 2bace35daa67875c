import { claimedClientId } from '../clients/claimed-client.ts';
import type { ResolvedConfiguration } from '../config/resolve-configuration.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { createAdminApp } from '../http/admin-app.ts';
import { type App, createApp } from '../http/app.ts';
import type { TurnedAway } from '../http/turned-away.ts';
import { UnderWay } from '../http/under-way.ts';
import { foreignSecret, sealedWithAnother } from '../keys/foreign-secret.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { Settings } from '../model/settings.ts';
import type { Health } from '../operations/health.ts';
import type { Metrics, RequestObservation } from '../operations/metrics.ts';
import type { Reload } from '../operations/reload.ts';
import type { Tracing } from '../operations/tracing.ts';
import { errorPageWriter } from '../pages/error-page-writer.ts';
import type { AnyModule } from '../wiring/module.ts';
import { makeAll } from '../wiring/service-container.ts';
import { createServices } from './create-services.ts';
import type { GroundParts } from './ground.ts';
import { checkReplaced } from './made-services.ts';
import type { ServerOptions } from './options.ts';
import { createAdminRoutes, createRoutes } from './routes.ts';
import type { Services } from './services.ts';
import { followedBy } from './traced-services.ts';

/** What every configuration of one server has in common: it lasts as long as the server. */
export interface Foundation extends Pick<GroundParts, 'store' | 'background'> {
  readonly reload: Reload;
  readonly tracing: Tracing | undefined;
  readonly modules: readonly AnyModule[];
  readonly metrics: Metrics | undefined;
  readonly health: Health;
  /** The master secret where the configuration gives none. */
  readonly ownSecret: string;
}

/** All that is made of one configuration. */
export interface Composition<Made> {
  readonly services: Made;
  readonly settings: Settings;
  readonly warnings: readonly string[];
  readonly app: App;
  admin(request: HttpRequest): Promise<HttpReply>;
  /** Absent: nobody wants to know. */
  readonly onTurnedAway?: ((request: TurnedAway) => void) | undefined;
  /** Resolves once nothing that it was asked is still being answered. */
  idle(): Promise<void>;
  /** Begins to count its events, and tells them to whoever listens to those of `before`. Nothing here can fail. */
  begin(before: Composition<Made> | undefined): void;
  /** Ends timers and what modules began. What is being answered goes on. */
  close(): Promise<void>;
}

export interface ReloadParts<Made> {
  /** What is in use: its keys must go on, and its counts are taken over. */
  readonly before: Composition<Made>;
  /** Throws where it is too late: nothing may be written then. */
  readonly refuseIfOver: () => void;
}

/**
 * Makes every service and route of a configuration, looks whether its secrets open the keys, and only then writes: new keys, users.
 *
 * @throws {ConfigurationError} with nothing written; what the store and modules throw.
 */
export async function compose<Made extends Services>(
  { modules, store, tracing, background, metrics, health, ownSecret, reload: reloadNow }: Foundation,
  given: ServerOptions,
  resolved: ResolvedConfiguration,
  reload?: ReloadParts<Made>,
): Promise<Composition<Made>> {
  const options = given.pages === undefined ? given : { ...given, pages: { ...given.pages, ...resolved.pageSettings } };
  const isOwnSecret = resolved.secrets.length === 0;
  const settings: Settings = isOwnSecret ? { ...resolved, secrets: [ownSecret] } : resolved;
  const recording = settings.admin.explorer
    ? (await import('../explorer/recording/start-recording.ts')).startRecording()
    : undefined;
  const services = createServices<Made>(modules, options.services ?? {}, {
    options,
    settings,
    store,
    following: followedBy(tracing, recording),
    background,
    reload: given.reloadFrom === undefined ? undefined : reloadNow,
  });
  checkReplaced(modules, services, options.services);
  const before = reload?.before;
  makeAll(services);
  recording?.begin(services);
  if (before !== undefined) takeOver(modules, services, before.services);
  const close = async () => {
    services.keyRing.close();
    await services.cleanUp.stop();
    for (const module of modules) await module.stop?.(services);
  };
  try {
    await services.keyRing.load();
    // A secret that nobody gave is another one at each start.
    if (!isOwnSecret && services.keyRing.isForeign()) {
      throw new ConfigurationError([{ path: 'secret', message: foreignSecret }]);
    }
    if (before !== undefined) refuseLostKey(before.services.keyRing, services.keyRing, services.clock.now());
    if (options.onEvent !== undefined) services.events.listen(options.onEvent);
    for (const module of modules) {
      const listener = module.listener?.(services);
      if (listener !== undefined) services.events.listen(listener);
      await module.start?.(services);
    }
    const common = {
      issuer: settings.issuer,
      clock: services.clock,
      log: services.log,
      observe: metrics?.observe,
      errorPage: errorPageWriter(services),
    };
    const app = createApp({
      ...common,
      observe: observersOf(metrics, modules, services),
      routes: createRoutes(modules, services, health),
      recorder: recording?.recorder,
      isAllowedOrigin: (origin) => services.corsOrigins.has(origin),
      claimedClientId,
    });
    const operators = new UnderWay();
    const adminApp = createAdminApp({
      ...common,
      url: settings.admin.url,
      routes: createAdminRoutes(modules, services, health, metrics),
    });
    reload?.refuseIfOver();
    await services.keyRing.start();
    for (const module of modules) await module.seed?.(services);
    return {
      services,
      settings,
      warnings: resolved.warnings,
      app,
      async admin(request) {
        operators.begin();
        try {
          return await adminApp(request);
        } finally {
          operators.end();
        }
      },
      onTurnedAway: recording?.turnedAway,
      async idle() {
        await Promise.all([app.idle(), operators.none()]);
      },
      begin(last) {
        metrics?.watch({
          events: services.events,
          keys: () => services.keyRing.list(),
          now: () => services.clock.now(),
        });
        services.events.complete(last?.services.events);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Everybody who is told of the answers of the public port; `undefined`: nobody is, so that nothing is measured. */
function observersOf(metrics: Metrics | undefined, modules: readonly AnyModule[], services: object) {
  const observers = [metrics?.observe, ...modules.map((module) => module.observer?.(services))].filter(
    (observer) => observer !== undefined,
  );
  if (observers.length < 2) return observers[0];
  return (request: RequestObservation) => {
    for (const observer of observers) observer(request);
  };
}

function takeOver<Made extends Services>(modules: readonly AnyModule[], services: Made, before: Made): void {
  services.remoteJwks.takeOver(before.remoteJwks);
  for (const module of modules) module.takeOver?.(services, before);
}

/** What is signed by a key that can be opened no more would be refused. @throws {ConfigurationError} which key that is. */
function refuseLostKey(before: KeyRing, keyRing: KeyRing, now: number): void {
  const opened = new Set(before.list().flatMap(({ keyId, state }) => (state === 'unusable' ? [] : [keyId])));
  const lost = keyRing
    .list()
    .find(({ keyId, state, retiredAt }) => state === 'unusable' && now < retiredAt && opened.has(keyId));
  if (lost === undefined) return;
  const message = `does not open signing key ${lost.keyId}: ${sealedWithAnother(lost.keyId)}`;
  throw new ConfigurationError([{ path: 'secret', message }]);
}
