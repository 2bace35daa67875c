import type { Members, Source } from '../source.ts';

/** What a protocol mapper puts into tokens, as far as there is a counterpart. */
export interface ClaimMapper {
  readonly kind: 'attribute' | 'property' | 'realmRoles' | 'clientRoles' | 'groups' | 'fullName' | 'address';
  readonly source: Source;
  /** Name of the claim; dots lead into objects. */
  readonly claim: string;
  /** Which attribute or property of the user. */
  readonly attribute: string;
  readonly jsonType: string;
  readonly isList: boolean;
  /** Of `groups`: with the path. Of `clientRoles`: the client, `undefined`: each. */
  readonly isFullPath: boolean;
  readonly clientId: string | undefined;
  readonly inIdentityToken: boolean;
  readonly inAccessToken: boolean;
}

/** An audience that a mapper adds. */
export interface AudienceMapper {
  readonly kind: 'audience';
  readonly source: Source;
  readonly audience: string;
}

const kinds: Readonly<Record<string, ClaimMapper['kind']>> = {
  'oidc-usermodel-attribute-mapper': 'attribute',
  'oidc-usermodel-property-mapper': 'property',
  'oidc-usermodel-realm-role-mapper': 'realmRoles',
  'oidc-usermodel-client-role-mapper': 'clientRoles',
  'oidc-group-membership-mapper': 'groups',
  'oidc-full-name-mapper': 'fullName',
  'oidc-address-mapper': 'address',
};

const claimsByDefault: Readonly<Partial<Record<ClaimMapper['kind'], string>>> = {
  realmRoles: 'realm_access.roles',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Keycloak writes it so
  clientRoles: 'resource_access.${client_id}.roles',
  groups: 'groups',
  fullName: 'name',
  address: 'address',
};

/** Those of `protocolMappers` that have a counterpart; `other` is told of the rest. */
export function readMappers(
  list: Source,
  other: (mapper: Source, kind: string) => void,
): readonly (ClaimMapper | AudienceMapper)[] {
  return list.list().flatMap((entry): readonly (ClaimMapper | AudienceMapper)[] => {
    const members = entry.members();
    const name = members.take('protocolMapper').text() ?? '';
    const config = members.take('config').members();
    if (name === 'oidc-audience-mapper') {
      const audience = textOf(config, 'included.custom.audience') || textOf(config, 'included.client.audience');
      if (audience !== '') return [{ kind: 'audience' as const, source: entry, audience }];
    }
    const kind = kinds[name];
    const claim = kind === undefined ? '' : textOf(config, 'claim.name') || (claimsByDefault[kind] ?? '');
    if (kind === undefined || claim === '') {
      other(entry, name);
      return [];
    }
    return [claimMapper(entry, kind, claim, config)];
  });
}

function claimMapper(source: Source, kind: ClaimMapper['kind'], claim: string, config: Members): ClaimMapper {
  const is = (name: string) => config.take(name).flag() === true;
  return {
    kind,
    source,
    claim,
    attribute: textOf(config, 'user.attribute'),
    jsonType: textOf(config, 'jsonType.label'),
    isList: is('multivalued') || is('aggregate.attrs'),
    isFullPath: config.take('full.path').flag() !== false,
    clientId: textOf(config, 'usermodel.clientRoleMapping.clientId') || undefined,
    inIdentityToken: is('id.token.claim') || is('userinfo.token.claim'),
    inAccessToken: is('access.token.claim'),
  };
}

function textOf(config: Members, name: string): string {
  const from = config.take(name);
  return typeof from.value === 'string' ? from.value : '';
}

/** `realm_access.roles` is a member of `realm_access`; a dot behind a backslash is one of the name. */
export function claimPath(claim: string): readonly string[] {
  return claim.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
}
