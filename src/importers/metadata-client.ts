import type { ClientConfiguration } from '../config/client-configuration.ts';
import { isAssertionAlgorithm, isSigningAlgorithm } from './algorithms.ts';
import type { ClientDraft } from './client-draft.ts';
import type { Members, Source } from './source.ts';

/** What oidc-provider and Hydra share: client metadata of RFC 7591 and of what adds to it. Scopes and secrets are each their own. */
export function readMetadata(members: Members, draft: ClientDraft): void {
  readNames(members, draft);
  readFlows(members, draft);
  readAuthentication(members, draft);
  readAlgorithms(members, draft);
  readAddresses(members, draft);
  readFlags(members, draft);
  readSubject(members, draft);
}

function readNames(members: Members, draft: ClientDraft): void {
  const name = members.take('client_name');
  draft.set('clientName', name.text() || undefined, name);
  draft.uri('clientUri', members.take('client_uri'));
  draft.uri('logoUri', members.take('logo_uri'));
  draft.uri('policyUri', members.take('policy_uri'));
  draft.uri('tosUri', members.take('tos_uri'));
  members.ignore('application_type');
}

/** RFC 7591 §2: `authorization_code` and `code` where nothing is said. */
function readFlows(members: Members, draft: ClientDraft): void {
  const grants = members.take('grant_types');
  const responses = members.take('response_types');
  const names = grants.list().length === 0 ? ['authorization_code'] : grants.texts();
  draft.set('allowedGrantTypes', [...new Set(names)], grants.isAbsent ? draft.path : grants);
  const further: NonNullable<ClientConfiguration['allowedResponseTypes']>[number][] = [];
  for (const entry of responses.list()) {
    const type = (entry.text() ?? '').split(' ').sort().join(' ');
    if (type === 'code') continue;
    const ours = responseTypes[type];
    if (ours === undefined) draft.left(entry, 'is a response type that has no counterpart');
    else if (!names.includes(type.includes('code') ? 'authorization_code' : 'implicit'))
      draft.left(entry, 'needs its grant type');
    else further.push(ours);
  }
  if (further.length > 0) draft.set('allowedResponseTypes', [...new Set(further)], responses);
}

/** By its words in order of the alphabet. */
const responseTypes: Readonly<Record<string, NonNullable<ClientConfiguration['allowedResponseTypes']>[number]>> = {
  id_token: 'id_token',
  'id_token token': 'id_token token',
  'code id_token': 'code id_token',
  'code token': 'code token',
  'code id_token token': 'code id_token token',
};

const certificateNames = [
  ['tls_client_auth_subject_dn', 'subjectDn'],
  ['tls_client_auth_san_dns', 'sanDns'],
  ['tls_client_auth_san_uri', 'sanUri'],
  ['tls_client_auth_san_ip', 'sanIp'],
  ['tls_client_auth_san_email', 'sanEmail'],
] as const;

function readAuthentication(members: Members, draft: ClientDraft): void {
  const method = members.take('token_endpoint_auth_method');
  const name = method.text() || 'client_secret_basic';
  if (name === 'none') draft.set('requireClientSecret', false, method);
  const jwks = members.take('jwks');
  if (!jwks.isEmpty) readKeys(jwks, draft);
  draft.uri('jwksUri', members.take('jwks_uri'));
  for (const [theirs, ours] of certificateNames) {
    const from = members.take(theirs);
    const value = from.text();
    if (name === 'tls_client_auth' && value !== undefined && value !== '')
      draft.set('tlsClientAuth', { [ours]: value }, from);
  }
  if (name === 'self_signed_tls_client_auth') draft.set('selfSignedTlsClientAuth', true, method);
  if (name === 'client_secret_jwt')
    draft.changed(method, 'client_secret_jwt does not exist here: the client sends its secret');
  else if (!knownMethods.has(name)) draft.left(method, 'is a way to authenticate that does not exist here');
}

const knownMethods: ReadonlySet<string> = new Set([
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
]);

/** Public parts alone: a private one has no business in the list of clients. */
function readKeys(jwks: Source, draft: ClientDraft): void {
  const list = jwks.members().take('keys').list();
  const keys = list.flatMap((entry) => {
    const key = entry.members();
    const isShared = key.take('kty').value === 'oct';
    const secret = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
    if (isShared) {
      draft.left(entry, 'is a shared key');
      return [];
    }
    if (!key.take('d').isAbsent) draft.changed(entry, 'is a private key: its public part comes over');
    const isFlat = (value: unknown) =>
      typeof value === 'string' || (Array.isArray(value) && value.every((part) => typeof part === 'string'));
    return [
      Object.fromEntries(
        key
          .all()
          .filter(([name, { value }]) => !secret.includes(name) && isFlat(value))
          .map(([name, { value }]) => [name, value]),
      ),
    ];
  });
  if (keys.length > 0) draft.set('jwks', { keys }, jwks);
}

function readAlgorithms(members: Members, draft: ClientDraft): void {
  const idToken = members.take('id_token_signed_response_alg');
  const ofIdToken = idToken.text();
  if (isSigningAlgorithm(ofIdToken)) draft.set('allowedIdentityTokenSigningAlgorithms', [ofIdToken], idToken);
  else if (!idToken.isEmpty) draft.left(idToken, 'is no algorithm that ID tokens are signed with here');
  const userInfo = members.take('userinfo_signed_response_alg');
  const ofUserInfo = userInfo.text();
  if (isSigningAlgorithm(ofUserInfo)) draft.set('userInfoSignedResponseAlgorithm', ofUserInfo, userInfo);
  else if (!userInfo.isEmpty && ofUserInfo !== 'none')
    draft.left(userInfo, 'is no algorithm that userinfo is signed with here');
  const lists = [
    ['token_endpoint_auth_signing_alg', 'allowedAssertionAlgorithms'],
    ['request_object_signing_alg', 'allowedRequestObjectAlgorithms'],
  ] as const;
  for (const [theirs, ours] of lists) {
    const from = members.take(theirs);
    const algorithm = from.text();
    if (isAssertionAlgorithm(algorithm)) draft.set(ours, [algorithm], from);
    else if (!from.isEmpty) draft.left(from, 'is no algorithm that is taken here');
  }
}

function readAddresses(members: Members, draft: ClientDraft): void {
  draft.uris('redirectUris', members.take('redirect_uris').list());
  draft.uris('postLogoutRedirectUris', members.take('post_logout_redirect_uris').list());
  draft.uri('frontChannelLogoutUri', members.take('frontchannel_logout_uri'));
  draft.uri('backChannelLogoutUri', members.take('backchannel_logout_uri'));
  // Whoever wants the session may have it: it is always sent.
  members.ignore('frontchannel_logout_session_required', 'backchannel_logout_session_required');
  if (members.take('backchannel_token_delivery_mode').text() === 'ping') {
    draft.uri('backChannelClientNotificationUri', members.take('backchannel_client_notification_endpoint'));
  }
  const mode = members.take('backchannel_token_delivery_mode');
  if (mode.text() === 'push') draft.left(mode, 'is CIBA push mode; the client polls');
}

function readFlags(members: Members, draft: ClientDraft): void {
  const flags = [
    ['require_signed_request_object', 'requireRequestObject'],
    ['require_pushed_authorization_requests', 'requirePushedAuthorization'],
    ['tls_client_certificate_bound_access_tokens', 'requireMutualTls'],
    ['dpop_bound_access_tokens', 'requireDPoP'],
  ] as const;
  for (const [theirs, ours] of flags) {
    const from = members.take(theirs);
    if (from.flag() === true) draft.set(ours, true, from);
  }
  const age = members.take('default_max_age');
  draft.set('defaultMaxAge', age.count(3_155_760_000), age);
  const acr = members.take('default_acr_values');
  const values = acr.texts();
  if (values.length > 0) draft.set('defaultAcrValues', values, acr);
  // Every ID token has `auth_time`.
  members.ignore('require_auth_time');
  const details = members.take('authorization_details_types');
  const types = details.texts();
  if (types.length > 0) draft.set('allowedAuthorizationDetailTypes', types, details);
}

function readSubject(members: Members, draft: ClientDraft): void {
  const type = members.take('subject_type');
  members.ignore('sector_identifier_uri');
  if (type.text() === 'pairwise') {
    draft.left(
      type,
      'the pairwise subjects of this client cannot be made here: it sees the public ones, or others with pairwiseSubjectSalt',
    );
  }
}
