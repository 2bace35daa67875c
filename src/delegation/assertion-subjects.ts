import type { IssuerJwt } from '../issuers/trusted-issuers.ts';
import type { Client } from '../model/client.ts';
import { limits } from '../model/limits.ts';
import { wholeSeconds } from '../model/numeric-date.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { TrustedIssuerUse } from '../model/trusted-issuer.ts';
import type { ProfileService } from '../users/profile-service.ts';
import type { IAssertionSubjectMapper } from './assertion-subject-mapper.ts';

/** Whom a JWT is about: a user, nobody (the tokens are about the client), or somebody who may have none. */
export type AssertedSubject =
  | { readonly kind: 'user'; readonly subject: Subject }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly why: string };

/** The users behind the JWTs of trusted issuers, as each issuer's `subjects` says. */
export class AssertionSubjects {
  readonly #services: {
    readonly assertionSubjectMapper: IAssertionSubjectMapper;
    readonly profileService: Pick<ProfileService, 'isActive'>;
  };

  constructor(services: {
    readonly assertionSubjectMapper: IAssertionSubjectMapper;
    readonly profileService: Pick<ProfileService, 'isActive'>;
  }) {
    this.#services = services;
  }

  async find(jwt: IssuerJwt, use: TrustedIssuerUse, client: Client, context: RequestContext): Promise<AssertedSubject> {
    if (jwt.issuer.subjects === 'none') return { kind: 'none' };
    const subject =
      jwt.issuer.subjects === 'same'
        ? sameSubject(jwt, context)
        : await this.#services.assertionSubjectMapper.map(
            { issuer: jwt.issuer.issuer, subject: jwt.subject, claims: jwt.claims, use, client },
            context,
          );
    if (subject === undefined) return { kind: 'refused', why: 'nobody of that subject' };
    if (await this.#services.profileService.isActive({ subject, client, caller: 'token' })) {
      return { kind: 'user', subject };
    }
    return { kind: 'refused', why: 'the user is not active' };
  }
}

/** One `sub` may be of two users where an issuer has tenants (draft-ietf-oauth-identity-assertion-authz-grant §6.3). */
function sameSubject({ subject, issuer, claims }: IssuerJwt, context: RequestContext): Subject | undefined {
  if (subject.length > limits.subject.most || claims['tenant'] !== undefined) return undefined;
  const { auth_time: authTime, amr, acr } = claims;
  return {
    subjectId: subject,
    authenticatedAt: Math.min(wholeSeconds(authTime) ?? context.now, context.now),
    identityProvider: issuer.issuer,
    authenticationMethods: Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
    authenticationContext: typeof acr === 'string' ? acr : undefined,
    claims: {},
  };
}
