import type { Command } from 'commander';
import { type ApplicationKind, applicationKinds, kindNames, settingsOfKind } from '../clients/application-kinds.ts';
import type { ClientConfiguration } from '../config/client-configuration.ts';
import { tellWarnings } from './administer.ts';
import { type AdminFlags, administering, withAdminFlags } from './administration/administering.ts';
import { askKind, kindNamed } from './ask-kind.ts';
import { assignmentsOf } from './client-changes.ts';
import { tellSecret } from './client-secret.ts';
import { UsageError } from './failure.ts';

interface AddFlags extends AdminFlags {
  readonly kind?: string;
  readonly name?: string;
  readonly grant?: readonly string[];
  readonly scope?: readonly string[];
  readonly redirectUri?: readonly string[];
  readonly offlineAccess?: boolean;
  readonly public?: boolean;
  readonly set?: readonly string[];
}

export function clientAddCommand(clients: Command): void {
  withAdminFlags(clients.command('add').description('store a client; a new secret is printed once'))
    .argument('<client-id>', 'its identifier')
    .option('--kind <kind>', `what it is, which sets what it needs: ${kindNames.join(', ')}`)
    .option('--name <name>', 'name that users see')
    .option('--grant <type...>', 'grant types it may use')
    .option('--scope <name...>', 'scopes it may ask for')
    .option('--redirect-uri <uri...>', 'addresses that codes are sent to')
    .option('--offline-access', 'allow refresh tokens')
    .option('--public', 'a public client, without a secret')
    .option('--set <setting=value...>', 'any setting of a client, its value as JSON or text')
    .action(add);
}

async function add(clientId: string, flags: AddFlags): Promise<void> {
  const kind = await kindOf(flags);
  const further = Object.fromEntries(assignmentsOf(flags.set ?? []));
  const isPublic = flags.public === true || kind?.settings.requireClientSecret === false;
  const { secret, warnings } = await administering(flags, ({ clients }) =>
    clients.create({
      clientId,
      ...(kind === undefined ? {} : settingsOf(kind, flags, clients.identityScopes())),
      ...(flags.name === undefined ? {} : { clientName: flags.name }),
      ...(isPublic ? { requireClientSecret: false } : {}),
      ...(flags.grant === undefined ? {} : { allowedGrantTypes: flags.grant }),
      ...(flags.scope === undefined ? {} : { allowedScopes: flags.scope }),
      ...(flags.redirectUri === undefined ? {} : { redirectUris: flags.redirectUri }),
      ...(flags.offlineAccess === undefined ? {} : { allowOfflineAccess: flags.offlineAccess }),
      ...further,
    }),
  );
  tellWarnings(warnings);
  if (!flags.json)
    for (const [name, why] of Object.entries(kind?.because ?? {})) process.stdout.write(`${name}: ${why}\n`);
  tellSecret(clientId, secret, flags.json);
}

/** A person at the terminal who said nothing about it is asked. @throws {UsageError} without a terminal. */
async function kindOf({ kind, grant, json }: AddFlags): Promise<ApplicationKind | undefined> {
  if (kind !== undefined) return applicationKinds[kindNamed(kind)];
  if (grant !== undefined) return undefined;
  if (!json && process.stdin.isTTY && process.stderr.isTTY) return applicationKinds[await askKind()];
  throw new UsageError('--kind or --grant is needed: a client without a grant type gets no token');
}

/** What the kind needs, without the addresses of examples: those of this one are for the operator to say. */
function settingsOf(
  kind: ApplicationKind,
  flags: AddFlags,
  identityScopes: readonly string[],
): Partial<ClientConfiguration> {
  const { redirectUri = [] } = flags;
  const [example] = kind.settings.redirectUris ?? [];
  if (example !== undefined && redirectUri.length === 0) {
    throw new UsageError(`--redirect-uri is needed: where its codes are sent to, such as ${example}`);
  }
  return settingsOfKind(kind, redirectUri, { identityResources: identityScopes.map((name) => ({ name })) });
}
