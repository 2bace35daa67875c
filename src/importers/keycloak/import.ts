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

/**
 * Reads the export of a Keycloak realm: clients, client scopes, and users with their password hashes. A file with users alone (`kc.sh export --users
 * different_files`) is one too.
 *
 * @throws {ImportError} with every place where the file is not what it should be.
 */
export function importKeycloak(text: string): Imported {
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
  const accounts = serviceAccounts(users);
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
    users: users
      .list()
      .flatMap((entry) => readUser(entry, { realm: realm.take('realm').text() ?? '', roles, mappers, report })),
  };
  tellRest(realm, report);
  if (problems.problems.length > 0) throw new ImportError(problems.problems);
  return { ...imported, resources: resources.resources, report };
}

/** Users that stand for clients. */
function serviceAccounts(users: Source): ReadonlyMap<string, Members> {
  const found = new Map<string, Members>();
  for (const entry of users.list()) {
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
