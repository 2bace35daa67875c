import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Imported } from '../importers/imported.ts';
import type { NamedFile } from '../importers/keycloak/import.ts';
import { limits } from '../model/limits.ts';
import { exitCodes, UsageError } from './failure.ts';

interface ImportFlags {
  readonly config?: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly replace: boolean;
  readonly writeConfig?: string;
}

type Importer = (text: string, more: readonly NamedFile[]) => Promise<Imported>;

interface ImportSource {
  readonly about: string;
  readonly file: string;
  /** What further files are; absent: there is one only. */
  readonly more?: string;
  readonly read: Importer;
}

const sources: Readonly<Record<string, ImportSource>> = {
  identityserver: {
    about: 'clients, scopes and APIs of Duende IdentityServer, as they stand in appsettings.json',
    file: 'appsettings.json, or its section IdentityServer',
    read: async (text) => (await import('../importers/identityserver/import.ts')).importIdentityServer(text),
  },
  'oidc-provider': {
    about: 'clients of oidc-provider',
    file: 'the list of client metadata, as JSON',
    read: async (text) => (await import('../importers/oidc-provider.ts')).importOidcProvider(text),
  },
  keycloak: {
    about: 'clients, client scopes and users of a Keycloak realm, with their passwords',
    file: 'the export of a realm',
    more: 'files with users alone, which belong to it',
    read: async (text, more) => (await import('../importers/keycloak/import.ts')).importKeycloak(text, more),
  },
  hydra: {
    about: 'clients of Ory Hydra',
    file: 'what `hydra list clients --format json` printed',
    read: async (text) => (await import('../importers/hydra.ts')).importHydra(text),
  },
};

export function importCommand(program: Command): void {
  const all = program.command('import').description('clients and users of another server, from a file, with a report');
  for (const [name, { about, file, more, read }] of Object.entries(sources)) {
    const command = all
      .command(name)
      .description(about)
      .argument('<file>', file)
      .option('-c, --config <file>', 'configuration that names the store; absent: the one in this folder')
      .option('--dry-run', 'write nothing, and tell what would be', false)
      .option('--write-config <file>', 'write scopes and APIs that the configuration lacks, as JSON to merge into it')
      .option('--replace', 'replace clients and users that are there already and differ', false)
      .option('--json', 'print the report as JSON', false);
    if (more === undefined) command.action((path: string, flags: ImportFlags) => importFrom(name, [path], read, flags));
    else {
      command
        .argument('[users...]', more)
        .action((path: string, users: readonly string[], flags: ImportFlags) =>
          importFrom(name, [path, ...users], read, flags),
        );
    }
  }
}

/**
 * Reads all of the files first: nothing is written of those that are not what they should be. Then the fragment of the configuration is written, and each client
 * and user in a transaction of its own, so that a run that was broken off is taken up by the next.
 */
async function importFrom(source: string, paths: readonly string[], read: Importer, flags: ImportFlags): Promise<void> {
  const { writeConfig } = flags;
  const [{ printImport }, { storeImported }, { fragmentFor, importSurroundings }] = await Promise.all([
    import('./import-report.ts'),
    import('./import-store.ts'),
    import('./import-surroundings.ts'),
  ]);
  const imported = await readWith(read, paths);
  const around = await importSurroundings(flags.config, flags.dryRun, imported);
  const fragment = fragmentFor(imported.resources, around, (kind, name) =>
    imported.report.add(
      'left',
      kind,
      `${JSON.stringify(name)} is in the configuration with other claims, and stays so`,
    ),
  );
  if (writeConfig !== undefined && !flags.dryRun) writeFragment(writeConfig, fragment, flags.replace);
  const summary = await storeImported(imported, around, {
    isDryRun: flags.dryRun,
    replaces: flags.replace,
    // What is about to be merged counts.
    knowsOwnScopes: flags.dryRun || writeConfig !== undefined,
  });
  const lacksResources = Object.keys(fragment).length > 0;
  printImport({ source, imported, summary, isDryRun: flags.dryRun, writeConfig, lacksResources }, flags.json);
  if (imported.report.lines.some(({ kind }) => kind === 'refused')) process.exitCode = exitCodes.failure;
}

/** @throws {UsageError} where something else is there. */
function writeFragment(path: string, fragment: Readonly<Record<string, unknown>>, replaces: boolean): void {
  const text = `${JSON.stringify(fragment, undefined, 2)}\n`;
  if (!replaces && existsSync(path) && readFileSync(path, 'utf8') !== text) {
    throw new UsageError(`${path} is there already: name another file, or give --replace`);
  }
  writeFileSync(path, text);
}

async function readWith(read: Importer, paths: readonly string[]): Promise<Imported> {
  const [path = '', ...others] = paths;
  const text = readText(path);
  try {
    return await read(
      text,
      others.map((name) => ({ name, text: readText(name) })),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImportError') throw error;
    throw new UsageError(`${paths.join(', ')} cannot be imported:\n${error.message.replace(/^/gm, '  ')}`);
  }
}

function readText(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`${path}: there is no such file`);
  if (!found.isFile()) throw new UsageError(`${path}: is a folder or device, not a file`);
  if (found.size > limits.importedFile.most) {
    throw new UsageError(`${path}: is larger than ${limits.importedFile.most} bytes: export users in several files`);
  }
  return readFileSync(path, 'utf8');
}
