import { ProblemList } from '../../config/problem-list.ts';
import { ImportError } from '../import-error.ts';
import type { Imported } from '../imported.ts';
import { parseImportJson } from '../parse-json.ts';
import { ImportReport } from '../report.ts';
import { ResourcesDraft } from '../resources-draft.ts';
import { type Members, Source } from '../source.ts';
import { readClient } from './client.ts';
import { Roles } from './roles.ts';
import { readClientScopes } from './scopes.ts';
import { readUser } from './users.ts';

/** A further file. */
export interface NamedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the export of a Keycloak realm: clients, client scopes, and users with their password hashes.
 *
 * @param more files with users alone, as `kc.sh export --users different_files` writes them beside that of the realm. They need its mappers, roles
 * and groups; their paths begin with their names.
 * @throws {ImportError} with every place where the file is not what it should be.
 */
export function importKeycloak(text: string, more: readonly NamedFile[] = []): Imported {
  const problems = new ProblemList();
  const root = new Source(parseImportJson(text), [], { problems });
  const report = new ImportReport();
  const resources = new ResourcesDraft(report);
  const what = 'must be the export of a realm: it has no clients, clientScopes or users';
  if (!root.isObject) root.refuse(what);
  const realm = root.members();
  const [clients, users, scopes] = [realm.take('clients'), realm.take('users'), realm.take('clientScopes')];
  if (clients.isAbsent && users.isAbsent && scopes.isAbsent) root.refuse(what);
  if (!clients.isAbsent) resources.add('identityResources', 'openid', 'openid', clients.path);
  const mappers = readClientScopes(scopes, resources, report);
  const roles = new Roles(realm.take('roles'), realm.take('groups'));
  const lists = [users, ...more.map((file) => usersOf(file, problems, report))];
  const accounts = serviceAccounts(lists);
  if (scopes.isAbsent && !users.isEmpty) {
    const message =
      'there are no clientScopes: attributes are claims of their own names (name the file of the realm first)';
    report.add('changed', users.path, message);
  }
  const imported = {
    clients: clients.list().flatMap((entry) =>
      readClient(entry, {
        report,
        resources,
        realm,
        scopesByDefault: [
          ...realm.take('defaultDefaultClientScopes').texts(),
          ...realm.take('defaultOptionalClientScopes').texts(),
        ],
        rolesOf: (clientId) => {
          const account = accounts.get(clientId);
          return (
            account && roles.of(account.take('realmRoles'), account.take('clientRoles'), account.take('groups').texts())
          );
        },
      }),
    ),
    users: lists
      .flatMap((list) => list.list())
      .flatMap((entry) => readUser(entry, { realm: realm.take('realm').text() ?? '', roles, mappers, report })),
  };
  tellRest(realm, report);
  if (problems.problems.length > 0) throw new ImportError(problems.problems);
  return { ...imported, resources: resources.resources, report };
}

function usersOf({ name, text }: NamedFile, problems: ProblemList, report: ImportReport): Source {
  const root = new Source(parseImportJson(text, { name }), [name], { problems });
  const members = root.members();
  const users = members.take('users');
  if (users.isAbsent) root.refuse('must be an export with users');
  members.ignore('realm');
  for (const member of members.rest()) report.add('left', member.path, 'only users are read of this file');
  return users;
}

/** Users that stand for clients. */
function serviceAccounts(lists: readonly Source[]): ReadonlyMap<string, Members> {
  const found = new Map<string, Members>();
  for (const entry of lists.flatMap((list) => list.list())) {
    const members = entry.members();
    const clientId = members.take('serviceAccountClientId').value;
    if (typeof clientId === 'string' && clientId !== '') found.set(clientId, members);
  }
  return found;
}

/** Read with clients, or of the realm as a whole. */
const quiet = [
  'id',
  'realm',
  'enabled',
  'notBefore',
  'keycloakVersion',
  'defaultDefaultClientScopes',
  'defaultOptionalClientScopes',
  'defaultRole',
  'defaultRoles',
  'accessTokenLifespan',
  'accessCodeLifespan',
  'ssoSessionIdleTimeout',
  'ssoSessionMaxLifespan',
  'oauth2DeviceCodeLifespan',
  'oauth2DevicePollingInterval',
  // Refresh tokens are used once unless a client says otherwise.
  'revokeRefreshToken',
  'refreshTokenMaxReuse',
];

const counterparts: Readonly<Record<string, string>> = {
  identityProviders: 'configure them as externalProviders',
  requiredCredentials: 'a password is what is asked for',
  sslRequired: 'https is, but on loopback',
  displayName: 'configure it as pages.name',
  supportedLocales: 'configure them as locales',
  defaultSignatureAlgorithm: 'configure it as signing.algorithms',
  bruteForceProtected: 'it always is: limits says how far',
};

function tellRest(realm: Members, report: ImportReport): void {
  realm.ignore(...quiet);
  for (const member of realm.rest()) {
    const name = String(member.at.at(-1));
    report.add(
      'left',
      member.path,
      (Object.hasOwn(counterparts, name) ? counterparts[name] : undefined) ?? 'has no counterpart',
    );
  }
}
