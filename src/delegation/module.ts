import type { ClientServiceGroup } from '../clients/module.ts';
import type { IssuerServiceGroup } from '../issuers/module.ts';
import { tokenTypes } from '../model/token-type.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { withMethods } from '../wiring/replaceable.ts';
import { AssertionSubjectMapper, type IAssertionSubjectMapper } from './assertion-subject-mapper.ts';
import { AssertionSubjects } from './assertion-subjects.ts';
import { ExchangeTarget } from './exchange-target.ts';
import { IdentityAssertionService, type IIdentityAssertionService } from './identity-assertion-service.ts';
import { PresentedIdentityTokens } from './presented-identity-tokens.ts';
import { PresentedTokens } from './presented-tokens.ts';

export interface DelegationServiceGroup {
  /** Who is meant by the `sub` of a trusted issuer. Derive from `AssertionSubjectMapper`. */
  readonly assertionSubjectMapper: IAssertionSubjectMapper;
  readonly assertionSubjects: AssertionSubjects;
  readonly presentedIdentityTokens: PresentedIdentityTokens;
  readonly presentedTokens: PresentedTokens;
  readonly exchangeTarget: ExchangeTarget;
  /** Identity assertions (ID-JAG) for other servers. Derive from `IdentityAssertionService`. */
  readonly identityAssertionService: IIdentityAssertionService;
}

export const delegationModule: Module<
  DelegationServiceGroup,
  GroundServices &
    ResourceServiceGroup &
    IssuerServiceGroup &
    ClientServiceGroup &
    ProofServiceGroup &
    UserServiceGroup &
    TokenServiceGroup,
  object,
  'assertionSubjectMapper' | 'identityAssertionService'
> = {
  services: () => ({
    assertionSubjectMapper: (services) => new AssertionSubjectMapper(services),
    assertionSubjects: (services) => new AssertionSubjects(services),
    presentedIdentityTokens: (services) => new PresentedIdentityTokens(services),
    presentedTokens: (services) => new PresentedTokens(services),
    exchangeTarget: (services) => new ExchangeTarget(services),
    identityAssertionService: (services) => new IdentityAssertionService(services),
  }),
  replaceable: {
    assertionSubjectMapper: withMethods('map'),
    identityAssertionService: withMethods('create'),
  },
  spans: {
    presentedTokens: { read: 'grant.token' },
    exchangeTarget: { find: 'grant.target' },
    identityAssertionService: { create: 'mint.id-jag' },
  },
  discovery: ({ clients, trustedIssuers }) => {
    const issues = clients.configured.some(({ tokenExchange }) =>
      tokenExchange.audiences.some((audience) => typeof audience !== 'string'),
    );
    return {
      tokens: {
        // draft-ietf-oauth-identity-assertion-authz-grant §7; the second one tells that they are taken.
        ...(issues ? { identity_chaining_requested_token_types_supported: [tokenTypes.idJag] } : {}),
        ...(trustedIssuers.has('identityAssertion')
          ? { authorization_grant_profiles_supported: ['urn:ietf:params:oauth:grant-profile:id-jag'] }
          : {}),
      },
    };
  },
};
