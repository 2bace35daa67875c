import { ConfigurationError } from '../errors/configuration-error.ts';
import type { ConnectionInfo } from '../http/fetch-request.ts';
import type { TurnedAway } from '../http/turned-away.ts';
import { randomHandle } from '../keys/digest.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { Settings } from '../model/settings.ts';
import { BackgroundWork } from '../operations/background-work.ts';
import { startCleanUp } from '../operations/clean-up.ts';
import { createHealth } from '../operations/health.ts';
import { silentLog } from '../operations/log.ts';
import { createMetrics } from '../operations/metrics.ts';
import type { ReloadOutcome } from '../operations/reload.ts';
import { detectTracing } from '../operations/tracing.ts';
import { openStore } from '../stores/open-store.ts';
import type { AnyModule, NeedsOf, OptionsOf, ServicesOf } from '../wiring/module.ts';
import { type Composition, compose, type Foundation } from './composition.ts';
import { changedSettings, refuseLastingChanges, withLasting } from './lasting-settings.ts';
import { modules } from './modules.ts';
import type { ServerOptions } from './options.ts';
import { Reloads } from './reloads.ts';
import { resolveOptions } from './resolve-options.ts';
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
  /** Health, metrics and administration, for a port that the public cannot reach. */
  admin(request: HttpRequest): Promise<HttpReply>;
  /** Of the configuration that is in use: with a reload they become others, so that it is better to ask for them each time. */
  readonly services: Made;
  readonly settings: Settings;
  /** Sentences about what works but should not stay so. */
  readonly warnings: readonly string[];
  /** Told by the listener of requests that it refused since too many were being answered. */
  readonly onOverload?: (() => void) | undefined;
  /** Told by the listener of requests that it refused before they were looked at. */
  readonly onTurnedAway?: ((request: TurnedAway) => void) | undefined;
  /**
   * Goes on with another configuration: everything is read, checked and made first, then takes the place of the old one at once. Requests that are
   * being answered end as they began, on the services that they began with. What it does not name of `mode`, `clock`, `log`, `store` and
   * `environment` stays as it is. Several follow each other: the last wins.
   *
   * @param options the whole new configuration; absent: `reloadFrom` gives it. Its `afterReload` is awaited.
   * @throws {ConfigurationError} with every problem at once, also what cannot change while the server runs (`issuer`, `listen`, `storage`, `store`, `mode`), what is not
   * ready after half a minute, and when the server is stopping. Whatever it throws, the old configuration is in use as before.
   * @throws {StoreUnavailableError} when the store cannot be reached.
   */
  reload(options?: ServerOptions): Promise<ReloadOutcome>;
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
  type Made = Services & ServicesOf<Added>;
  const resolved = resolveOptions(given, added);
  const store = given.store ?? (await openStore(resolved.storage));
  const log = given.log ?? silentLog;
  const reloads = new Reloads<ReloadOutcome>();
  let options: ServerOptions = given;
  let previous: ServerOptions = given;
  let current: Composition<Made>;
  let foundation: Foundation;
  try {
    await store.migrate();
    const metrics = resolved.listen.adminPort === undefined ? undefined : await createMetrics();
    foundation = {
      modules: [...modules, ...added],
      metrics,
      store: metrics?.timed(store) ?? store,
      tracing: await detectTracing(),
      background: new BackgroundWork((cause) => log.warn('background work failed', { cause })),
      health: createHealth({
        store,
        clock: { now: () => current.services.clock.now() },
        keysLoaded: () => current.services.keyRing.algorithms().length > 0,
        stopping: () => reloads.stopped,
      }),
      ownSecret: randomHandle(),
      reload: () => reload(undefined),
    };
    current = await compose<Made>(foundation, given, resolved);
  } catch (error) {
    if (given.store === undefined) await store.close();
    throw error;
  }
  current.begin(undefined);
  const endCleanUp = startCleanUp(() => current.services.cleanUp.run());

  async function replace(next: ServerOptions, refuseIfOver: () => void): Promise<ReloadOutcome> {
    const before = current;
    const complete = withLasting(next, options);
    const settings = resolveOptions(complete, added);
    refuseLastingChanges({ options, settings: before.settings }, { options: complete, settings });
    const fresh = await compose<Made>(foundation, complete, settings, { before, refuseIfOver });
    try {
      refuseIfOver();
    } catch (error) {
      await fresh.close();
      throw error;
    }
    fresh.begin(before);
    previous = options;
    options = complete;
    current = fresh;
    retire(before);
    return { changed: changedSettings(before.settings, fresh.settings), warnings: fresh.warnings };
  }

  function reload(next: ServerOptions | undefined): Promise<ReloadOutcome> {
    const put = async (refuseIfOver: () => void) => {
      const loaded = next ?? (await options.reloadFrom?.());
      if (loaded === undefined) throw new ConfigurationError([{ path: 'reloadFrom', message: noSource }]);
      refuseIfOver();
      return replace(loaded, refuseIfOver);
    };
    const finish = async () => {
      try {
        await options.afterReload?.();
      } catch (error) {
        await replace(previous, () => {});
        throw error;
      }
    };
    return reloads.run(next === undefined, put, finish);
  }

  /** Nobody waits for it: whoever asked for the reload may be among those who are being answered. */
  function retire(before: Composition<Made>): void {
    foundation.background.run(async () => {
      await before.idle();
      await before.close();
    });
  }

  return {
    fetch: (request, connection) => current.app.fetch(request, connection),
    handle: (request) => current.app.handle(request),
    unwritable: (reply, cause) => current.app.unwritable(reply, cause),
    get hotPaths() {
      return current.app.hotPaths;
    },
    admin: (request) => current.admin(request),
    onOverload: foundation.metrics?.overload,
    onTurnedAway: (request) => current.onTurnedAway?.(request),
    get services() {
      return current.services;
    },
    get settings() {
      return current.settings;
    },
    get warnings() {
      return current.warnings;
    },
    reload,
    async close() {
      await reloads.stop();
      endCleanUp();
      await foundation.background.drain(backgroundGraceMs);
      await current.close();
      if (options.store === undefined) await store.close();
    },
  };
}

const noSource =
  'is not given: nobody knows where the configuration comes from. Give it, or call server.reload(options)';
