import type { Command } from 'commander';
import { requireConfiguration } from './which-configuration.ts';

export function checkCommand(program: Command): void {
  program
    .command('check')
    .description('check a configuration and print every problem with its path')
    .option('-c, --config <file>', 'configuration to check; absent: the one in this folder')
    .option('--dev', 'check what `mintmark dev` needs, not `mintmark start`', false)
    .option('--json', 'print the result as JSON', false)
    .action(check);
}

async function check(flags: {
  readonly config?: string;
  readonly dev: boolean;
  readonly json: boolean;
}): Promise<void> {
  const [{ lacksSecret, loadOptions }, { resolveConfiguration }, { ConfigurationError }] = await Promise.all([
    import('./development-options.ts'),
    import('../config/resolve-configuration.ts'),
    import('../errors/configuration-error.ts'),
  ]);
  const config = requireConfiguration(flags.config);
  try {
    const loaded = await loadOptions(config);
    // `dev` makes a master secret where there is none.
    const options = flags.dev && lacksSecret(loaded.secret) ? { ...loaded, secret: undefined } : loaded;
    const settings = resolveConfiguration(options, {
      mode: flags.dev ? 'dev' : 'production',
      environment: process.env,
    });
    if (options.services !== undefined) {
      const [{ createServices }, { modules }, { createMemoryStore }, { BackgroundWork }] = await Promise.all([
        import('../server/create-services.ts'),
        import('../server/modules.ts'),
        import('../stores/memory/memory-store.ts'),
        import('../operations/background-work.ts'),
      ]);
      // Looks at their names; none of them is made.
      createServices(modules, options.services, {
        options,
        settings,
        store: createMemoryStore(),
        following: undefined,
        background: new BackgroundWork(() => {}),
      });
    }
    const { warnings, clients } = settings;
    if (flags.json) process.stdout.write(`${JSON.stringify({ problems: [], warnings })}\n`);
    else {
      for (const warning of warnings) process.stdout.write(`warning: ${warning}\n`);
      process.stdout.write(
        `${config} is right: ${counted(clients.length, 'client')}, ${counted(warnings.length, 'warning')}.\n`,
      );
    }
  } catch (error) {
    if (!flags.json || !(error instanceof ConfigurationError)) throw error;
    process.stdout.write(`${JSON.stringify({ problems: error.problems, warnings: [] })}\n`);
    process.exitCode = 2;
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
