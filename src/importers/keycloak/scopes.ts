import { standardClaims } from '../../config/standard-identity-resources.ts';
import type { ImportReport } from '../report.ts';
import type { ResourcesDraft } from '../resources-draft.ts';
import type { Source } from '../source.ts';
import { isStandardScope } from '../standard-scopes.ts';
import { type AudienceMapper, type ClaimMapper, claimPath, readMappers } from './mappers.ts';

/** What every client has here anyway, or what is no scope: their mappers set claims of the protocol. */
export const builtInScopes: ReadonlySet<string> = new Set([
  'acr',
  'basic',
  'offline_access',
  'service_account',
  'web-origins',
]);

/**
 * Takes over `clientScopes`: a scope whose claims go to ID tokens or userinfo is about the user, another is one of APIs; an audience is an API with the
 * scopes that add it. Gives the mappers of them all.
 */
export function readClientScopes(
  list: Source,
  resources: ResourcesDraft,
  report: ImportReport,
): readonly ClaimMapper[] {
  const apis = new Map<string, { readonly path: string; readonly scopes: string[] }>();
  const mappers = list.list().flatMap((entry): readonly ClaimMapper[] => {
    const members = entry.members();
    const name = members.take('name').text();
    if (name === undefined) return [];
    if ((members.take('protocol').text() ?? 'openid-connect') !== 'openid-connect') {
      report.add('left', entry.path, `the scope ${JSON.stringify(name)} is none of OpenID Connect`);
      return [];
    }
    if (builtInScopes.has(name)) return [];
    const found = readMappers(members.take('protocolMappers'), (mapper, kind) =>
      report.add('left', mapper.path, `the mapper ${kind} has no counterpart`),
    );
    const claims = found.filter((mapper) => mapper.kind !== 'audience');
    addScope(entry, name, claims, resources, report);
    for (const { audience, source } of found.filter((mapper): mapper is AudienceMapper => mapper.kind === 'audience')) {
      const api = apis.get(audience) ?? { path: source.path, scopes: [] };
      if (resources.has('apiScopes', name) && !api.scopes.includes(name)) api.scopes.push(name);
      apis.set(audience, api);
    }
    return claims;
  });
  for (const [name, { path, scopes }] of apis) resources.add('apiResources', name, { name, scopes }, path);
  return mappers;
}

function addScope(
  entry: Source,
  name: string,
  mappers: readonly ClaimMapper[],
  resources: ResourcesDraft,
  report: ImportReport,
): void {
  const userClaims = [...new Set(mappers.map(({ claim }) => claimPath(claim)[0] ?? claim))];
  if (isStandardScope(name) && userClaims.every((claim) => standardClaims.includes(claim))) {
    resources.add('identityResources', name, name, entry.path);
    return;
  }
  const attributes = entry.members().take('attributes').members();
  const shown = attributes.take('consent.screen.text').text() ?? '';
  const description = entry.members().take('description').text() ?? '';
  const written = {
    name,
    // `${…}` names a text of a theme.
    ...(shown === '' || shown.startsWith('${') ? {} : { displayName: shown }),
    ...(description === '' ? {} : { description }),
    ...(userClaims.length === 0 ? {} : { userClaims }),
  };
  const isAboutUser = isStandardScope(name) || mappers.some(({ inIdentityToken }) => inIdentityToken);
  resources.add(isAboutUser ? 'identityResources' : 'apiScopes', name, written, entry.path);
  const alsoInAccessTokens = mappers.some(({ inAccessToken }) => inAccessToken);
  if (isAboutUser && alsoInAccessTokens && !isStandardScope(name)) {
    report.add(
      'changed',
      entry.path,
      'its claims are in ID tokens and userinfo, no longer in access tokens: make it one of apiScopes if APIs read them',
    );
  }
}
