import { sha256 } from '../keys/digest.ts';
import type { Client, ClientSecret } from '../model/client.ts';
import type { ProfileName } from '../model/profile.ts';
import type { ResourceCatalogue } from '../model/resources.ts';
import { withProfile } from './apply-profile.ts';
import { scopeNamesOf } from './catalogue-rules.ts';
import { type ClientSurroundings, checkClient } from './client-rules.ts';
import { type CheckedClient, clientSchema } from './client-schema.ts';
import { ProblemList } from './problem-list.ts';
import { salvage } from './salvage.ts';
import { addSchemaProblems } from './schema-problems.ts';

/**
 * Checks one client and applies its defaults: what `mintmark clients add` and your own administration store.
 *
 * @param written the shape of an entry of `clients`.
 * @param catalogue what its scopes are looked up in: `settings.catalogue`.
 * @throws {ConfigurationError} with every problem; paths begin at the client (`allowedScopes[0]`).
 */
export function resolveClient(
  written: unknown,
  catalogue: ResourceCatalogue,
  options: Partial<Omit<ClientSurroundings, 'scopes'>> & { readonly profile?: ProfileName | undefined } = {},
): Client {
  const problems = new ProblemList();
  const input = withProfile(written, options.profile, { signingAlgorithms: options.signingAlgorithms ?? [] });
  const parsed = clientSchema.safeParse(input);
  if (!parsed.success) addSchemaProblems(clientSchema, input, parsed.error.issues, problems);
  const checked = parsed.success ? parsed.data : salvage(clientSchema, input);
  const client = checked && toClient(checked);
  if (client !== undefined) {
    checkClient(client, { mode: 'production', ...options, scopes: scopeNamesOf(catalogue) }, [], problems);
  }
  problems.throwIfAny();
  return client!;
}

/** What a client is that says nothing but its name. */
export function clientDefaults(): Partial<Client> {
  defaults ??= defaultsOf(toClient(clientSchema.parse({ clientId: 'any' })));
  return defaults;
}

let defaults: Partial<Client> | undefined;

function defaultsOf({ clientId: _, ...others }: Client): Partial<Client> {
  return others;
}

/** Whether a setting is what it is for a client that does not name it. */
export function isClientDefault(name: string, value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(Reflect.get(clientDefaults(), name));
}

/** From here on no plain secret is kept. */
export function toClient(checked: CheckedClient): Client {
  return { ...checked, clientSecrets: toSecrets(checked.clientSecrets) };
}

export function toSecrets(secrets: CheckedClient['clientSecrets']): readonly ClientSecret[] {
  return secrets.map((secret) => {
    const { expiresAt, description } = secret;
    const hash = 'value' in secret ? sha256(secret.value) : secret.sha256;
    return {
      sha256: hash,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(description === undefined ? {} : { description }),
    };
  });
}
