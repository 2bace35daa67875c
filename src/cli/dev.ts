import type { Command } from 'commander';
import type { ServerOptions } from '../server/options.ts';
import { logFormat, portNumber } from './options.ts';
import { findConfiguration } from './which-configuration.ts';

interface DevFlags {
  readonly config?: string;
  readonly quickstart: boolean;
  readonly port?: number;
  readonly adminPort?: number;
  readonly host?: string;
  readonly expose?: boolean;
  readonly log: 'json' | 'pretty';
}

export function devCommand(program: Command): void {
  program
    .command('dev')
    .description('serve the quickstart, or a configuration, for development')
    .option('-c, --config <file>', 'configuration to serve; absent: the one in this folder, else the quickstart')
    .option('--quickstart', 'serve the quickstart, whatever is in this folder', false)
    .option('-p, --port <number>', 'port to listen on', portNumber)
    .option(
      '--admin-port <number>',
      'port of health, metrics and administration; the quickstart has a console there',
      portNumber,
    )
    .option('--host <host>', 'address to listen on')
    .option('--expose', 'let others than this machine in, who could use what everybody knows')
    .option('--log <format>', 'json or pretty', logFormat, 'pretty')
    .action(dev);
}

async function dev(flags: DevFlags): Promise<void> {
  const [
    { developmentOptions, forHost, withAddress },
    { isDevelopmentHost, requireConsentToExpose },
    { resolveConfiguration },
    { serve, printReady },
  ] = await Promise.all([
    import('./development-options.ts'),
    import('./development-host.ts'),
    import('../config/resolve-configuration.ts'),
    import('./serve.ts'),
  ]);
  const { expose = false } = flags;
  const config = flags.quickstart ? undefined : (flags.config ?? findConfiguration());
  const isQuickstart = config === undefined;
  const addressed = (found: ServerOptions) =>
    // The quickstart has chosen its ports already: they stand in its addresses.
    isQuickstart ? withAddress(forHost(found, flags.host), { host: flags.host }) : withAddress(found, flags);
  const options = addressed(await developmentOptions(config, flags));
  requireConsentToExpose(resolveConfiguration(options, { mode: 'dev', environment: process.env }).listen.host, expose);
  await serve({
    options,
    reloadFrom: async () => (isQuickstart ? options : addressed(await developmentOptions(config))),
    answersTo: (host, issuer) => isDevelopmentHost(host, issuer, expose),
    log: flags.log,
    level: 'debug',
    async ready(server, log, facts) {
      const { issuer, clients, admin } = server.settings;
      printReady(facts, flags.log);
      if (config !== undefined) log.info(`Serving ${config}; --quickstart serves the quickstart instead.`);
      if (flags.log === 'json') return;
      const { tryIt } = await import('./try-it.ts');
      const { tryConfiguration } = await import('./try-configuration.ts');
      if (admin.console !== undefined) process.stdout.write(`\nConsole: ${admin.url}\n`);
      process.stdout.write(isQuickstart ? tryIt(issuer, server.hotPaths) : tryConfiguration(issuer, clients));
    },
  });
}
