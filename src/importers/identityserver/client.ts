import type { ClientConfiguration } from '../../config/client-configuration.ts';
import { grantTypes } from '../../model/grant-type.ts';
import { isNoClientClaim } from '../../model/protocol-claims.ts';
import { ClientDraft } from '../client-draft.ts';
import type { ImportedClient } from '../imported.ts';
import type { ImportReport } from '../report.ts';
import type { ResourcesDraft } from '../resources-draft.ts';
import type { Members, Source } from '../source.ts';
import { readSecrets } from './secret.ts';

type Named<Value> = readonly (readonly [theirs: string, ours: keyof ClientConfiguration & Value])[];

const flags: Named<string> = [
  ['Enabled', 'enabled'],
  ['RequireClientSecret', 'requireClientSecret'],
  ['RequireConsent', 'requireConsent'],
  ['AllowRememberConsent', 'allowRememberConsent'],
  ['RequirePkce', 'requirePkce'],
  ['AllowPlainTextPkce', 'allowPlainTextPkce'],
  ['RequireRequestObject', 'requireRequestObject'],
  ['RequireDPoP', 'requireDPoP'],
  ['AllowOfflineAccess', 'allowOfflineAccess'],
  ['AlwaysIncludeUserClaimsInIdToken', 'alwaysIncludeUserClaimsInIdToken'],
  ['RequirePushedAuthorization', 'requirePushedAuthorization'],
  ['UpdateAccessTokenClaimsOnRefresh', 'updateAccessTokenClaimsOnRefresh'],
  ['IncludeJwtId', 'includeJwtId'],
  ['AlwaysSendClientClaims', 'alwaysSendClientClaims'],
  ['CoordinateLifetimeWithUserSession', 'coordinateLifetimeWithUserSession'],
];

const counts: Named<string> = [
  ['IdentityTokenLifetime', 'identityTokenLifetime'],
  ['AccessTokenLifetime', 'accessTokenLifetime'],
  ['AuthorizationCodeLifetime', 'authorizationCodeLifetime'],
  ['AbsoluteRefreshTokenLifetime', 'absoluteRefreshTokenLifetime'],
  ['SlidingRefreshTokenLifetime', 'slidingRefreshTokenLifetime'],
  ['ConsentLifetime', 'consentLifetime'],
  ['UserSsoLifetime', 'defaultMaxAge'],
  ['DeviceCodeLifetime', 'deviceCodeLifetime'],
  ['CibaLifetime', 'cibaLifetime'],
  ['PollingInterval', 'pollingInterval'],
];

/** Enumerations, by name or number. */
const choices = {
  AccessTokenType: ['accessTokenType', { jwt: 'jwt', 0: 'jwt', reference: 'reference', 1: 'reference' }],
  RefreshTokenUsage: [
    'refreshTokenUsage',
    { reuse: 'reUse', 0: 'reUse', onetimeonly: 'oneTimeOnly', onetime: 'oneTimeOnly', 1: 'oneTimeOnly' },
  ],
  RefreshTokenExpiration: [
    'refreshTokenExpiration',
    { sliding: 'sliding', 0: 'sliding', absolute: 'absolute', 1: 'absolute' },
  ],
  UserCodeType: ['userCodeType', { numeric: 'numeric', alphabetic: 'alphabetic' }],
} as const satisfies Readonly<
  Record<string, readonly [keyof ClientConfiguration, Readonly<Record<string | number, string>>]>
>;

/** One client of `Clients`. */
export function readClient(entry: Source, resources: ResourcesDraft, report: ImportReport): readonly ImportedClient[] {
  const members = entry.members();
  const clientId = members.take('ClientId').requiredText();
  if (clientId === undefined) return [];
  const draft = new ClientDraft(clientId, entry.path, report);
  const protocol = members.take('ProtocolType').text();
  if (protocol !== undefined && protocol !== 'oidc') {
    report.add('left', entry.path, `client ${JSON.stringify(clientId)} speaks ${protocol}`);
    return [];
  }
  for (const [theirs, ours] of flags) draft.set(ours, members.take(theirs).flag(), members.take(theirs));
  for (const [theirs, ours] of counts) readCount(members.take(theirs), ours, draft);
  readChoices(members, draft);
  readTexts(members, draft);
  readGrants(members, draft);
  readScopes(members.take('AllowedScopes'), draft, resources);
  readSecrets(members.take('ClientSecrets').list(), draft);
  draft.uris('redirectUris', members.take('RedirectUris').list());
  draft.uris('postLogoutRedirectUris', members.take('PostLogoutRedirectUris').list());
  draft.uris('allowedCorsOrigins', members.take('AllowedCorsOrigins').list());
  readClaims(members, draft);
  readProperties(members.take('Properties'), draft);
  tellDefaults(members, draft);
  if (
    draft.settings.requireClientSecret !== false &&
    !draft.hasSecrets &&
    draft.settings.jwks === undefined &&
    draft.settings.tlsClientAuth === undefined
  ) {
    draft.closeWithoutSecret(members.take('ClientSecrets'), 'no secret of this client came over');
  }
  const quiet = ['FrontChannelLogoutSessionRequired', 'BackChannelLogoutSessionRequired', 'EnableLocalLogin'];
  for (const name of quiet)
    if (members.take(name).flag() === false) draft.left(members.take(name), 'is always so here');
  for (const member of members.rest()) draft.left(member);
  return [draft.finish()];
}

function readCount(from: Source, ours: keyof ClientConfiguration, draft: ClientDraft): void {
  const value = from.count();
  if (value === undefined) return;
  const most = 3_155_760_000;
  if (value > most) {
    draft.set(ours, most, from);
    draft.changed(from, `is ${most}, the most there is`);
  } else if (value > 0 || ours === 'absoluteRefreshTokenLifetime' || ours === 'defaultMaxAge')
    draft.set(ours, value, from);
  else draft.left(from, 'must be 1 or more');
}

function readChoices(members: Members, draft: ClientDraft): void {
  for (const [theirs, [ours, known]] of Object.entries(choices)) {
    const from = members.take(theirs);
    if (from.isAbsent || from.value === '') continue;
    const key = typeof from.value === 'number' ? String(from.value) : (from.text() ?? '').toLowerCase();
    const found = Object.entries(known).find(([name]) => name === key)?.[1];
    if (found !== undefined) draft.set(ours, found, from);
    else if (theirs === 'UserCodeType') draft.left(from, 'is a user code type of your own');
    else
      from.refuse(
        `must be one of ${Object.keys(known)
          .filter((name) => !/^\d/.test(name))
          .join(', ')}`,
      );
  }
}

function readTexts(members: Members, draft: ClientDraft): void {
  const name = members.take('ClientName');
  draft.set('clientName', name.text() || undefined, name);
  for (const [theirs, ours] of [
    ['ClientUri', 'clientUri'],
    ['LogoUri', 'logoUri'],
    ['FrontChannelLogoutUri', 'frontChannelLogoutUri'],
    ['BackChannelLogoutUri', 'backChannelLogoutUri'],
  ] as const) {
    draft.uri(ours, members.take(theirs));
  }
  const salt = members.take('PairWiseSubjectSalt');
  if (!salt.isEmpty) {
    draft.left(salt, 'would give this client other subjects than before: their default code does not use it');
  }
  const algorithms = members.take('AllowedIdentityTokenSigningAlgorithms');
  const names = algorithms.texts();
  if (names.length > 0)
    draft.set(
      'allowedIdentityTokenSigningAlgorithms',
      names as ClientConfiguration['allowedIdentityTokenSigningAlgorithms'],
      algorithms,
    );
  const nonce = members.take('DPoPValidationMode');
  const mode = String(nonce.value ?? '').toLowerCase();
  if (['nonce', 'iatandnonce', '2', '3'].includes(mode)) draft.set('requireDPoPNonce', true, nonce);
  members.ignore('DPoPClockSkew');
}

/** Their grant types `hybrid` and `implicit` are response types here. */
function readGrants(members: Members, draft: ClientDraft): void {
  const from = members.take('AllowedGrantTypes');
  const theirs = from.texts();
  const viaBrowser = members.take('AllowAccessTokensViaBrowser').flag() === true;
  const ours = new Set<string>();
  const responses = new Set<NonNullable<ClientConfiguration['allowedResponseTypes']>[number]>();
  for (const grant of theirs) {
    ours.add(grant === 'hybrid' ? grantTypes.authorizationCode : grant);
    if (grant === 'hybrid') responses.add('code id_token');
    if (grant === 'hybrid' && viaBrowser) responses.add('code token').add('code id_token token');
    if (grant === 'implicit') responses.add('id_token');
    if (grant === 'implicit' && viaBrowser) responses.add('id_token token');
  }
  draft.set('allowedGrantTypes', [...ours], from);
  if (responses.size === 0) return;
  draft.set('allowedResponseTypes', [...responses], from);
  draft.changed(from, `hybrid and implicit are allowedResponseTypes: ${[...responses].join(', ')}`);
}

function readScopes(from: Source, draft: ClientDraft, _resources: ResourcesDraft): void {
  draft.scopes(from.texts(), from);
}

function readClaims(members: Members, draft: ClientDraft): void {
  const prefix = members.take('ClientClaimsPrefix');
  const clientClaimsPrefix = prefix.value === null ? '' : prefix.text();
  draft.set('clientClaimsPrefix', clientClaimsPrefix, prefix);
  const from = members.take('Claims');
  const claims = from.list().flatMap((entry) => {
    const claim = entry.members();
    const [type, value] = [claim.take('Type').text(), claim.take('Value').text()];
    const valueType = claim.take('ValueType').text() ?? '';
    for (const member of claim.rest()) draft.left(member);
    if (type === undefined || type === '' || value === undefined) return [];
    if (isNoClientClaim((clientClaimsPrefix ?? 'client_') + type)) {
      draft.left(entry, 'is a claim that only the server itself may set');
      return [];
    }
    return [{ type, value: typed(value, valueType) }];
  });
  if (claims.length > 0) draft.set('claims', claims, from);
}

/** `ClaimValueTypes`: the last part of a URI. */
function typed(value: string, valueType: string) {
  const kind = valueType.slice(valueType.lastIndexOf('#') + 1).toLowerCase();
  if (/^(?:integer|integer32|integer64)$/.test(kind) && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (kind === 'boolean' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return value;
}

function readProperties(from: Source, draft: ClientDraft): void {
  const entries = from
    .members()
    .all()
    .flatMap(([name, member]) => {
      const text = member.text();
      return text === undefined ? [] : [[name, text] as const];
    });
  if (entries.length > 0) draft.set('properties', Object.fromEntries(entries), from);
}

/** What a file leaves out is their default there, and ours here. */
function tellDefaults(members: Members, draft: ClientDraft): void {
  const usesCodes = draft.settings.allowedGrantTypes?.includes(grantTypes.authorizationCode) === true;
  const differing = [
    ...(draft.settings.allowOfflineAccess === true
      ? ([
          ['RefreshTokenUsage', 'refreshTokenUsage oneTimeOnly (reUse there)'],
          ['RefreshTokenExpiration', 'refreshTokenExpiration sliding (absolute there)'],
          ['UpdateAccessTokenClaimsOnRefresh', 'updateAccessTokenClaimsOnRefresh true (false there)'],
        ] as const)
      : []),
    ...(usesCodes ? ([['AuthorizationCodeLifetime', 'authorizationCodeLifetime 60 (300 there)']] as const) : []),
  ].filter(([name]) => members.take(name).isAbsent);
  if (differing.length === 0) return;
  draft.changed(draft.path, `has the defaults of this server: ${differing.map(([, text]) => text).join(', ')}`);
}
