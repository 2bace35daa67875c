import { parameterName } from '../../authorization-details/parameter.ts';
import type { AuthorizationDetailsService } from '../../authorization-details/service.ts';
import { requireGrantType } from '../../clients/grant-types.ts';
import type { AssertionSubjects } from '../../delegation/assertion-subjects.ts';
import { confirmationOfClaim } from '../../delegation/confirmation-claim.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import { requireParameter } from '../../http/bounded-parameter.ts';
import { type IssuerJwt, IssuerJwtError, type TrustedIssuers } from '../../issuers/trusted-issuers.ts';
import { sha256 } from '../../keys/digest.ts';
import { clockTolerance } from '../../keys/signed-jwt.ts';
import { type Actor, readActor } from '../../model/actor.ts';
import type { AuthorizationDetails } from '../../model/authorization-details.ts';
import type { Claims } from '../../model/json.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { ValidatedResources } from '../../model/resources.ts';
import type { Subject } from '../../model/subject.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { JwtBearerTokenRequest } from '../../model/token-request.ts';
import { isSameKey } from '../../proofs/possession-continuity.ts';
import { offlineAccess, type ResourceValidator } from '../../resources/resource-validator.ts';
import type { MarkStore } from '../../stores/contracts.ts';
import { newFamily } from '../../tokens/token-id.ts';
import { clientDefaults } from './grant.ts';

export interface JwtBearerGrantServices {
  readonly trustedIssuers: TrustedIssuers;
  readonly assertionSubjects: AssertionSubjects;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<
    AuthorizationDetailsService,
    'askedWithoutConsent' | 'asserted' | 'apisOf' | 'carried'
  >;
  readonly marks: Pick<MarkStore, 'insertOnce'>;
}

type AssertionKind = 'assertion' | 'identityAssertion';

/** RFC 7523 §2.1: the JWT of a trusted issuer as a grant. Identity assertions (ID-JAG) have rules of their own besides. */
export class JwtBearerGrant implements Grant<JwtBearerTokenRequest> {
  readonly #services: JwtBearerGrantServices;

  constructor(services: JwtBearerGrantServices) {
    this.#services = services;
  }

  /**
   * @throws {OAuthError} `client.grant-not-allowed`, `request.missing-parameter`, `assertion.invalid`, `assertion.subject`, `assertion.key`, `scope.*`,
   * `resource.*`, `details.*`, `issuer.keys-unavailable`.
   */
  async validate(request: GrantRequest): Promise<GrantValidation<JwtBearerTokenRequest>> {
    const { client, parameters, context, confirmation } = request;
    requireGrantType(client, 'urn:ietf:params:oauth:grant-type:jwt-bearer');
    const assertion = requireParameter(parameters, 'assertion');
    const { trustedIssuers, assertionSubjects } = this.#services;
    const kind = trustedIssuers.isIdentityAssertion(assertion) ? 'identityAssertion' : 'assertion';
    const jwt = await trustedIssuers.verify(assertion, { use: kind, client }, context).catch((cause: unknown) => {
      throw cause instanceof IssuerJwtError ? oauthError('assertion.invalid', { detail: cause.message, cause }) : cause;
    });
    const { issuer, claims } = jwt;
    if (issuer.singleUse && jwt.jwtId === undefined) throw oauthError('assertion.invalid', { detail: 'no jti' });
    if (kind === 'identityAssertion') requireSameClient(claims, request);
    requireKey(claims, confirmation);
    const actor = actorOf(claims);
    const found = await assertionSubjects.find(jwt, kind, client, context);
    if (found.kind === 'refused') throw oauthError('assertion.subject', { detail: found.why });
    const subject = found.kind === 'user' ? found.subject : undefined;
    const details = await this.#details(jwt, kind, subject, request);
    const resources = this.#resources(jwt, kind, subject, request, details);
    return {
      request: {
        grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        ...clientDefaults(request),
        assertion: {
          kind,
          issuer: issuer.issuer,
          subject: jwt.subject,
          jwtId: jwt.jwtId,
          expiresAt: jwt.expiresAt,
          singleUse: issuer.singleUse,
          claims,
        },
        actor,
        subject,
        resources,
        authorizationDetails: this.#services.authorizationDetails.carried(
          request.parameters,
          details,
          resources.apiResources,
        ),
        resourceIndicators: resources.apiResources.map(({ name }) => name),
        family: newFamily(),
      },
    };
  }

  /** @throws {OAuthError} `assertion.replayed`. */
  async claim(request: JwtBearerTokenRequest, context: RequestContext): Promise<JwtBearerTokenRequest> {
    const { issuer, jwtId, expiresAt, singleUse } = request.assertion;
    if (!singleUse) return request;
    const key = `grant:${sha256(JSON.stringify([issuer, jwtId]))}`;
    if (await this.#services.marks.insertOnce(key, expiresAt + clockTolerance + 1, context.now)) return request;
    throw oauthError('assertion.replayed');
  }

  /** Nobody is asked here: only types that want no consent can be had. An identity assertion says itself which (§4.4 of the draft). */
  async #details(
    { claims }: IssuerJwt,
    kind: AssertionKind,
    subject: Subject | undefined,
    { client, parameters, context }: GrantRequest,
  ): Promise<AuthorizationDetails | undefined> {
    const granted = kind === 'identityAssertion' ? claims[parameterName] : undefined;
    if (granted === undefined && !parameters.has(parameterName)) return undefined;
    const { authorizationDetails, resources } = this.#services;
    const resourceIndicators = resources.parseIndicators(parameters.getAll('resource'));
    const asking = { client, subjectId: subject?.subjectId, resourceIndicators, context };
    return granted === undefined
      ? authorizationDetails.askedWithoutConsent(parameters, asking)
      : authorizationDetails.asserted(granted, parameters, asking);
  }

  /** What the assertion, its issuer and the client allow; never a refresh token, which would outlive the issuer's word (RFC 7521 §4.1). */
  #resources(
    { claims, issuer }: IssuerJwt,
    kind: AssertionKind,
    subject: Subject | undefined,
    { client, parameters }: GrantRequest,
    details: AuthorizationDetails | undefined,
  ): ValidatedResources {
    const { resources, authorizationDetails } = this.#services;
    const granted = kind === 'identityAssertion' ? scopesOf(claims) : undefined;
    const isKnown = (scope: string) =>
      resources.apiScope(scope) !== undefined || resources.identityResource(scope) !== undefined;
    const mayHave = (scope: string) =>
      isKnown(scope) &&
      scope !== offlineAccess &&
      (subject !== undefined || resources.identityResource(scope) === undefined) &&
      (issuer.allowedScopes?.includes(scope) ?? true) &&
      (granted?.includes(scope) ?? true);
    let scopes: readonly string[];
    if (parameters.has('scope')) {
      scopes = resources.parseScopes(parameters.get('scope'), client, 'all');
      const further = scopes.find((scope) => !mayHave(scope));
      if (further !== undefined) throw oauthError('scope.not-allowed', { fields: { scope: further } });
    } else {
      // Details without scopes are all that is meant.
      scopes = details !== undefined && granted === undefined ? [] : client.allowedScopes.filter(mayHave);
      if (scopes.length === 0 && details === undefined) {
        if (granted === undefined) throw oauthError('scope.missing');
        throw oauthError('scope.not-allowed', { fields: { scope: granted.join(' ') } });
      }
    }
    const asked = resources.parseIndicators(parameters.getAll('resource'));
    const named = kind === 'identityAssertion' ? resources.parseIndicators(resourcesOf(claims)) : [];
    const stranger = named.length > 0 ? asked.find((one) => !named.includes(one)) : undefined;
    if (stranger !== undefined) throw oauthError('resource.not-granted', { fields: { resource: stranger } });
    const apis = authorizationDetails.apisOf(details);
    return resources.validate(client, scopes, asked.length > 0 ? asked : named, apis);
  }
}

/** draft-ietf-oauth-identity-assertion-authz-grant §4.4.1, §8.1. */
function requireSameClient({ client_id: clientId }: Claims, { client }: GrantRequest): void {
  if (!client.requireClientSecret) throw oauthError('assertion.invalid', { detail: 'a public client' });
  if (clientId !== client.clientId) throw oauthError('assertion.invalid', { detail: 'client_id is another' });
}

/** An assertion that is bound to a key is good with it alone (§8.5.1 of the same). */
function requireKey({ cnf }: Claims, confirmation: GrantRequest['confirmation']): void {
  const bound = confirmationOfClaim(cnf);
  if (bound === undefined) return;
  if (bound === null || !isSameKey(bound, confirmation)) throw oauthError('assertion.key');
}

function actorOf({ act }: Claims): Actor | undefined {
  if (act === undefined) return undefined;
  const actor = readActor(act);
  if (actor === null) throw oauthError('assertion.invalid', { detail: 'act is no chain of actors, or too long' });
  return actor;
}

/** Those that an identity assertion has; absent: it says nothing of what it is for. */
function scopesOf({ scope, [parameterName]: details }: Claims): readonly string[] | undefined {
  if (scope === undefined) return details === undefined ? undefined : [];
  if (typeof scope !== 'string') throw oauthError('assertion.invalid', { detail: 'scope is no text' });
  return scope.split(' ').filter((name) => name !== '');
}

function resourcesOf({ resource }: Claims): readonly string[] {
  if (resource === undefined) return [];
  const values: readonly unknown[] = Array.isArray(resource) ? resource : [resource];
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length < values.length) throw oauthError('assertion.invalid', { detail: 'resource is no text' });
  return texts;
}
