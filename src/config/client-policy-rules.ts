import { adminScopes } from '../model/admin.ts';
import type { EndpointSwitches } from '../model/endpoint-paths.ts';
import { didYouMean } from './closest-name.ts';
import { closedFor } from './endpoint-rules.ts';
import type { ProblemList } from './problem-list.ts';
import { malformedUri } from './uri-rules.ts';

interface ClientPolicy {
  readonly mode: string;
  readonly scopes: readonly string[];
  readonly grantTypes: readonly string[];
  readonly authorizationDetailTypes: readonly string[];
  readonly privateUseSchemes: readonly string[];
}

export interface KnownNames {
  readonly scopes: ReadonlySet<string>;
  readonly detailTypes: ReadonlySet<string>;
}

const administrative: readonly string[] = Object.values(adminScopes);

/**
 * Contradictions in what clients that nobody configured may have.
 * @param member of the configuration.
 * @param closedMode where anybody may come now: the mode in which not everybody may.
 * @param around what there is: names of scopes and of types of authorization details, and endpoints.
 */
export function checkClientPolicy(
  member: string,
  { mode, scopes, grantTypes, authorizationDetailTypes, privateUseSchemes }: ClientPolicy,
  closedMode: string | undefined,
  around: KnownNames & { readonly endpoints: EndpointSwitches | undefined },
  problems: ProblemList,
): void {
  const add = (path: readonly PropertyKey[], message: string) => problems.add([member, ...path], message);
  scopes.forEach((scope, index) => {
    if (scope === 'offline_access') {
      if (!grantTypes.includes('refresh_token')) add(['scopes', index], 'needs refresh_token in grantTypes');
    } else if (administrative.includes(scope)) add(['scopes', index], 'is for clients that you add yourself');
    else if (!around.scopes.has(scope)) {
      add(['scopes', index], `${JSON.stringify(scope)} is not a known scope${didYouMean(scope, around.scopes)}`);
    }
  });
  grantTypes.forEach((grantType, index) => {
    const forItself = grantType === 'client_credentials' || grantType === 'urn:openid:params:grant-type:ciba';
    if (closedMode !== undefined && forItself) {
      add(['grantTypes', index], `cannot be had by whoever wants it: use the mode ${closedMode}`);
    }
    const closed = mode === 'off' ? undefined : closedFor(grantType, around.endpoints);
    if (closed !== undefined) add(['grantTypes', index], `needs endpoints.${closed}, which is switched off`);
  });
  authorizationDetailTypes.forEach((type, index) => {
    if (around.detailTypes.has(type)) return;
    add(['authorizationDetailTypes', index], `${JSON.stringify(type)} is not registered in authorizationDetailTypes`);
  });
  privateUseSchemes.forEach((scheme, index) => {
    const problem = malformedUri(`${scheme}:/x`, 'redirect');
    if (problem !== undefined || scheme === 'http' || scheme === 'https') {
      add(['privateUseSchemes', index], 'is no scheme of an app');
    }
  });
}
