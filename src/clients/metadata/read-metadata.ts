import { isPlainObject } from '../../config/environment-references.ts';
import { malformedUri, type UriKind } from '../../config/uri-rules.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { JsonWebKeyRecord } from '../../model/client.ts';
import { limits } from '../../model/limits.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { metadataError, wireName } from './metadata-error.ts';

/** A value as it came, or a sentence about what is wrong with it. */
type Read<Value> = (
  value: unknown,
) => { readonly value: Value } | { readonly problem: string; readonly index?: number };

const readers: { readonly [Name in keyof ClientMetadata]-?: Read<NonNullable<ClientMetadata[Name]>> } = {
  redirectUris: listOf(uri('redirect')),
  responseTypes: listOf(text()),
  grantTypes: listOf(text()),
  scope: text(limits.scope.most),
  applicationType: oneOf('web', 'native'),
  tokenEndpointAuthMethod: text(),
  tokenEndpointAuthSigningAlg: text(),
  jwks: keySet,
  jwksUri: uri('backChannel'),
  clientName: text(limits.shownName.most),
  clientUri: uri('web'),
  logoUri: uri('web'),
  tosUri: uri('web'),
  policyUri: uri('web'),
  contacts: listOf(text()),
  softwareId: text(),
  softwareVersion: text(),
  subjectType: oneOf('public', 'pairwise'),
  sectorIdentifierUri: uri('backChannel'),
  idTokenSignedResponseAlg: text(),
  userinfoSignedResponseAlg: text(),
  requestObjectSigningAlg: text(),
  requireSignedRequestObject: flag,
  requirePushedAuthorizationRequests: flag,
  authorizationDetailsTypes: listOf(text()),
  defaultMaxAge: seconds,
  requireAuthTime: flag,
  defaultAcrValues: listOf(text()),
  initiateLoginUri: uri('web'),
  postLogoutRedirectUris: listOf(uri('redirect')),
  frontchannelLogoutUri: uri('web'),
  frontchannelLogoutSessionRequired: flag,
  backchannelLogoutUri: uri('backChannel'),
  backchannelLogoutSessionRequired: flag,
  tlsClientAuthSubjectDn: text(),
  tlsClientAuthSanDns: text(),
  tlsClientAuthSanUri: text(),
  tlsClientAuthSanIp: text(),
  tlsClientAuthSanEmail: text(),
  tlsClientCertificateBoundAccessTokens: flag,
  dpopBoundAccessTokens: flag,
  backchannelTokenDeliveryMode: oneOf('poll', 'ping'),
  backchannelClientNotificationEndpoint: uri('backChannel'),
  backchannelAuthenticationRequestSigningAlg: text(),
};

/** The members that are understood. */
export const metadataMembers = Object.keys(readers) as readonly (keyof ClientMetadata)[];

/**
 * Client metadata from parsed JSON. What is not understood is left out (RFC 7591 §2), `null` is as good as absent (RFC 7592 §2.2). Only the shape
 * of each member is looked at; whether the client may have what it asks for is for `clientFromMetadata` to say.
 *
 * @throws {OAuthError} `registration.redirect-uri`, `registration.metadata`, with the member and what is wrong with it.
 */
export function readClientMetadata(json: unknown): ClientMetadata {
  if (!isPlainObject(json)) throw oauthError('registration.metadata', { description: 'A JSON object is required.' });
  const metadata: Partial<Record<keyof ClientMetadata, unknown>> = {};
  for (const name of metadataMembers) {
    const wire = wireName(name);
    const value = Object.hasOwn(json, wire) ? json[wire] : undefined;
    if (value === undefined || value === null) continue;
    const read = readers[name](value);
    if ('problem' in read) throw metadataError(name, read.problem, 'index' in read ? { index: read.index } : {});
    metadata[name] = read.value;
  }
  // Each value was made by the reader of its name.
  return metadata as ClientMetadata;
}

function text(most: number = limits.metadataText.most): Read<string> {
  return (value) => {
    if (typeof value !== 'string') return { problem: 'must be text' };
    if (value === '') return { problem: 'must not be empty' };
    if (value.length > most) return { problem: `must not be longer than ${most} characters` };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return /[\x00-\x1F\x7F]|\p{Surrogate}/u.test(value) ? { problem: 'must not have control characters' } : { value };
  };
}

function uri(kind: UriKind): Read<string> {
  return (value) => {
    if (typeof value !== 'string') return { problem: 'must be text' };
    const problem = malformedUri(value, kind);
    return problem === undefined ? { value } : { problem };
  };
}

function oneOf<const Value extends string>(...values: readonly Value[]): Read<Value> {
  return (value) => {
    const found = values.find((one) => one === value);
    return found === undefined ? { problem: `must be ${values.join(' or ')}` } : { value: found };
  };
}

function flag(value: unknown): ReturnType<Read<boolean>> {
  return typeof value === 'boolean' ? { value } : { problem: 'must be true or false' };
}

function seconds(value: unknown): ReturnType<Read<number>> {
  const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  return isCount ? { value } : { problem: 'must be whole seconds, 0 or more' };
}

/** Each entry once: a list that names one thing twice means it once. */
function listOf<Entry>(read: Read<Entry>): Read<readonly Entry[]> {
  return (value) => {
    if (!Array.isArray(value)) return { problem: 'must be a list' };
    if (value.length > limits.metadataList.most) {
      return { problem: `must not have more than ${limits.metadataList.most} entries` };
    }
    const entries = new Set<Entry>();
    for (const [index, entry] of value.entries()) {
      const one = read(entry);
      if ('problem' in one) return { problem: one.problem, index };
      entries.add(one.value);
    }
    return { value: [...entries] };
  };
}

/** RFC 7518 §6.2.2, §6.3.2, §6.4.1: what no public key has. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** What else the keys must be is checked with the client. */
function keySet(value: unknown): ReturnType<Read<{ readonly keys: readonly JsonWebKeyRecord[] }>> {
  const keys: unknown = isPlainObject(value) ? value.keys : undefined;
  if (!Array.isArray(keys) || !keys.every(isPlainObject)) return { problem: 'must be a JWK set (RFC 7517 §5)' };
  const isPrivate = (key: JsonWebKeyRecord) => privateMembers.some((member) => Object.hasOwn(key, member));
  if (keys.some(isPrivate))
    return { problem: 'must hold public keys only: a private or shared one is known to others now' };
  if (keys.length > limits.jwksKeys.most) return { problem: `must not have more than ${limits.jwksKeys.most} keys` };
  return { value: { keys: keys.map(flatKey) } };
}

/** Members of a key are texts and lists of them (RFC 7517 §4); what else is in it is not understood, however deep it goes. */
function flatKey(key: JsonWebKeyRecord): JsonWebKeyRecord {
  const isFlat = (value: unknown) =>
    typeof value === 'string' || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));
  return Object.fromEntries(Object.entries(key).filter(([, value]) => isFlat(value)));
}
