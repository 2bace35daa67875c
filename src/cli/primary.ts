import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Settings } from '../model/settings.ts';
import type { Logger } from '../operations/log.ts';
import type { Reload, ReloadOutcome } from '../operations/reload.ts';
import { changedSettings, refuseLastingChanges, withLasting } from '../server/lasting-settings.ts';
import type { ServerOptions } from '../server/options.ts';
import { Reloads } from '../server/reloads.ts';
import { resolveOptions } from '../server/resolve-options.ts';
import { servedOptions } from './served-options.ts';

export interface PrimaryOptions {
  readonly options: ServerOptions;
  readonly settings: Settings;
  /** The options anew. */
  readonly load: () => Promise<ServerOptions>;
  readonly log: Logger;
  readonly format: 'json' | 'pretty';
  /** Replaces all workers; resolves to whether it did. */
  readonly roll: () => Promise<boolean>;
}

/** What the primary does for its workers: it answers on the admin port, and sees to it that they get a configuration only if it is right. */
export interface Primary {
  /** Checks the configuration whole, then replaces all workers. */
  readonly reload: Reload;
  close(): Promise<void>;
}

export function openPrimary(primary: PrimaryOptions): Promise<Primary> {
  const { adminPort } = primary.settings.listen;
  return adminPort === undefined ? Promise.resolve(checkingPrimary(primary)) : servingPrimary(primary, adminPort);
}

/** A server of its own, on the same store: what is right for it is right for the workers. */
async function servingPrimary(primary: PrimaryOptions, adminPort: number): Promise<Primary> {
  const [{ createServer }, { openWorkersAdmin }] = await Promise.all([
    import('../server/server.ts'),
    import('./workers-admin.ts'),
  ]);
  const { options, load, log, format } = primary;
  const afterReload = () => replaceWorkers(primary);
  const server = await createServer(servedOptions(options, { log, format, reloadFrom: load, afterReload }));
  try {
    const closePort = await openWorkersAdmin(server, adminPort);
    return {
      reload: () => server.reload(),
      async close() {
        await closePort();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Nobody asks it anything: services are left to the first new worker to make. */
function checkingPrimary(primary: PrimaryOptions): Primary {
  const reloads = new Reloads<ReloadOutcome>();
  let now: Pick<PrimaryOptions, 'options' | 'settings'> = primary;
  let next = now;
  const check = async (refuseIfOver: () => void): Promise<ReloadOutcome> => {
    const options = withLasting(await primary.load(), now.options);
    const settings = resolveOptions(options);
    next = { options, settings };
    refuseLastingChanges(now, next);
    refuseIfOver();
    return { changed: changedSettings(now.settings, settings), warnings: settings.warnings };
  };
  const finish = async () => {
    await replaceWorkers(primary);
    now = next;
  };
  return {
    reload: () => reloads.run(true, check, finish),
    close: () => reloads.stop(),
  };
}

/** @throws {ConfigurationError} where that fails: it is what a new worker cannot start with. */
async function replaceWorkers({ roll }: PrimaryOptions): Promise<void> {
  if (await roll()) return;
  throw new ConfigurationError([{ path: '', message: 'a new worker did not start with it, and has told why' }]);
}
