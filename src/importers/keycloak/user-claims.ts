import { isPlainObject } from '../../config/environment-references.ts';
import type { Claims, JsonValue } from '../../model/json.ts';
import { isProtocolClaim } from '../../model/protocol-claims.ts';
import type { Source } from '../source.ts';
import { type ClaimMapper, claimPath } from './mappers.ts';
import type { RoleNames } from './roles.ts';

/** What is known of a user. */
export interface KnownUser {
  readonly properties: Readonly<Record<string, string | boolean | undefined>>;
  readonly attributes: readonly (readonly [name: string, values: readonly string[], source: Source])[];
  readonly roles: RoleNames;
  /** Paths. */
  readonly groups: readonly string[];
}

const standardProperties = [
  ['firstName', 'given_name'],
  ['lastName', 'family_name'],
  ['email', 'email'],
] as const;

/**
 * The claims that the mappers of the realm make of a user, whichever client asked. An attribute that no mapper names is a claim of its own name, which no
 * scope asks for yet.
 *
 * @param left told of attributes that cannot be claims.
 */
export function claimsOf(
  user: KnownUser,
  mappers: readonly ClaimMapper[],
  left: (attribute: Source, why: string) => void,
): Claims {
  const claims = new ClaimsDraft();
  const { properties } = user;
  for (const [property, claim] of standardProperties) claims.set([claim], properties[property]);
  const name = [properties.firstName, properties.lastName]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
  if (name !== '') claims.set(['name'], name);
  if (properties.email !== undefined) claims.set(['email_verified'], properties.emailVerified === true);
  for (const [attribute, values, source] of user.attributes) {
    const ways = mappers.filter((mapper) => mapper.kind === 'attribute' && mapper.attribute === attribute);
    if (ways.length === 0) setOwn(claims, attribute, values, source, left);
    for (const mapper of ways) {
      const value = claimValue(values, mapper);
      if (value === undefined) left(source, `is no ${mapper.jsonType}`);
      else claims.set(claimPath(mapper.claim), value);
    }
  }
  for (const mapper of mappers) setOther(claims, mapper, user);
  if (!mappers.some(({ kind }) => kind === 'realmRoles') && user.roles.realm.length > 0) {
    claims.set(['realm_access', 'roles'], [...user.roles.realm]);
  }
  return claims.claims;
}

function setOwn(
  claims: ClaimsDraft,
  attribute: string,
  values: readonly string[],
  source: Source,
  left: (attribute: Source, why: string) => void,
): void {
  if (isProtocolClaim(attribute)) left(source, 'is the name of a claim of the protocol');
  else if (!claims.has(attribute)) claims.set([attribute], values.length === 1 ? values[0]! : [...values]);
}

function setOther(
  claims: ClaimsDraft,
  mapper: ClaimMapper,
  { properties, attributes, roles, groups }: KnownUser,
): void {
  const path = claimPath(mapper.claim);
  switch (mapper.kind) {
    case 'property':
      claims.set(path, properties[mapper.attribute]);
      break;
    case 'realmRoles':
      if (roles.realm.length > 0) claims.set(path, [...roles.realm]);
      break;
    case 'clientRoles':
      for (const [clientId, names] of roles.clients) {
        if (mapper.clientId !== undefined && mapper.clientId !== clientId) continue;
        claims.set(
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Keycloak writes it so
          path.map((part) => part.replace('${client_id}', () => clientId)),
          [...names],
        );
      }
      break;
    case 'groups':
      if (groups.length > 0) {
        claims.set(
          path,
          groups.map((group) => (mapper.isFullPath ? group : group.slice(group.lastIndexOf('/') + 1))),
        );
      }
      break;
    case 'address':
      setAddress(claims, path, attributes);
      break;
    default:
  }
}

const addressParts = [
  ['street', 'street_address'],
  ['locality', 'locality'],
  ['region', 'region'],
  ['postal_code', 'postal_code'],
  ['country', 'country'],
  ['formatted', 'formatted'],
] as const;

/** OpenID Connect Core 1.0 §5.1.1 */
function setAddress(claims: ClaimsDraft, path: readonly string[], attributes: KnownUser['attributes']): void {
  for (const [attribute, member] of addressParts) {
    const value = attributes.find(([name]) => name === attribute)?.[1][0];
    if (value !== undefined) claims.set([...path, member], value);
  }
}

/** As `jsonType.label` says; `undefined`: it is not that. */
function claimValue(values: readonly string[], { jsonType, isList }: ClaimMapper): JsonValue | undefined {
  const all = values.map((value) => typed(value, jsonType));
  if (all.some((value) => value === undefined)) return undefined;
  return isList ? all.filter((value) => value !== undefined) : all[0];
}

function typed(value: string, jsonType: string): JsonValue | undefined {
  if (jsonType === 'long' || jsonType === 'int') return /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (jsonType === 'boolean') return /^(?:true|false)$/i.test(value) ? value.toLowerCase() === 'true' : undefined;
  if (jsonType !== 'JSON') return value;
  try {
    const parsed: JsonValue = JSON.parse(value);
    return parsed;
  } catch {
    return undefined;
  }
}

/** Claims that are built member by member. */
class ClaimsDraft {
  readonly claims: Record<string, JsonValue> = Object.create(null);

  has(name: string): boolean {
    return Object.hasOwn(this.claims, name);
  }

  /** Nothing is written under names of the protocol, nor through what is no object. */
  set(path: readonly string[], value: JsonValue | undefined): void {
    const [first = ''] = path;
    if (value === undefined || value === '' || first === '' || isProtocolClaim(first) || path.includes('__proto__'))
      return;
    let at: Record<string, JsonValue> = this.claims;
    for (const step of path.slice(0, -1)) {
      const inner: unknown = Object.hasOwn(at, step) ? at[step] : undefined;
      if (inner !== undefined && !isPlainObject(inner)) return;
      const next: Record<string, JsonValue> = inner === undefined ? {} : (inner as Record<string, JsonValue>);
      at[step] = next;
      at = next;
    }
    at[path.at(-1)!] = value;
  }
}
