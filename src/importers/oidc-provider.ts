import { ProblemList } from '../config/problem-list.ts';
import { limits } from '../model/limits.ts';
import { ClientDraft } from './client-draft.ts';
import { ImportError } from './import-error.ts';
import type { Imported, ImportedClient } from './imported.ts';
import { readMetadata } from './metadata-client.ts';
import { addScopes } from './metadata-scopes.ts';
import { parseImportJson } from './parse-json.ts';
import { ImportReport } from './report.ts';
import { ResourcesDraft } from './resources-draft.ts';
import { Source } from './source.ts';

/**
 * Reads clients of oidc-provider: the list `clients` of its configuration, or the configuration with it.
 * @throws {ImportError} with every place where the file is not what it should be.
 */
export function importOidcProvider(text: string): Imported {
  const problems = new ProblemList();
  const root = new Source(parseImportJson(text), [], { problems });
  const report = new ImportReport();
  const resources = new ResourcesDraft(report);
  const isList = Array.isArray(root.value);
  const configuration = isList ? root.with({}).members() : root.members();
  const list = isList ? root : configuration.take('clients');
  if (list.isAbsent) root.refuse('must be the list of clients, or have one in clients');
  const scopes = configuration.take('scopes').texts();
  const clients = list.list().flatMap((entry) => readClient(entry, scopes, resources, report));
  for (const member of configuration.rest()) report.add('left', member.path, 'has no counterpart');
  if (problems.problems.length > 0) throw new ImportError(problems.problems);
  return { clients, users: [], resources: resources.resources, report };
}

function readClient(
  entry: Source,
  scopesOfAll: readonly string[],
  resources: ResourcesDraft,
  report: ImportReport,
): readonly ImportedClient[] {
  const members = entry.members();
  const clientId = members.take('client_id').requiredText();
  if (clientId === undefined) return [];
  const draft = new ClientDraft(clientId, entry.path, report);
  readMetadata(members, draft);
  const scope = members.take('scope');
  const names = (scope.text() ?? scopesOfAll.join(' ')).split(' ').filter((name) => name !== '');
  const usesCodes = draft.settings.allowedGrantTypes?.some((grant) => grant !== 'client_credentials') === true;
  if (scope.isAbsent && names.length === 0) {
    if (usesCodes) draft.scopes(['openid'], draft.path);
    draft.changed(
      draft.path,
      'has no scope, which is every scope there: allowedScopes names those that it may have here',
    );
  } else {
    addScopes(names, scope.isAbsent ? draft.path : scope.path, resources);
    draft.scopes(names, scope);
  }
  readSecret(members.take('client_secret'), members.take('client_secret_expires_at').count() ?? 0, draft);
  // There every client asks for consent, unless code grants it.
  if (usesCodes) draft.set('requireConsent', true);
  for (const member of members.rest()) draft.left(member);
  return [draft.finish()];
}

function readSecret(from: Source, expiresAt: number, draft: ClientDraft): void {
  const secret = from.text();
  const needsOne = draft.settings.requireClientSecret !== false;
  const hasOther =
    draft.settings.jwks !== undefined ||
    draft.settings.jwksUri !== undefined ||
    draft.settings.tlsClientAuth !== undefined;
  if (secret === undefined || secret === '') {
    if (needsOne && !hasOther && !draft.hasSecrets)
      draft.closeWithoutSecret(from, 'no secret of this client came over');
  } else if (!needsOne) draft.left(from, 'is the secret of a public client');
  else if (secret.length > limits.clientSecret.most)
    draft.closeWithoutSecret(from, `is longer than ${limits.clientSecret.most} characters`);
  else draft.addSecret({ value: secret, ...(expiresAt === 0 ? {} : { expiresAt }) }, from);
}
