import type { Command } from 'commander';
import { requireConfiguration } from './which-configuration.ts';

export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('create or upgrade the database schema; safe to run twice, and from many nodes')
    .option('-c, --config <file>', 'configuration that names the store; absent: the one in this folder')
    .action(migrate);
}

async function migrate(flags: { readonly config?: string }): Promise<void> {
  const config = requireConfiguration(flags.config);
  const { offline } = await import('./offline.ts');
  // `offline` has migrated before it hands over.
  const current = await offline({ config }, ({ store }) => store.isMigrated());
  process.stdout.write(current ? 'The schema is up to date.\n' : 'The schema is that of a newer version.\n');
}
