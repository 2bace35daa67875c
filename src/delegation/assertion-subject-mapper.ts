import type { Client } from '../model/client.ts';
import type { Claims } from '../model/json.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Settings } from '../model/settings.ts';
import { authenticatedSubject, type Subject } from '../model/subject.ts';
import type { TrustedIssuerUse } from '../model/trusted-issuer.ts';
import { externalSubject } from '../tokens/external-subject.ts';

/** Whom a verified JWT of a trusted issuer is about. */
export interface AssertionSubjectRequest {
  readonly issuer: string;
  /** Its `sub`: means nothing without the issuer. */
  readonly subject: string;
  /** All of it; verified, but the issuer's word. */
  readonly claims: Claims;
  readonly use: TrustedIssuerUse;
  /** Who brought it, authenticated. */
  readonly client: Client;
}

/**
 * Finds the user behind a JWT of a trusted issuer with `subjects: "mapped"`. Derive from {@link AssertionSubjectMapper}, and register yours
 * as `services.assertionSubjectMapper`.
 */
export interface IAssertionSubjectMapper {
  /** `undefined`: nobody who is known here; the request is refused. Whether the user is active is asked afterwards. */
  map(request: AssertionSubjectRequest, context: RequestContext): Promise<Subject | undefined>;
}

export class AssertionSubjectMapper implements IAssertionSubjectMapper {
  protected readonly services: { readonly settings: Pick<Settings, 'externalProviders'> };

  constructor(services: { readonly settings: Pick<Settings, 'externalProviders'> }) {
    this.services = services;
  }

  /** The user that would have signed in with the external provider of the same issuer; nobody where there is no such provider. */
  async map(
    { issuer, subject, claims }: AssertionSubjectRequest,
    context: RequestContext,
  ): Promise<Subject | undefined> {
    const provider = this.services.settings.externalProviders.find((one) => one.issuer === issuer);
    if (provider === undefined) return undefined;
    const found = externalSubject(provider, { ...claims, sub: subject });
    const { acr } = claims;
    return {
      ...authenticatedSubject(found.subject, {
        method: 'external',
        at: found.authenticatedAt ?? context.now,
        identityProvider: found.identityProvider,
        authenticationContext: typeof acr === 'string' ? acr : undefined,
        claims: found.claims,
      }),
      authenticationMethods: found.amr,
    };
  }
}
