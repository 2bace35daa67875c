import type { z } from 'zod';
import { didYouMean } from './closest-name.ts';
import type { ProblemList } from './problem-list.ts';
import type { clientRegistrationSchema } from './registration-schema.ts';
import { malformedUri } from './uri-rules.ts';

/** Contradictions in what clients that register themselves may have. */
export function checkClientRegistration(
  registration: z.output<typeof clientRegistrationSchema>,
  known: ReadonlySet<string>,
  detailTypes: ReadonlySet<string>,
  problems: ProblemList,
): void {
  const add = (path: readonly PropertyKey[], message: string) => problems.add(['clientRegistration', ...path], message);
  const { mode, scopes, grantTypes, privateUseSchemes, softwareStatementIssuers } = registration;
  scopes.forEach((scope, index) => {
    if (scope === 'offline_access') {
      if (!grantTypes.includes('refresh_token')) add(['scopes', index], 'needs refresh_token in grantTypes');
    } else if (!known.has(scope)) {
      add(['scopes', index], `${JSON.stringify(scope)} is not a known scope${didYouMean(scope, known)}`);
    }
  });
  grantTypes.forEach((grantType, index) => {
    const forItself = grantType === 'client_credentials' || grantType === 'urn:openid:params:grant-type:ciba';
    if (mode === 'open' && forItself) {
      add(['grantTypes', index], `cannot be had by whoever wants it: use the mode initialAccessToken`);
    }
  });
  registration.authorizationDetailTypes.forEach((type, index) => {
    if (!detailTypes.has(type)) add(['authorizationDetailTypes', index], `${JSON.stringify(type)} is not registered`);
  });
  privateUseSchemes.forEach((scheme, index) => {
    const problem = malformedUri(`${scheme}:/x`, 'redirect');
    if (problem !== undefined || scheme === 'http' || scheme === 'https') {
      add(['privateUseSchemes', index], 'is no scheme of an app');
    }
  });
  softwareStatementIssuers.forEach(({ jwks, jwksUri }, index) => {
    if ((jwks === undefined) === (jwksUri === undefined)) {
      add(['softwareStatementIssuers', index], 'must have jwks or jwksUri, and not both');
    }
  });
}
