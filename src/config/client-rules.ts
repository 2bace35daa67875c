import { isOfBearableSize } from '../keys/key-size.ts';
import type { Client } from '../model/client.ts';
import { grantTypes, isBuiltInGrantType } from '../model/grant-type.ts';
import { limits } from '../model/limits.ts';
import { isNoClientClaim } from '../model/protocol-claims.ts';
import { checkProfile } from './apply-profile.ts';
import { checkCertificateAuthentication } from './certificate-rules.ts';
import { closestName, didYouMean } from './closest-name.ts';
import { checkDelegation, type DelegationSurroundings } from './delegation-rules.ts';
import type { Path, ProblemList } from './problem-list.ts';
import { insecureUri, isAppScheme, undottedScheme } from './uri-rules.ts';

/** What a client is checked against. */
export interface ClientSurroundings {
  readonly mode: 'dev' | 'production';
  readonly scopes: ReadonlySet<string>;
  /** Algorithms the server has keys for; absent: not checked. */
  readonly signingAlgorithms?: readonly string[] | undefined;
  /** Seconds a key is published after it signed last; absent: not checked. */
  readonly retentionDuration?: number | undefined;
  /** Whether there are `clientCertificateAuthorities`; absent: not checked. */
  readonly hasCertificateAuthorities?: boolean | undefined;
  /** Extension grants that are registered; `undefined`: not known, so that every name is believed. */
  readonly extensionGrantTypes?: ReadonlySet<string> | undefined;
  /** Types of authorization details that are registered; `undefined`: not known, so that every name is believed. */
  readonly authorizationDetailTypes?: ReadonlySet<string> | undefined;
  /** What `tokenExchange` and `clientAssertion` refer to; absent: not checked. */
  readonly delegation?: DelegationSurroundings | undefined;
  /** Schemes without a dot that apps may have in their redirect URIs; absent: none. */
  readonly privateUseSchemes?: readonly string[] | undefined;
}

/** Contradictions within a client and with what surrounds it. */
export function checkClient(client: Client, around: ClientSurroundings, path: Path, problems: ProblemList): void {
  const add = (member: readonly PropertyKey[], message: string) => {
    const grounds = restsOn[String(member[0])] ?? [];
    if (!grounds.some((other) => problems.hasWithin([...path, other]))) problems.add([...path, ...member], message);
  };
  checkGrants(client, around, add);
  checkResponseTypes(client, add);
  checkRefreshTokens(client, add);
  checkSecrets(client, add);
  checkCertificateAuthentication(client, around.hasCertificateAuthorities, add);
  client.allowedScopes.forEach((scope, index) => {
    if (scope === 'offline_access') add(['allowedScopes', index], 'set allowOfflineAccess instead');
    else if (!around.scopes.has(scope)) {
      add(['allowedScopes', index], `${JSON.stringify(scope)} is not a known scope${didYouMean(scope, around.scopes)}`);
    }
  });
  checkDetailTypes(client, around, add);
  checkSchemes(client, around, add);
  checkScopeLength(client, add);
  checkAlgorithms(client, around, add);
  checkBinding(client, add);
  if (around.delegation !== undefined) checkDelegation(client, around.delegation, add);
  checkProfile(client, { signingAlgorithms: around.signingAlgorithms ?? [] }, path, problems);
  if (around.retentionDuration !== undefined && client.accessTokenLifetime > around.retentionDuration) {
    add(
      ['accessTokenLifetime'],
      `must not be longer than signing.retentionDuration (${around.retentionDuration}): the key would be gone before the token`,
    );
  }
  if (around.mode === 'production') {
    checkTransport(client, add);
    checkPublicClient(client, add);
    checkClaims(client, add);
  }
}

/** Members that contradict what others say, and these: while one of them is refused, nobody knows whether they do. */
const restsOn: Readonly<Record<string, readonly string[]>> = {
  allowedResponseTypes: ['allowedGrantTypes'],
  clientSecrets: ['requireClientSecret', 'clientSecrets', 'jwks', 'jwksUri', 'tlsClientAuth', 'clientAssertion'],
  requireRequestObject: ['jwks', 'jwksUri'],
  selfSignedTlsClientAuth: ['jwks', 'jwksUri'],
};

type Add = (member: readonly PropertyKey[], message: string) => void;

const shortNames: ReadonlyMap<string, string> = new Map([
  ['device_code', grantTypes.deviceCode],
  ['deviceCode', grantTypes.deviceCode],
  ['device', grantTypes.deviceCode],
  ['ciba', grantTypes.ciba],
  ['code', grantTypes.authorizationCode],
  ['hybrid', grantTypes.authorizationCode],
]);
const frontChannelGrants: ReadonlySet<string> = new Set(['implicit']);
const knownGrantTypes = [...Object.values(grantTypes), ...frontChannelGrants];

function checkGrants(client: Client, around: ClientSurroundings, add: Add): void {
  client.allowedGrantTypes.forEach((grantType, index) => {
    if (client.allowedGrantTypes.indexOf(grantType) < index) {
      add(['allowedGrantTypes', index], `${JSON.stringify(grantType)} is listed twice`);
    }
    if (isBuiltInGrantType(grantType) || frontChannelGrants.has(grantType)) return;
    const known = around.extensionGrantTypes;
    if (known?.has(grantType)) return;
    // Extension grants are URIs (RFC 6749 §4.5): while it is not known which there are, any may be meant.
    const anybodys = known === undefined && grantType.includes(':');
    const typo = anybodys ? undefined : closestName(grantType, [...knownGrantTypes, ...(known ?? [])]);
    const meant = shortNames.get(grantType) ?? typo;
    if (meant !== undefined)
      add(['allowedGrantTypes', index], `is not a known grant type (did you mean ${JSON.stringify(meant)}?)`);
    else if (known !== undefined) {
      add(
        ['allowedGrantTypes', index],
        `no validator is registered in extensionGrantValidators for ${JSON.stringify(grantType)}`,
      );
    }
  });
  const has = (grantType: string) => client.allowedGrantTypes.includes(grantType);
  for (const grantType of [grantTypes.clientCredentials, grantTypes.ciba]) {
    if (has(grantType) && !client.requireClientSecret) {
      add(['requireClientSecret'], `must be true for the grant ${grantType}: a public client proves nothing`);
    }
  }
  if (client.redirectUris.length === 0 && ['authorization_code', 'implicit'].some(has)) {
    const grantType = ['authorization_code', 'implicit'].find(has);
    add(['redirectUris'], `the grant ${grantType} needs at least one redirect URI`);
  }
  if (has(grantTypes.refreshToken) && !client.allowOfflineAccess) {
    add(['allowOfflineAccess'], 'must be true for the grant refresh_token');
  }
}

function checkRefreshTokens(client: Client, add: Add): void {
  if (client.absoluteRefreshTokenLifetime > 0 || client.refreshTokenExpiration === 'sliding') return;
  add(
    ['absoluteRefreshTokenLifetime'],
    "must be 1 or more for refreshTokenExpiration: 'absolute'; 0 (no end) needs 'sliding', where slidingRefreshTokenLifetime bounds a token that is not used",
  );
}

/** OpenID Connect Core 1.0 §3: which flow a response type belongs to. */
function checkResponseTypes(client: Client, add: Add): void {
  client.allowedResponseTypes.forEach((responseType, index) => {
    const [first] = responseType.split(' ');
    const needed = first === 'code' ? 'authorization_code' : 'implicit';
    if (client.allowedGrantTypes.includes(needed)) return;
    add(['allowedResponseTypes', index], `needs the grant ${needed} in allowedGrantTypes`);
  });
}

function checkSecrets(client: Client, add: Add): void {
  const hasKeys = client.jwks !== undefined || client.jwksUri !== undefined;
  const proves =
    client.clientSecrets.length > 0 ||
    hasKeys ||
    client.tlsClientAuth !== undefined ||
    client.clientAssertion !== undefined;
  if (client.requireClientSecret && !proves) {
    add(
      ['clientSecrets'],
      'a confidential client needs a secret, jwks, jwksUri, tlsClientAuth or clientAssertion (or requireClientSecret: false for a public one)',
    );
  }
  if (client.jwks !== undefined && client.jwksUri !== undefined) add(['jwksUri'], 'cannot stand beside jwks');
  client.jwks?.keys.forEach((key, index) => {
    if (typeof key.kty !== 'string') add(['jwks', 'keys', index, 'kty'], 'is required (RFC 7517 §4.1)');
    else if (key.kty === 'oct') add(['jwks', 'keys', index, 'kty'], 'must be a public key, not a shared one');
    else if (!isOfBearableSize(key)) {
      const { rsaModulus, rsaExponent } = limits;
      add(
        ['jwks', 'keys', index],
        `must not be larger than ${rsaModulus.most} bits, and its exponent than ${rsaExponent.most}: checking signatures would cost too much`,
      );
    }
    if ('d' in key) add(['jwks', 'keys', index, 'd'], 'is a private key: list the public part only');
  });
  if (client.requireRequestObject && client.jwks === undefined && client.jwksUri === undefined) {
    add(['requireRequestObject'], 'needs jwks or jwksUri to check the signature with');
  }
}

/** RFC 8693 §4.1, RFC 9396 §9.1, RFC 7662 §2.2 and others: whoever reads a token believes what stands under these names. They never get there. */
function checkClaims({ claims, clientClaimsPrefix }: Client, add: Add): void {
  claims.forEach(({ type }, index) => {
    const name = clientClaimsPrefix + type;
    if (!isNoClientClaim(name)) return;
    add(
      ['claims', index, 'type'],
      `makes the claim ${JSON.stringify(name)}, which only the server itself may set: choose another name or clientClaimsPrefix`,
    );
  });
}

function checkAlgorithms(client: Client, around: ClientSurroundings, add: Add): void {
  const known = around.signingAlgorithms;
  if (known === undefined) return;
  const message = (algorithm: string) => `${algorithm} is not one of signing.algorithms: there is no key for it`;
  client.allowedIdentityTokenSigningAlgorithms.forEach((algorithm, index) => {
    if (!known.includes(algorithm)) add(['allowedIdentityTokenSigningAlgorithms', index], message(algorithm));
  });
  const userInfo = client.userInfoSignedResponseAlgorithm;
  if (userInfo !== undefined && !known.includes(userInfo)) add(['userInfoSignedResponseAlgorithm'], message(userInfo));
}

function checkDetailTypes(client: Client, { authorizationDetailTypes: known }: ClientSurroundings, add: Add): void {
  client.allowedAuthorizationDetailTypes.forEach((type, index) => {
    if (known === undefined || known.has(type)) return;
    const message = `${JSON.stringify(type)} is not registered in authorizationDetailTypes${didYouMean(type, known)}`;
    add(['allowedAuthorizationDetailTypes', index], message);
  });
}

/** Whatever was granted without a `scope` can be asked for by its value, as at a refresh (RFC 6749 §6). */
function checkScopeLength({ allowedScopes, allowOfflineAccess }: Client, add: Add): void {
  const all = [...allowedScopes, ...(allowOfflineAccess ? ['offline_access'] : [])].join(' ');
  if (all.length <= limits.scope.most) return;
  add(['allowedScopes'], `must not be longer than ${limits.scope.most} characters together, one space between two`);
}

/** DPoP and certificates bind a token to different things; it can be bound to one. */
function checkBinding(client: Client, add: Add): void {
  if (client.requireMutualTls && client.requireDPoP) add(['requireMutualTls'], 'cannot stand beside requireDPoP');
}

function checkSchemes(client: Client, around: ClientSurroundings, add: Add): void {
  client.privateUseSchemes.forEach((scheme, index) => {
    if (!isAppScheme(scheme)) add(['privateUseSchemes', index], 'is no scheme of an app');
  });
  const privateUseSchemes = [...client.privateUseSchemes, ...(around.privateUseSchemes ?? [])];
  for (const list of ['redirectUris', 'postLogoutRedirectUris'] as const) {
    client[list].forEach((uri, index) => {
      const message = undottedScheme(uri, privateUseSchemes);
      if (message !== undefined) add([list, index], `${message}, or stand in privateUseSchemes`);
    });
  }
}

function checkTransport(client: Client, add: Add): void {
  for (const list of ['redirectUris', 'postLogoutRedirectUris', 'allowedCorsOrigins'] as const) {
    client[list].forEach((uri, index) => {
      const message = insecureUri(uri);
      if (message !== undefined) add([list, index], message);
    });
  }
  const single = [
    'jwksUri',
    'frontChannelLogoutUri',
    'backChannelLogoutUri',
    'backChannelClientNotificationUri',
  ] as const;
  for (const member of single) {
    const message = client[member] === undefined ? undefined : insecureUri(client[member]);
    if (message !== undefined) add([member], message);
  }
}

/** What RFC 9700 demands of clients that cannot keep a secret. */
function checkPublicClient(client: Client, add: Add): void {
  if (client.requireClientSecret) return;
  if (!client.requirePkce && client.allowedGrantTypes.includes(grantTypes.authorizationCode)) {
    add(['requirePkce'], 'must be true for a public client: nothing else binds its codes (RFC 9700 §2.1.1)');
  }
  if (client.allowOfflineAccess && client.refreshTokenUsage === 'reUse' && !client.requireDPoP) {
    add(['refreshTokenUsage'], 'must be oneTimeOnly for a public client without requireDPoP (RFC 9700 §2.2.2)');
  }
}
