/**
 * A partner's users: its application sends a JWT about one of them (RFC 7523 §2.1) and gets an access token. `PartnerSubjects` says whom its `sub` means here: nobody who is not known.
 *
 *     node --conditions=source examples/partner-users/server.ts
 */
import {
  AssertionSubjectMapper,
  type AssertionSubjectRequest,
  authenticatedSubject,
  type RequestContext,
  type Services,
  type Subject,
} from 'mintmark';
import { type ExampleOptions, run } from '../run.ts';

class PartnerSubjects extends AssertionSubjectMapper {
  readonly #users: Services['users'];

  constructor(services: Services) {
    super(services);
    this.#users = services.users;
  }

  /** Users of the partner are called by its number for them: `partner-17`. */
  override async map(request: AssertionSubjectRequest, context: RequestContext): Promise<Subject | undefined> {
    const user = await this.#users.findByUsername(`partner-${request.subject}`);
    if (user === undefined) return undefined;
    return authenticatedSubject(user.subjectId, {
      method: 'partner',
      at: context.now,
      identityProvider: request.issuer,
    });
  }
}

/** @param partner its issuer, and where its keys are. */
export function optionsFor(partner: { readonly issuer: string; readonly jwksUri: string }) {
  return {
    apiScopes: [{ name: 'orders.read' }],
    apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read'] }],
    trustedIssuers: [
      {
        ...partner,
        uses: ['assertion'],
        subjects: 'mapped',
        allowedClients: ['partner-app'],
        allowedScopes: ['orders.read'],
      },
    ],
    clients: [
      {
        clientId: 'partner-app',
        clientSecrets: [{ value: 'secret' }],
        allowedGrantTypes: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
        allowedScopes: ['orders.read'],
      },
    ],
    users: [{ subject: '1', username: 'partner-17' }],
    services: { assertionSubjectMapper: (services) => new PartnerSubjects(services) },
  } satisfies ExampleOptions;
}

if (import.meta.main) {
  const issuer = 'https://id.partner.example';
  await run(optionsFor({ issuer, jwksUri: `${issuer}/jwks` }));
}
