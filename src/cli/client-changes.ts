import type { Command } from 'commander';
import type { ClientMetadataPolicy } from '../clients/metadata/policy.ts';
import { withinPolicy } from '../clients/metadata/within-policy.ts';
import { removeClient } from '../clients/remove-client.ts';
import type { ResolvedConfiguration } from '../config/resolve-configuration.ts';
import type { Client } from '../model/client.ts';
import { systemClock } from '../model/clock.ts';
import { CommandFailure, UsageError } from './failure.ts';
import { type Offline, type OfflineFlags, offline, onOneLine, withOfflineFlags } from './offline.ts';

export function clientChangeCommands(clients: Command): void {
  withOfflineFlags(clients.command('show').description('show a client, configured ones too; no secret is shown'))
    .argument('<client-id>', 'which')
    .action(show);
  withOfflineFlags(clients.command('update').description('change a stored client; what is not named stays'))
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
  withOfflineFlags(
    clients.command('remove').description('delete a stored client, with all that was issued to it, for good'),
  )
    .argument('<client-id>', 'which')
    .action(remove);
}

async function show(clientId: string, flags: OfflineFlags): Promise<void> {
  const { clientDefaults } = await import('../config/resolve-client.ts');
  const { client, from } = await offline(flags, async ({ settings, store }) => {
    const configured = settings.clients.find((one) => one.clientId === clientId);
    const found = configured ?? (await store.clients.find(clientId));
    if (found === undefined) throw new CommandFailure(`there is no client ${clientId}`);
    return { client: found, from: configured === undefined ? (found.origin ?? 'store') : 'configuration' };
  });
  const shown = { ...shownClient(client), from };
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
    return;
  }
  const defaults = new Map(Object.entries(clientDefaults()).map(([name, value]) => [name, JSON.stringify(value)]));
  for (const [name, value] of Object.entries(shown)) {
    const isOwn = name === 'enabled' || defaults.get(name) !== JSON.stringify(value);
    if (isOwn)
      process.stdout.write(`${name} ${onOneLine(typeof value === 'string' ? value : JSON.stringify(value))}\n`);
  }
}

/** Not even the hash of a secret: whoever has it can try guesses. */
function shownClient({ clientSecrets, registration, ...client }: Client) {
  const { accessTokenSha256: _, ...registered } = registration ?? { accessTokenSha256: '' };
  return {
    ...client,
    ...(registration === undefined ? {} : { registration: registered }),
    clientSecrets: clientSecrets.map(({ sha256: _, ...shown }) => shown),
  };
}

interface UpdateFlags extends OfflineFlags {
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
  const { resolveClient } = await import('../config/resolve-client.ts');
  const client = await offline(flags, async (open) => {
    await requireStored(open, clientId);
    const { settings, store } = open;
    // As it is in the moment of writing: another operator's change is not lost.
    return store.clients.change(clientId, (before) => changed(before, changes, settings, resolveClient));
  });
  if (client === undefined) throw new CommandFailure(`the client ${clientId} was removed meanwhile`);
  const { clientWarnings } = await import('../config/client-warnings.ts');
  for (const [member, message] of clientWarnings(client, systemClock.now())) {
    process.stderr.write(`warning: ${member}: ${message}\n`);
  }
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(shownClient(client), undefined, 2)}\n`
      : 'The client is changed. Running servers notice within 5 seconds.\n',
  );
}

/** A client with changes, checked as a whole; how it came is none of its settings. */
function changed(
  { origin, idleSince, registration, document, ...before }: Client,
  changes: Readonly<Record<string, unknown>>,
  settings: ResolvedConfiguration,
  resolveClient: typeof import('../config/resolve-client.ts').resolveClient,
): Client {
  const policyName = origin === 'document' ? 'clientIdMetadataDocuments' : 'clientRegistration';
  const policy = settings[policyName];
  const around = {
    ...surroundingsOf(settings),
    privateUseSchemes: origin === undefined ? [] : policy.privateUseSchemes,
  };
  const after = resolveClient({ ...before, ...changes }, settings.catalogue, around);
  if (origin === undefined) return after;
  requireWithin(after, policyName, policy);
  return { ...after, origin, idleSince, registration, document };
}

/** What a client that nobody configured cannot have would be set in vain. */
function requireWithin(client: Client, policyName: string, policy: ClientMetadataPolicy): void {
  const allowed = new Map(Object.entries(withinPolicy(client, policy)));
  const beyond = Object.entries(client).find(
    ([name, value]) => JSON.stringify(allowed.get(name)) !== JSON.stringify(value),
  );
  if (beyond === undefined) return;
  throw new CommandFailure(`${beyond[0]}: is beyond ${policyName}, which says what such clients may have`);
}

/** What a stored client is checked against beside its scopes. */
export function surroundingsOf(configuration: ResolvedConfiguration) {
  const { profile, signing, clientCertificateAuthorities, issuer, catalogue, trustedIssuers } = configuration;
  const apis = new Set(catalogue.apiResources.map(({ name }) => name));
  return {
    delegation: { issuer, apis, trustedIssuers },
    profile,
    signingAlgorithms: signing.algorithms,
    retentionDuration: signing.retentionDuration,
    hasCertificateAuthorities: clientCertificateAuthorities.length > 0,
  };
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

async function remove(clientId: string, flags: OfflineFlags): Promise<void> {
  const removed = await offline(flags, async ({ settings, store, events }) => {
    if (settings.clients.some((client) => client.clientId === clientId)) {
      throw new CommandFailure(`${clientId} stands in the configuration: take it out there first`);
    }
    const removed = await removeClient(store, clientId, systemClock);
    if (removed) events.raise({ type: 'ClientRemoved', clientId, by: 'operator' }, undefined);
    return removed;
  });
  if (!removed) throw new CommandFailure(`there is no client ${clientId}; whatever that id was issued is ended`);
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ clientId, removed: true })}\n`
      : 'The client is removed, with all that was issued to it. Running servers notice within 5 seconds.\n',
  );
}

/** @throws {CommandFailure} unless the store has it. */
export async function requireStored({ settings, store }: Offline, clientId: string): Promise<void> {
  if ((await store.clients.find(clientId)) !== undefined) return;
  const configured = settings.clients.some((candidate) => candidate.clientId === clientId);
  throw new CommandFailure(
    configured ? `${clientId} stands in the configuration: change it there` : `there is no client ${clientId}`,
  );
}
