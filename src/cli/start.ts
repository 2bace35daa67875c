import type { Command } from 'commander';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { logFormat, portNumber, workerCount } from './options.ts';
import { requireConfiguration } from './which-configuration.ts';

interface StartFlags {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly log: 'json' | 'pretty';
  readonly workers: number;
}

export function startCommand(program: Command): void {
  program
    .command('start')
    .description('serve a configuration in production; refuses unsafe settings')
    .option('-c, --config <file>', 'configuration to serve; absent: the one in this folder')
    .option('-p, --port <number>', 'port to listen on', portNumber)
    .option('--host <host>', 'address to listen on')
    .option('--workers <number>', 'processes that share the port; SIGHUP replaces them one by one', workerCount, 1)
    .option('--log <format>', 'json or pretty', logFormat, 'json')
    .action(start);
}

async function start(flags: StartFlags): Promise<void> {
  const [{ loadOptions, withAddress }, { resolveConfiguration }, { default: cluster }] = await Promise.all([
    import('./development-options.ts'),
    import('../config/resolve-configuration.ts'),
    import('node:cluster'),
  ]);
  const config = requireConfiguration(flags.config);
  const load = async () => ({ ...withAddress(await loadOptions(config), flags), mode: 'production' as const });
  const options = await load();
  if (flags.workers > 1 && cluster.isPrimary) {
    const settings = resolveConfiguration(options, { mode: 'production', environment: process.env });
    if (settings.storage.kind === 'memory' && options.store === undefined) {
      throw new ConfigurationError([
        { path: 'storage.kind', message: 'memory cannot be shared by several workers: use sqlite or postgres' },
      ]);
    }
    const [{ runWorkers }, { readyFacts }, { createLogger }] = await Promise.all([
      import('./workers.ts'),
      import('./serve.ts'),
      import('../operations/log.ts'),
    ]);
    await runWorkers({
      count: flags.workers,
      facts: readyFacts(settings, options.store !== undefined, flags.workers),
      options,
      settings,
      load,
      log: options.log ?? (await createLogger({ format: flags.log })),
      format: flags.log,
      warnings: settings.warnings,
    });
    return;
  }
  const { serve } = await import('./serve.ts');
  try {
    await serve({
      options,
      reloadFrom: load,
      log: flags.log,
      level: 'info',
      ready: cluster.isWorker ? () => process.send?.('ready') : undefined,
    });
  } finally {
    // The channel to the primary would keep a worker alive, one that could not start too.
    cluster.worker?.disconnect();
  }
}
