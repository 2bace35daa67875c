import { wholeSeconds } from '../model/numeric-date.ts';
import type { Subject } from '../model/subject.ts';
import type { ValidatedAccessToken } from './token-validator.ts';

/** The user of an access token as the token knows them; `undefined`: it has none. */
export function subjectOfToken({
  subjectId,
  claims,
  issuedAt,
}: Pick<ValidatedAccessToken, 'subjectId' | 'claims' | 'issuedAt'>): Subject | undefined {
  if (subjectId === undefined) return undefined;
  const { auth_time: authTime, idp, amr, acr } = claims;
  return {
    subjectId,
    authenticatedAt: wholeSeconds(authTime) ?? issuedAt,
    identityProvider: typeof idp === 'string' ? idp : 'local',
    authenticationMethods: Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
    authenticationContext: typeof acr === 'string' ? acr : undefined,
    claims: {},
  };
}
