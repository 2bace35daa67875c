import { isAssertionAlgorithm, isSigningAlgorithm } from '../algorithms.ts';
import type { ClientDraft } from '../client-draft.ts';
import type { Members, Source } from '../source.ts';

const most = 3_155_760_000;

/** The lifetimes of a realm and of a client, and what its `attributes` say of it. */
export function readAttributes(members: Members, draft: ClientDraft, realm: Members): void {
  const attributes = members.take('attributes').members();
  readLifetimes(attributes, draft, realm);
  readPkce(attributes, draft);
  readAddresses(members, attributes, draft);
  readKeys(attributes, draft);
  readAlgorithms(attributes, draft);
  readSwitches(attributes, draft);
  tellRest(attributes, draft);
}

const lifetimes = [
  ['accessTokenLifetime', 'access.token.lifespan', 'accessTokenLifespan'],
  ['authorizationCodeLifetime', undefined, 'accessCodeLifespan'],
  ['slidingRefreshTokenLifetime', 'client.session.idle.timeout', 'ssoSessionIdleTimeout'],
  ['absoluteRefreshTokenLifetime', 'client.session.max.lifespan', 'ssoSessionMaxLifespan'],
  ['deviceCodeLifetime', 'oauth2.device.code.lifespan', 'oauth2DeviceCodeLifespan'],
  ['pollingInterval', 'oauth2.device.polling.interval', 'oauth2DevicePollingInterval'],
] as const;

function readLifetimes(attributes: Members, draft: ClientDraft, realm: Members): void {
  for (const [ours, ofClient, ofRealm] of lifetimes) {
    const own = ofClient === undefined ? undefined : attributes.take(ofClient);
    const from = own === undefined || own.isEmpty ? realm.take(ofRealm) : own;
    // -1 is «as long as the session».
    const value = String(from.value) === '-1' ? undefined : from.count();
    if (value !== undefined && value > 0) draft.set(ours, Math.min(value, most), from);
  }
}

/** Not asked for there unless said; RFC 9700 §2.1.1 wants it. */
function readPkce(attributes: Members, draft: ClientDraft): void {
  const from = attributes.take('pkce.code.challenge.method');
  const method = from.text() ?? '';
  if (method === 'plain') draft.set('allowPlainTextPkce', true, from);
  if (method !== '' || draft.settings.allowedGrantTypes?.includes('authorization_code') !== true) return;
  if (draft.settings.requireClientSecret === false) {
    draft.changed(draft.path, 'must use PKCE, as every public client (RFC 9700 §2.1.1)');
    return;
  }
  draft.set('requirePkce', false, from);
  draft.changed(draft.path, 'need not use PKCE, as before: set requirePkce once it does (RFC 9700 §2.1.1)');
}

function readAddresses(members: Members, attributes: Members, draft: ClientDraft): void {
  for (const [ours, theirs] of [
    ['logoUri', 'logoUri'],
    ['policyUri', 'policyUri'],
    ['tosUri', 'tosUri'],
    ['backChannelLogoutUri', 'backchannel.logout.url'],
    ['backChannelClientNotificationUri', 'ciba.backchannel.client.notification.endpoint'],
  ] as const) {
    draft.uri(ours, attributes.take(theirs));
  }
  const front = attributes.take('frontchannel.logout.url');
  if (members.take('frontchannelLogout').flag() === true) draft.uri('frontChannelLogoutUri', front);
}

function readKeys(attributes: Members, draft: ClientDraft): void {
  const url = attributes.take('jwks.url');
  if (attributes.take('use.jwks.url').flag() === true) draft.uri('jwksUri', url);
  const text = attributes.take('jwks.string');
  if (attributes.take('use.jwks.string').flag() === true && draft.settings.jwksUri === undefined) {
    readKeySet(text, draft);
  }
  const subject = attributes.take('x509.subjectdn');
  const isPattern = attributes.take('x509.allow.regex.pattern.comparison').flag() === true;
  if (subject.isEmpty) return;
  if (isPattern) draft.left(subject, 'is a pattern: a certificate is compared exactly here');
  else draft.set('tlsClientAuth', { subjectDn: subject.text() }, subject);
}

function readKeySet(from: Source, draft: ClientDraft): void {
  try {
    const set: unknown = JSON.parse(from.text() ?? '');
    const keys = from
      .with(set)
      .members()
      .take('keys')
      .list()
      .flatMap((key) => {
        const entries = key
          .members()
          .all()
          .filter(([name]) => !['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].includes(name));
        return [Object.fromEntries(entries.map(([name, { value }]) => [name, value]))];
      });
    if (keys.length > 0) draft.set('jwks', { keys }, from);
  } catch {
    draft.left(from, 'is no JWK set');
  }
}

function readAlgorithms(attributes: Members, draft: ClientDraft): void {
  const idToken = attributes.take('id.token.signed.response.alg');
  const ofIdToken = idToken.text();
  if (isSigningAlgorithm(ofIdToken)) draft.set('allowedIdentityTokenSigningAlgorithms', [ofIdToken], idToken);
  else if (!idToken.isEmpty && ofIdToken !== 'any')
    draft.left(idToken, 'is no algorithm that ID tokens are signed with here');
  const userInfo = attributes.take('user.info.response.signature.alg');
  const ofUserInfo = userInfo.text();
  if (isSigningAlgorithm(ofUserInfo)) draft.set('userInfoSignedResponseAlgorithm', ofUserInfo, userInfo);
  for (const [theirs, ours] of [
    ['token.endpoint.auth.signing.alg', 'allowedAssertionAlgorithms'],
    ['request.object.signature.alg', 'allowedRequestObjectAlgorithms'],
  ] as const) {
    const from = attributes.take(theirs);
    const algorithm = from.text();
    if (isAssertionAlgorithm(algorithm)) draft.set(ours, [algorithm], from);
    else if (!from.isEmpty && algorithm !== 'any') draft.left(from, 'is no algorithm that is taken here');
  }
}

function readSwitches(attributes: Members, draft: ClientDraft): void {
  for (const [theirs, ours] of [
    ['require.pushed.authorization.requests', 'requirePushedAuthorization'],
    ['dpop.bound.access.tokens', 'requireDPoP'],
    ['tls.client.certificate.bound.access.tokens', 'requireMutualTls'],
  ] as const) {
    const from = attributes.take(theirs);
    if (from.flag() === true) draft.set(ours, true, from);
  }
  const required = attributes.take('request.object.required').text() ?? '';
  if (required !== '' && required !== 'not required') {
    draft.set('requireRequestObject', true, attributes.take('request.object.required'));
  }
  const acr = attributes.take('default.acr.values');
  const values = (acr.text() ?? '').split('##').filter((value) => value !== '');
  if (values.length > 0) draft.set('defaultAcrValues', values, acr);
  const age = attributes.take('default.max.age').count(most);
  draft.set('defaultMaxAge', age, attributes.take('default.max.age'));
}

/** Read elsewhere, or of no consequence here. */
const quiet = [
  'oauth2.device.authorization.grant.enabled',
  'oidc.ciba.grant.enabled',
  'use.refresh.tokens',
  'post.logout.redirect.uris',
  'realm_client',
  'client.secret.creation.time',
  'display.on.consent.screen',
  'backchannel.logout.session.required',
  'frontchannel.logout.session.required',
  'ciba.backchannel.token.delivery.mode',
  'acr.loa.map',
  'login_theme',
];

function tellRest(attributes: Members, draft: ClientDraft): void {
  const levels = attributes.take('acr.loa.map');
  if (!levels.isEmpty && levels.value !== '{}')
    draft.left(levels, 'levels of authentication: acrValues of the server says which there are');
  attributes.ignore(...quiet);
  for (const member of attributes.rest()) draft.left(member);
}
