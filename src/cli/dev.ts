import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { logFormat, portNumber } from './options.ts';

interface DevFlags {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly expose?: boolean;
  readonly log: 'json' | 'pretty';
}

export function devCommand(program: Command): void {
  program
    .command('dev')
    .description('serve the quickstart, or a configuration, for development')
    .option('-c, --config <file>', 'configuration to serve instead of the quickstart')
    .option('-p, --port <number>', 'port to listen on', portNumber)
    .option('--host <host>', 'address to listen on')
    .option('--expose', 'let others than this machine in, who could use what everybody knows')
    .option('--log <format>', 'json or pretty', logFormat, 'pretty')
    .action(dev);
}

/** What `init` writes, and its other spellings. */
const configurationFiles = ['mintmark.config.ts', 'mintmark.config.js', 'mintmark.config.json'];

async function dev(flags: DevFlags): Promise<void> {
  const [
    { developmentOptions, forHost, withAddress },
    { isDevelopmentHost, requireConsentToExpose },
    { resolveConfiguration },
    { serve, printReady },
    { tryIt },
  ] = await Promise.all([
    import('./development-options.ts'),
    import('./development-host.ts'),
    import('../config/resolve-configuration.ts'),
    import('./serve.ts'),
    import('./try-it.ts'),
  ]);
  const { expose = false } = flags;
  const found = await developmentOptions(flags.config, flags.port);
  const isQuickstart = flags.config === undefined;
  // The quickstart has chosen its port already: it stands in the issuer.
  const options = withAddress(
    isQuickstart ? forHost(found, flags.host) : found,
    isQuickstart ? { host: flags.host } : flags,
  );
  requireConsentToExpose(resolveConfiguration(options, { mode: 'dev', environment: process.env }).listen.host, expose);
  await serve({
    options,
    answersTo: (host, issuer) => isDevelopmentHost(host, issuer, expose),
    log: flags.log,
    level: 'debug',
    ready(server, log) {
      printReady(server.settings.issuer, flags.log);
      const ignored = isQuickstart ? configurationFiles.find((file) => existsSync(file)) : undefined;
      if (ignored !== undefined) log.info(`This is the quickstart; --config ${ignored} serves what stands there.`);
      if (flags.log === 'pretty' && isQuickstart) process.stdout.write(tryIt(server.settings.issuer, server.hotPaths));
    },
  });
}
