import type { Command } from 'commander';

export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('create or upgrade the database schema; safe to run twice, and from many nodes')
    .requiredOption('-c, --config <file>', 'configuration that names the store')
    .action(migrate);
}

async function migrate({ config }: { readonly config: string }): Promise<void> {
  const { offline } = await import('./offline.ts');
  // `offline` has migrated before it hands over.
  const current = await offline({ config }, ({ store }) => store.isMigrated());
  process.stdout.write(current ? 'The schema is up to date.\n' : 'The schema is that of a newer version.\n');
}
