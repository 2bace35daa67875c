import type { ClientMetadataPolicy } from '../clients/metadata/policy.ts';
import { withinPolicy } from '../clients/metadata/within-policy.ts';
import { resolveClient } from '../config/resolve-client.ts';
import type { Client } from '../model/client.ts';
import type { Settings } from '../model/settings.ts';
import { surroundingsOf } from './client-surroundings.ts';
import { AdminProblem } from './problem.ts';

/** The settings of a stored client: how it came is none of them. */
export function settingsOfClient({ origin: _, idleSince, registration, document, ...settings }: Client) {
  return settings;
}

/**
 * A client with other settings, checked as a whole.
 * @param written all of its settings; `undefined` is the default.
 * @throws {ConfigurationError} with every mistake. @throws {AdminProblem} `not-possible`: it registered itself, or is known by a document, and cannot have this.
 */
export function changedClient(
  { origin, idleSince, registration, document }: Client,
  written: Readonly<Record<string, unknown>>,
  settings: Settings,
): Client {
  const policyName = origin === 'document' ? 'clientIdMetadataDocuments' : 'clientRegistration';
  const policy = settings[policyName];
  const around = {
    ...surroundingsOf(settings),
    privateUseSchemes: origin === undefined ? [] : policy.privateUseSchemes,
  };
  const after = resolveClient(written, settings.catalogue, around);
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
  const detail = `${beyond[0]}: is beyond ${policyName}, which says what such clients may have`;
  throw new AdminProblem('not-possible', { detail });
}
