import { claimedClientId } from '../clients/claimed-client.ts';
import { resolveConfiguration } from '../config/resolve-configuration.ts';
import { createApp } from '../http/app.ts';
import type { ConnectionInfo } from '../http/fetch-request.ts';
import { randomHandle } from '../keys/digest.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { Settings } from '../model/settings.ts';
import { createHealth } from '../operations/health.ts';
import { createMetrics } from '../operations/metrics.ts';
import { detectTracing } from '../operations/tracing.ts';
import { errorPageWriter } from '../pages/error-page-writer.ts';
import { openStore } from '../stores/open-store.ts';
import type { AnyModule, NeedsOf, OptionsOf, ServicesOf } from '../wiring/module.ts';
import { makeAll } from '../wiring/service-container.ts';
import { createServices } from './create-services.ts';
import { checkReplaced } from './made-services.ts';
import { modules } from './modules.ts';
import type { ServerOptions } from './options.ts';
import { createAdmin, createRoutes } from './routes.ts';
import type { Services } from './services.ts';

/** A server, ready to answer; it listens nowhere by itself. */
export interface ServerWith<Made> {
  /** Answers any request under the issuer's path. `connection` says what a `Request` does not. */
  fetch(request: Request, connection?: ConnectionInfo): Promise<Response>;
  /** The same for exact paths without `Request` and `Response`; see `http/node-listener.ts`. Never rejects. */
  handle(request: HttpRequest): Promise<HttpReply>;
  /** What to answer instead of a reply that cannot be written: a log line, and 500 with its id. For listeners. */
  unwritable(reply: HttpReply, cause: unknown): HttpReply;
  readonly hotPaths: ReadonlySet<string>;
  /** Health and metrics, for a port that the public cannot reach. */
  admin(request: HttpRequest): Promise<HttpReply>;
  readonly services: Made;
  readonly settings: Settings;
  /** Sentences about what works but should not stay so. */
  readonly warnings: readonly string[];
  /** Told by the listener of requests that it refused since too many were being answered. */
  readonly onOverload?: (() => void) | undefined;
  /** Ends timers, waits for what is under way in the background and closes the store, unless `store` was given. */
  close(): Promise<void>;
}

/** A server with the built-in capabilities. */
export interface MintmarkServer extends ServerWith<Services> {}

/** Milliseconds that logout notifications and the like get when the server closes. */
const backgroundGraceMs = 5000;

/**
 * Builds a server: checks the configuration, opens the store, brings its schema up to date, loads or creates keys, seeds users.
 *
 * @throws {ConfigurationError} with every problem at once; nothing was opened then.
 * @throws {StoreUnavailableError} when the store cannot be reached.
 */
export function createServer(options: ServerOptions): Promise<MintmarkServer> {
  return composeServer([], options);
}

/** Modules that find all they need in the built-in ones and in each other. */
type Complete<Added extends readonly AnyModule[]> =
  Services & ServicesOf<Added> extends NeedsOf<Added> ? readonly AnyModule[] : never;

/**
 * {@link createServer} with capabilities besides the built-in ones, each one entry of `added`.
 */
export async function composeServer<const Added extends readonly AnyModule[]>(
  added: Added & Complete<Added>,
  given: ServerOptions & OptionsOf<Added>,
): Promise<ServerWith<Services & ServicesOf<Added>>> {
  const all: readonly AnyModule[] = [...modules, ...added];
  const resolved = resolveConfiguration(given, {
    mode: given.mode ?? 'production',
    environment: given.environment ?? process.env,
    furtherMembers: added.flatMap((module: AnyModule) => module.options ?? []),
    furtherGrants: added.some((module: AnyModule) => module.grants !== undefined),
  });
  const options = given.pages === undefined ? given : { ...given, pages: { ...given.pages, ...resolved.pageSettings } };
  const settings: Settings = resolved.secrets.length > 0 ? resolved : { ...resolved, secrets: [randomHandle()] };
  const store = options.store ?? (await openStore(settings.storage));
  try {
    await store.migrate();
    const tracing = await detectTracing();
    const metrics = settings.listen.adminPort === undefined ? undefined : await createMetrics();
    const services = createServices<Services & ServicesOf<Added>>(all, options.services ?? {}, {
      options,
      settings,
      store: metrics?.timed(store) ?? store,
      tracing,
    });
    checkReplaced(all, services, options.services);
    makeAll(services);
    if (options.onEvent !== undefined) services.events.listen(options.onEvent);
    // A secret that nobody gave is another one at each start.
    await services.keyRing.start({ refuseForeign: resolved.secrets.length > 0 });
    for (const module of all) {
      if (module.listener !== undefined) services.events.listen(module.listener(services));
      await module.start?.(services);
    }
    metrics?.watch({ events: services.events, keys: () => services.keyRing.list(), now: () => services.clock.now() });
    services.cleanUp.start();
    let stopping = false;
    const health = createHealth({
      store,
      clock: services.clock,
      keysLoaded: () => services.keyRing.algorithms().length > 0,
      stopping: () => stopping,
    });
    const app = createApp({
      issuer: settings.issuer,
      clock: services.clock,
      log: services.log,
      routes: createRoutes(all, services, health),
      observe: metrics?.observe,
      isAllowedOrigin: (origin) => services.corsOrigins.has(origin),
      claimedClientId,
      errorPage: errorPageWriter(services),
    });
    const close = async () => {
      stopping = true;
      services.keyRing.close();
      await services.cleanUp.stop();
      await services.background.drain(backgroundGraceMs);
      if (options.store === undefined) await store.close();
    };
    const admin = createAdmin(health, metrics);
    return { ...app, admin, onOverload: metrics?.overload, services, settings, warnings: resolved.warnings, close };
  } catch (error) {
    if (options.store === undefined) await store.close();
    throw error;
  }
}
