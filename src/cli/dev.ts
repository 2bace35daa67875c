import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { logFormat, portNumber } from './options.ts';

interface DevFlags {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly log: 'json' | 'pretty';
}

export function devCommand(program: Command): void {
  program
    .command('dev')
    .description('serve the quickstart, or a configuration, for development')
    .option('-c, --config <file>', 'configuration to serve instead of the quickstart')
    .option('-p, --port <number>', 'port to listen on', portNumber)
    .option('--host <host>', 'address to listen on')
    .option('--log <format>', 'json or pretty', logFormat, 'pretty')
    .action(dev);
}

/** What `init` writes, and its other spellings. */
const configurationFiles = ['mintmark.config.ts', 'mintmark.config.js', 'mintmark.config.json'];

async function dev(flags: DevFlags): Promise<void> {
  const [{ developmentOptions, forHost, withAddress }, { serve, printReady }, { tryIt }] = await Promise.all([
    import('./development-options.ts'),
    import('./serve.ts'),
    import('./try-it.ts'),
  ]);
  const options = await developmentOptions(flags.config, flags.port);
  const isQuickstart = flags.config === undefined;
  await serve({
    // The quickstart has chosen its port already: it stands in the issuer.
    options: withAddress(
      isQuickstart ? forHost(options, flags.host) : options,
      isQuickstart ? { host: flags.host } : flags,
    ),
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
