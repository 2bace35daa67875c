import type { Command } from 'commander';
import { tellWarnings } from './administer.ts';
import { type AdminFlags, administering, withAdminFlags } from './administration/administering.ts';
import { UsageError } from './failure.ts';
import { onOneLine } from './offline.ts';

export function clientChangeCommands(clients: Command): void {
  withAdminFlags(clients.command('show').description('show a client, configured ones too; no secret is shown'))
    .argument('<client-id>', 'which')
    .action(show);
  withAdminFlags(clients.command('update').description('change a stored client; what is not named stays'))
    .argument('<client-id>', 'which')
    .option('--name <name>', 'name that users see')
    .option('--grant <type...>', 'all grant types it may use')
    .option('--scope <name...>', 'all scopes it may ask for')
    .option('--redirect-uri <uri...>', 'all addresses that codes are sent to')
    .option('--offline-access', 'allow refresh tokens')
    .option('--no-offline-access', 'allow none; those of before are refused')
    .option('--set <setting=value...>', 'any setting of a client, its value as JSON or text')
    .option('--unset <setting...>', 'back to the default')
    .action(update);
  withAdminFlags(
    clients.command('remove').description('delete a stored client, with all that was issued to it, for good'),
  )
    .argument('<client-id>', 'which')
    .action(remove);
}

async function show(clientId: string, flags: AdminFlags): Promise<void> {
  const { isClientDefault } = await import('../config/resolve-client.ts');
  const shown = await administering(flags, ({ clients }) => clients.show(clientId));
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
    return;
  }
  for (const [name, value] of Object.entries(shown)) {
    if (name === 'enabled' || !isClientDefault(name, value))
      process.stdout.write(`${name} ${onOneLine(typeof value === 'string' ? value : JSON.stringify(value))}\n`);
  }
}

interface UpdateFlags extends AdminFlags {
  readonly name?: string;
  readonly grant?: readonly string[];
  readonly scope?: readonly string[];
  readonly redirectUri?: readonly string[];
  readonly offlineAccess?: boolean;
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
}

async function update(clientId: string, flags: UpdateFlags): Promise<void> {
  const changes = changesOf(flags);
  if (Object.keys(changes).length === 0) throw new UsageError('nothing to change: name a setting');
  const { client, warnings } = await administering(flags, ({ clients }) => clients.set(clientId, changes));
  tellWarnings(warnings);
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(client, undefined, 2)}\n`
      : 'The client is changed. Running servers notice within 5 seconds.\n',
  );
}

/** `undefined` takes a setting back to its default. */
function changesOf(flags: UpdateFlags): Readonly<Record<string, unknown>> {
  const { name, grant, scope, redirectUri, offlineAccess, set = [], unset = [] } = flags;
  const changes: [string, unknown][] = Object.entries({
    clientName: name,
    allowedGrantTypes: grant,
    allowedScopes: scope,
    redirectUris: redirectUri,
    allowOfflineAccess: offlineAccess,
  }).filter(([, value]) => value !== undefined);
  changes.push(...assignmentsOf(set));
  for (const setting of unset) changes.push([setting, undefined]);
  for (const [setting] of changes) requireChangeable(setting);
  return Object.fromEntries(changes);
}

/** `setting=value`, the value as JSON or text. @throws {UsageError} */
export function assignmentsOf(set: readonly string[]): readonly [string, unknown][] {
  return set.map((assignment) => {
    const at = assignment.indexOf('=');
    if (at < 1) throw new UsageError(`--set ${assignment}: must be setting=value`);
    const setting = assignment.slice(0, at);
    requireChangeable(setting);
    return [setting, jsonOrText(assignment.slice(at + 1))];
  });
}

function requireChangeable(setting: string): void {
  if (setting === 'clientId') throw new UsageError('clientId cannot be changed: add another client');
  if (setting === 'clientSecrets') throw new UsageError('clientSecrets: use `clients secret`');
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

async function remove(clientId: string, flags: AdminFlags): Promise<void> {
  await administering(flags, ({ clients }) => clients.remove(clientId));
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ clientId, removed: true })}\n`
      : 'The client is removed, with all that was issued to it. Running servers notice within 5 seconds.\n',
  );
}
