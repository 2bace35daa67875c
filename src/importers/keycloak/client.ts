import { grantTypes } from '../../model/grant-type.ts';
import { limits } from '../../model/limits.ts';
import { ClientDraft } from '../client-draft.ts';
import type { ImportedClient } from '../imported.ts';
import type { ImportReport } from '../report.ts';
import type { ResourcesDraft } from '../resources-draft.ts';
import type { Members, Source } from '../source.ts';
import { readAttributes } from './client-attributes.ts';
import { readMappers } from './mappers.ts';
import type { RoleNames } from './roles.ts';
import { builtInScopes } from './scopes.ts';

/** What the clients of a realm have in common. */
export interface ClientSurroundings {
  readonly report: ImportReport;
  readonly resources: ResourcesDraft;
  readonly realm: Members;
  /** Scopes of clients that name none. */
  readonly scopesByDefault: readonly string[];
  /** Roles of the service account of a client. */
  readonly rolesOf: (clientId: string) => RoleNames | undefined;
}

/** Clients that Keycloak makes for itself in each realm. */
const ownClients: ReadonlySet<string> = new Set([
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
]);

/** One entry of `clients`; none where there is no such client here. */
export function readClient(entry: Source, around: ClientSurroundings): readonly ImportedClient[] {
  const { report } = around;
  const members = entry.members();
  const id = members.take('clientId');
  const clientId = id.requiredText();
  if (clientId === undefined) return [];
  const why = whyNone(clientId, members);
  if (why !== undefined) {
    report.add('left', entry.path, `client ${JSON.stringify(clientId)} ${why}`);
    return [];
  }
  const draft = new ClientDraft(clientId, entry.path, report);
  if (members.take('bearerOnly').flag() === true) {
    readApi(clientId, entry, around);
    return [];
  }
  const name = members.take('name');
  // `${…}` names a text of a theme.
  if (name.text()?.startsWith('${') !== true) draft.set('clientName', name.text() || undefined, name);
  draft.set('enabled', members.take('enabled').flag(), members.take('enabled'));
  const publicClient = members.take('publicClient');
  if (publicClient.flag() === true) draft.set('requireClientSecret', false, publicClient);
  draft.set('requireConsent', members.take('consentRequired').flag(), members.take('consentRequired'));
  readGrants(members, draft);
  readScopes(members, draft, around);
  readUris(members, draft);
  readAttributes(members, draft, around.realm);
  readSecret(members, draft);
  readServiceAccount(draft, around);
  for (const mapper of readMappers(members.take('protocolMappers'), (source, kind) =>
    draft.left(source, `the mapper ${kind} has no counterpart`),
  )) {
    draft.left(
      mapper.source,
      mapper.kind === 'audience'
        ? 'the audience of one client: name the API in apiResources, and one of its scopes in allowedScopes'
        : 'the claim of one client: name it in userClaims of a scope',
    );
  }
  tellRest(members, draft);
  return [draft.finish()];
}

function whyNone(clientId: string, members: Members): string | undefined {
  const protocol = members.take('protocol').text() ?? 'openid-connect';
  if (protocol !== 'openid-connect') return `speaks ${protocol}`;
  const isOwn = ownClients.has(clientId) || clientId.endsWith('-realm');
  return isOwn ? 'is one of Keycloak itself' : undefined;
}

/** What only takes tokens is an API here. */
function readApi(clientId: string, entry: Source, { resources, report }: ClientSurroundings): void {
  if (!resources.has('apiResources', clientId))
    resources.add('apiResources', clientId, { name: clientId, scopes: [] }, entry.path);
  report.add('changed', entry.path, 'is bearer only: an API, whose scopes are to be named');
}

const flows = [
  ['serviceAccountsEnabled', grantTypes.clientCredentials],
  ['directAccessGrantsEnabled', grantTypes.password],
] as const;
const attributeFlows = [
  ['oauth2.device.authorization.grant.enabled', grantTypes.deviceCode],
  ['oidc.ciba.grant.enabled', grantTypes.ciba],
] as const;

function readGrants(members: Members, draft: ClientDraft): void {
  const grants: string[] = [];
  const standard = members.take('standardFlowEnabled').flag() !== false;
  if (standard) grants.push(grantTypes.authorizationCode);
  for (const [name, grant] of flows) if (members.take(name).flag() === true) grants.push(grant);
  const attributes = members.take('attributes').members();
  for (const [name, grant] of attributeFlows) if (attributes.take(name).flag() === true) grants.push(grant);
  const implicit = members.take('implicitFlowEnabled');
  if (implicit.flag() === true) {
    grants.push('implicit');
    draft.set(
      'allowedResponseTypes',
      [
        'id_token',
        'id_token token',
        ...(standard ? (['code id_token', 'code token', 'code id_token token'] as const) : []),
      ],
      implicit,
    );
  }
  draft.set('allowedGrantTypes', grants, draft.path);
  const hasUsers = grants.some((grant) => grant !== grantTypes.clientCredentials && grant !== 'implicit');
  if (!hasUsers || attributes.take('use.refresh.tokens').flag() === false) return;
  draft.set('allowOfflineAccess', true, draft.path);
  draft.changed(draft.path, 'gets refresh tokens where it asks for offline_access, not always');
}

/** Default and optional scopes are alike here: a client gets those that it asks for. */
function readScopes(members: Members, draft: ClientDraft, { resources, scopesByDefault }: ClientSurroundings): void {
  const [byDefault, optional] = [members.take('defaultClientScopes'), members.take('optionalClientScopes')];
  const names = byDefault.isAbsent && optional.isAbsent ? scopesByDefault : [...byDefault.texts(), ...optional.texts()];
  const grants = draft.settings.allowedGrantTypes ?? [];
  const hasUsers = grants.some((grant) => grant !== grantTypes.clientCredentials);
  const known = names.filter((name) => resources.hasScope(name));
  const unknown = names.filter((name) => !resources.hasScope(name) && !builtInScopes.has(name));
  for (const name of unknown) draft.left(byDefault, `the scope ${JSON.stringify(name)} is not in clientScopes`);
  draft.scopes([...(hasUsers ? ['openid'] : []), ...known], byDefault.isAbsent ? draft.path : byDefault);
  const given = byDefault.texts().filter((name) => known.includes(name));
  if (hasUsers && given.length > 0)
    draft.changed(byDefault, `are given where they are asked for, not always: ${given.join(', ')}`);
}

function readUris(members: Members, draft: ClientDraft): void {
  const root = members.take('rootUrl').text() ?? '';
  const resolved = (entry: Source) => {
    const uri = entry.text() ?? '';
    return uri.startsWith('/') && root !== '' ? entry.with(root.replace(/\/$/, '') + uri) : entry;
  };
  const redirects = members.take('redirectUris').list().map(resolved);
  draft.uris('redirectUris', redirects);
  const origins = members.take('webOrigins').list();
  draft.uris(
    'allowedCorsOrigins',
    origins.filter(({ value }) => value !== '+' && value !== '*' && value !== ''),
  );
  const any = origins.find(({ value }) => value === '*');
  if (any !== undefined) draft.left(any, 'any origin: name each that may call the server');
  if (origins.some(({ value }) => value === '+')) {
    const ofRedirects = (draft.settings.redirectUris ?? []).flatMap((uri) => URL.parse(uri)?.origin ?? []);
    const web = [...new Set(ofRedirects.filter((origin) => /^https?:/.test(origin)))];
    draft.uris(
      'allowedCorsOrigins',
      web.map((origin) => members.take('webOrigins').with(origin)),
    );
  }
  const logout = members.take('attributes').members().take('post.logout.redirect.uris');
  const written = (logout.text() ?? '').split('##').filter((uri) => uri !== '' && uri !== '-');
  const all = written.flatMap((uri) =>
    uri === '+' ? redirects.map(({ value }) => logout.with(value)) : [resolved(logout.with(uri))],
  );
  // What is wrong with redirect URIs was told.
  const told = new Set(written.includes('+') ? redirects.map(({ value }) => value) : []);
  const usable = draft.settings.redirectUris ?? [];
  draft.uris(
    'postLogoutRedirectUris',
    all.filter(({ value }) => !told.has(value) || usable.includes(String(value))),
  );
  const home = members.take('baseUrl');
  if (!home.isEmpty) draft.uri('clientUri', resolved(home));
}

function readSecret(members: Members, draft: ClientDraft): void {
  const secret = members.take('secret');
  const value = secret.text() ?? '';
  if (draft.settings.requireClientSecret === false) return;
  const authenticator = members.take('clientAuthenticatorType');
  const type = authenticator.text() ?? 'client-secret';
  const { jwks, jwksUri, tlsClientAuth } = draft.settings;
  const sends = type === 'client-secret' || type === 'client-secret-jwt';
  if (type === 'client-secret-jwt') draft.changed(authenticator, 'does not exist here: the client sends its secret');
  if (!sends && (jwks !== undefined || jwksUri !== undefined || tlsClientAuth !== undefined)) return;
  if (!sends || value === '') draft.closeWithoutSecret(secret, 'no secret of this client came over');
  else if (/^\*+$/.test(value)) draft.closeWithoutSecret(secret, 'was hidden when the realm was exported');
  else if (value.startsWith('${vault.')) draft.closeWithoutSecret(secret, 'stands in a vault');
  else if (value.length > limits.clientSecret.most) {
    draft.closeWithoutSecret(secret, `is longer than ${limits.clientSecret.most} characters`);
  } else draft.addSecret({ value }, secret);
}

/** What a client is allowed as itself, as its tokens had it. */
function readServiceAccount(draft: ClientDraft, { rolesOf }: ClientSurroundings): void {
  const roles = rolesOf(draft.clientId);
  if (roles === undefined) return;
  const ofClients = Object.fromEntries([...roles.clients].map(([clientId, names]) => [clientId, { roles: names }]));
  const claims = [
    ...(roles.realm.length === 0 ? [] : [{ type: 'realm_access', value: { roles: roles.realm } }]),
    ...(roles.clients.size === 0 ? [] : [{ type: 'resource_access', value: ofClients }]),
  ];
  if (claims.length === 0) return;
  draft.set('claims', claims, draft.path);
  draft.set('clientClaimsPrefix', '', draft.path);
  draft.changed(draft.path, 'has the roles of its service account as claims');
}

function tellRest(members: Members, draft: ClientDraft): void {
  members.ignore(
    'id',
    'description',
    'surrogateAuthRequired',
    'alwaysDisplayInConsole',
    'notBefore',
    'access',
    'origin',
    'clientAuthenticatorType',
  );
  // Numbers and switches of what does not exist here.
  members.ignore('nodeReRegistrationTimeout', 'fullScopeAllowed', 'adminUrl');
  const authorization = members.take('authorizationServicesEnabled');
  if (authorization.flag() === true) draft.left(authorization, 'permissions of users (UMA) have no counterpart');
  members.ignore('authorizationSettings', 'frontchannelLogout');
  for (const member of members.rest()) draft.left(member);
}
