import type { Configuration } from '../config/configuration.ts';
import type { Clock } from '../model/clock.ts';
import type { EventListener } from '../operations/events.ts';
import type { Logger } from '../operations/log.ts';
import type { Store } from '../stores/contracts.ts';
import type { OptionsOf } from '../wiring/module.ts';
import type { modules } from './modules.ts';
import type { ServiceFactories } from './services.ts';

/** The configuration, and what only code can give. */
export interface ServerOptions extends Configuration, OptionsOf<typeof modules> {
  /**
   * `dev`: plain http anywhere, a throw-away master secret if none is given, the quickstart page. Default: `production`, which
   * refuses what is unsafe.
   */
  readonly mode?: 'dev' | 'production' | undefined;
  /** Replaces services one by one: `{ tokenResponseGenerator: (services) => new MyGenerator(services) }`. */
  readonly services?: ServiceFactories | undefined;
  /** Told of everything that happens; secrets never. */
  readonly onEvent?: EventListener | undefined;
  readonly clock?: Clock | undefined;
  readonly log?: Logger | undefined;
  /** A store of your own; `storage` is ignored then. */
  readonly store?: Store | undefined;
  /** Where `server.reload()` gets the configuration anew; `mintmark start` reads its file. */
  readonly reloadFrom?: (() => ServerOptions | Promise<ServerOptions>) | undefined;
  /**
   * Awaited once a reload has put this configuration in use, as a part of it: the next one waits. What it throws refuses the configuration, and the one before
   * is in use again.
   */
  readonly afterReload?: (() => Promise<void>) | undefined;
  /** Where `env:NAME` is read; default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}
