import { didYouMean } from './closest-name.ts';
import type { ProblemList } from './problem-list.ts';
import { malformedUri } from './uri-rules.ts';

interface ClientPolicy {
  readonly scopes: readonly string[];
  readonly grantTypes: readonly string[];
  readonly authorizationDetailTypes: readonly string[];
  readonly privateUseSchemes: readonly string[];
}

export interface KnownNames {
  readonly scopes: ReadonlySet<string>;
  readonly detailTypes: ReadonlySet<string>;
}

/**
 * Contradictions in what clients that nobody configured may have.
 * @param member of the configuration.
 * @param closedMode where anybody may come now: the mode in which not everybody may.
 * @param known names of scopes, and of types of authorization details.
 */
export function checkClientPolicy(
  member: string,
  { scopes, grantTypes, authorizationDetailTypes, privateUseSchemes }: ClientPolicy,
  closedMode: string | undefined,
  known: KnownNames,
  problems: ProblemList,
): void {
  const add = (path: readonly PropertyKey[], message: string) => problems.add([member, ...path], message);
  scopes.forEach((scope, index) => {
    if (scope === 'offline_access') {
      if (!grantTypes.includes('refresh_token')) add(['scopes', index], 'needs refresh_token in grantTypes');
    } else if (!known.scopes.has(scope)) {
      add(['scopes', index], `${JSON.stringify(scope)} is not a known scope${didYouMean(scope, known.scopes)}`);
    }
  });
  grantTypes.forEach((grantType, index) => {
    const forItself = grantType === 'client_credentials' || grantType === 'urn:openid:params:grant-type:ciba';
    if (closedMode !== undefined && forItself) {
      add(['grantTypes', index], `cannot be had by whoever wants it: use the mode ${closedMode}`);
    }
  });
  authorizationDetailTypes.forEach((type, index) => {
    if (known.detailTypes.has(type)) return;
    add(['authorizationDetailTypes', index], `${JSON.stringify(type)} is not registered in authorizationDetailTypes`);
  });
  privateUseSchemes.forEach((scheme, index) => {
    const problem = malformedUri(`${scheme}:/x`, 'redirect');
    if (problem !== undefined || scheme === 'http' || scheme === 'https') {
      add(['privateUseSchemes', index], 'is no scheme of an app');
    }
  });
}
