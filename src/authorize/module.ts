import type { AuthorizationDetailServiceGroup } from '../authorization-details/module.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import { profileAlgorithms } from '../config/profiles.ts';
import { assertionAlgorithms } from '../keys/assertion-algorithms.ts';
import { paths } from '../model/endpoint-paths.ts';
import { responseTypes } from '../model/response-type.ts';
import { mayRegisterImplicit } from '../model/settings.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { SessionServiceGroup } from '../sessions/module.ts';
import type { SignIn } from '../sessions/sign-in.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { optional, withMethods } from '../wiring/replaceable.ts';
import { announcedAcrValues } from './acr-values.ts';
import type { ICustomAuthorizeRequestValidator } from './custom-validation.ts';
import { AuthorizeDecisions } from './decision.ts';
import { authorizeEndpoint, authorizeResumeEndpoint } from './endpoint.ts';
import { pushedAuthorizationEndpoint } from './pushed-endpoint.ts';
import { PushedRequests } from './pushed-requests.ts';
import { RequestObjectVerifier } from './request-object.ts';
import { AuthorizeRequestValidator } from './request-validator.ts';
import { AuthorizeResponseGenerator, type IAuthorizeResponseGenerator } from './response-generator.ts';
import { AuthorizeResponseWriter, type FormPostPage } from './response-writer.ts';
import { AuthorizeTargets } from './target.ts';
import { WaitingAuthorizations } from './waiting-authorizations.ts';

export interface AuthorizeServiceGroup {
  readonly requestObjects: RequestObjectVerifier;
  readonly pushedRequests: PushedRequests;
  readonly authorizeTargets: AuthorizeTargets;
  readonly authorizeRequestValidator: AuthorizeRequestValidator;
  /** Refuses or changes any authorization request: `ICustomAuthorizeRequestValidator`. */
  readonly customAuthorizeRequestValidator: ICustomAuthorizeRequestValidator | undefined;
  readonly authorizeDecisions: AuthorizeDecisions;
  readonly waitingAuthorizations: WaitingAuthorizations;
  /** What the authorize endpoint sends back. Derive from `AuthorizeResponseGenerator`. */
  readonly authorizeResponseGenerator: IAuthorizeResponseGenerator;
  readonly authorizeResponseWriter: AuthorizeResponseWriter;
}

export interface AuthorizeOptions {
  /** Refuses or changes any authorization request that passed every other check. */
  readonly customAuthorizeRequestValidator?: ICustomAuthorizeRequestValidator | undefined;
}

type Needs = GroundServices &
  ResourceServiceGroup &
  AuthorizationDetailServiceGroup &
  ClientServiceGroup &
  ProofServiceGroup &
  UserServiceGroup &
  TokenServiceGroup &
  SessionServiceGroup & { readonly logout: SignIn; readonly formPostPage: FormPostPage };

export const authorizeModule: Module<
  AuthorizeServiceGroup,
  Needs,
  AuthorizeOptions,
  'authorizeResponseGenerator' | 'customAuthorizeRequestValidator'
> = {
  services: (options) => ({
    customAuthorizeRequestValidator: () => options.customAuthorizeRequestValidator,
    requestObjects: (services) => new RequestObjectVerifier(services),
    pushedRequests: ({ vault }) => new PushedRequests({ vault }),
    authorizeTargets: (services) => new AuthorizeTargets(services),
    authorizeRequestValidator: (services) => new AuthorizeRequestValidator(services),
    authorizeDecisions: (services) => new AuthorizeDecisions(services),
    waitingAuthorizations: (services) => new WaitingAuthorizations(services),
    authorizeResponseGenerator: (services) => new AuthorizeResponseGenerator(services),
    authorizeResponseWriter: (services) => new AuthorizeResponseWriter(services),
  }),
  replaceable: {
    authorizeResponseGenerator: withMethods('process'),
    customAuthorizeRequestValidator: optional(withMethods('validate')),
  },
  spans: {
    requestObjects: { verify: 'request-object' },
    pushedRequests: { find: 'pushed', push: 'pushed' },
    authorizeTargets: { resolve: 'target', resolveAgain: 'target' },
    authorizeRequestValidator: { validate: 'validate' },
    customAuthorizeRequestValidator: { validate: 'custom' },
    authorizeDecisions: { decide: 'decide' },
    authorizeResponseGenerator: { process: 'generate' },
    authorizeResponseWriter: { write: 'write', writeError: 'write' },
  },
  routes: (services) => [
    [paths.authorize, { endpoint: authorizeEndpoint(services), cors: 'none', errors: 'html' }],
    [paths.authorizeResume, { endpoint: authorizeResumeEndpoint(services), cors: 'none', errors: 'html' }],
    [paths.pushedAuthorization, { endpoint: pushedAuthorizationEndpoint(services), cors: 'clients', errors: 'json' }],
  ],
  discovery: ({ clients, signingAlgorithms, settings }) => {
    const announced = announcedAcrValues(settings);
    return {
      endpoints: {
        authorization_endpoint: paths.authorize,
        pushed_authorization_request_endpoint: paths.pushedAuthorization,
      },
      // RFC 8414 §2: this one is there always.
      authorization: !settings.endpoints.authorize
        ? { response_types_supported: [] }
        : {
            response_types_supported: [
              ...new Set([
                'code',
                ...clients.configured.flatMap((client) => client.allowedResponseTypes),
                ...(mayRegisterImplicit(settings) ? responseTypes : []),
              ]),
            ],
            response_modes_supported: [
              'query',
              'fragment',
              'form_post',
              'jwt',
              'query.jwt',
              'fragment.jwt',
              'form_post.jwt',
            ],
            code_challenge_methods_supported: ['S256'],
            authorization_response_iss_parameter_supported: true,
            authorization_signing_alg_values_supported: signingAlgorithms,
            claims_parameter_supported: true,
            request_parameter_supported: true,
            request_uri_parameter_supported: false,
            request_object_signing_alg_values_supported:
              settings.profile === undefined
                ? assertionAlgorithms
                : assertionAlgorithms.filter((one) => profileAlgorithms[settings.profile!].includes(one)),
            ...(settings.endpoints.pushedAuthorization
              ? { require_pushed_authorization_requests: settings.profile?.startsWith('fapi2') === true }
              : {}),
            ...(settings.profile === 'fapi2MessageSigning' ? { require_signed_request_object: true } : {}),
            prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
            ...(announced.length === 0 ? {} : { acr_values_supported: announced }),
          },
    };
  },
};
