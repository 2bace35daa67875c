import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import { oauthError } from '../errors/oauth-error.ts';
import { boundedParameter } from '../http/bounded-parameter.ts';
import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import type { AuthorizationDetails } from '../model/authorization-details.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { RequestedClaims } from '../model/requested-claims.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { ResponseType } from '../model/response-type.ts';
import type { Settings } from '../model/settings.ts';
import { offlineAccess, type ResourceValidator } from '../resources/resource-validator.ts';
import { isAccessTokenPayload } from '../tokens/access-token-payload.ts';
import { acrValuesOf } from './acr-values.ts';
import { acceptedValues, parseClaimsParameter } from './claims-parameter.ts';
import { codeChallengeFor } from './code-challenge.ts';
import { applyCustomValidation, type ICustomAuthorizeRequestValidator } from './custom-validation.ts';
import { customParametersOf, parseDisplay, parseLocales, parseMaxAge, parsePrompts } from './openid-parameters.ts';
import type { AuthorizeTarget, ValidatedAuthorizeRequest } from './request.ts';
import { issues, responseTypeFor } from './response-form.ts';

export interface AuthorizeRequestServices {
  readonly resources: ResourceValidator;
  readonly authorizationDetails: AuthorizationDetailsService;
  readonly jwtVerifier: JwtVerifier;
  readonly settings?: Pick<Settings, 'customAuthorizeParameters'>;
  readonly customAuthorizeRequestValidator?: ICustomAuthorizeRequestValidator | undefined;
}

const keyThumbprint = /^[A-Za-z0-9_-]{43}$/;

/** Every check of an authorization request that needs no user, once it is known where the answer goes. */
export class AuthorizeRequestValidator {
  readonly #services: AuthorizeRequestServices;

  constructor(services: AuthorizeRequestServices) {
    this.#services = services;
  }

  /** @throws {OAuthError} what the client is told: `authorize.*`, `scope.*`, `resource.*`, `request.*`, `par.required`, `details.*`, `request.refused`. */
  async validate(target: AuthorizeTarget, context: RequestContext): Promise<ValidatedAuthorizeRequest> {
    const { client, parameters } = target;
    if (target.problem !== undefined) throw target.problem;
    this.#checkSource(target);
    const responseType = responseTypeFor(parameters.get('response_type'), client);
    const challenge = issues(responseType, 'code') ? codeChallengeFor(parameters, client) : {};
    const resourceIndicators = this.#services.resources.parseIndicators(parameters.getAll('resource'));
    const authorizationDetails = await this.#services.authorizationDetails.asked(parameters, {
      client,
      resourceIndicators,
      context,
    });
    const resources = this.#resources(target, responseType, resourceIndicators, authorizationDetails);
    const { scopes } = resources;
    const isOpenId = scopes.includes('openid');
    this.#checkOpenId(isOpenId, resources, responseType);
    const nonce = boundedParameter(parameters, 'nonce', limits.nonce);
    if (nonce === undefined && issues(responseType, 'id_token')) throw oauthError('authorize.nonce');
    const requestedClaims = isOpenId
      ? parseClaimsParameter(boundedParameter(parameters, 'claims', limits.claims))
      : undefined;
    const request: ValidatedAuthorizeRequest = {
      target,
      client,
      responseType,
      scopes,
      resourceIndicators,
      resources,
      isOpenId,
      nonce,
      ...challenge,
      prompts: parsePrompts(parameters.get('prompt')),
      maxAge: parseMaxAge(parameters.get('max_age')) ?? client.defaultMaxAge,
      display: parseDisplay(parameters.get('display')),
      uiLocales: parseLocales(boundedParameter(parameters, 'ui_locales', limits.uiLocales)),
      loginHint: boundedParameter(parameters, 'login_hint', limits.loginHint),
      acrValues: acrValuesOf(boundedParameter(parameters, 'acr_values', limits.acrValues), requestedClaims, client),
      requestedClaims,
      authorizationDetails,
      customParameters: customParametersOf(parameters, this.#services.settings?.customAuthorizeParameters ?? []),
      expectedSubject: await this.#expectedSubject(target, requestedClaims, context),
      dpopKeyThumbprint: this.#dpopKeyThumbprint(target),
    };
    return applyCustomValidation(this.#services.customAuthorizeRequestValidator, request, context);
  }

  #checkSource({ client, source, parameters }: AuthorizeTarget): void {
    if (parameters.has('registration')) throw oauthError('authorize.registration');
    if (client.requirePushedAuthorization && source.pushed === undefined) throw oauthError('par.required');
    if (client.requireRequestObject && !source.requestObject) throw oauthError('authorize.request-object-required');
  }

  #resources(
    { client, parameters }: AuthorizeTarget,
    responseType: ResponseType,
    resourceIndicators: readonly string[],
    details: AuthorizationDetails | undefined,
  ): ValidatedResources {
    const { resources, authorizationDetails } = this.#services;
    const scope = parameters.get('scope');
    // Details without `scope` are all that is asked for: the client's own scopes are not meant.
    const isWithoutScope = scope === undefined && details !== undefined;
    const asked = isWithoutScope ? [] : resources.askedScopes(scope, client, 'apiOnly');
    // OpenID Connect Core §11: without a code there is nothing to refresh with, and the scope is ignored.
    const scopes = issues(responseType, 'code') ? asked : asked.filter((scope) => scope !== offlineAccess);
    return resources.validateAll(client, scopes, resourceIndicators, authorizationDetails.apisOf(details));
  }

  #checkOpenId(isOpenId: boolean, resources: ValidatedResources, responseType: ResponseType): void {
    if (isOpenId) return;
    if (resources.identityResources.length > 0 || issues(responseType, 'id_token')) {
      throw oauthError('authorize.openid-scope');
    }
  }

  #dpopKeyThumbprint({ parameters }: AuthorizeTarget): string | undefined {
    const value = parameters.get('dpop_jkt');
    if (value !== undefined && !keyThumbprint.test(value)) {
      throw oauthError('request.invalid-parameter', { fields: { parameter: 'dpop_jkt' } });
    }
    return value;
  }

  async #expectedSubject(
    target: AuthorizeTarget,
    requestedClaims: RequestedClaims | undefined,
    context: RequestContext,
  ): Promise<string | undefined> {
    const hinted = await this.#hintedSubject(target, context);
    const asked = acceptedValues(requestedClaims?.idToken.sub)?.[0];
    if (hinted !== undefined && asked !== undefined && hinted !== asked) {
      throw oauthError('authorize.id-token-hint', { detail: 'claims asks for another user' });
    }
    return hinted ?? asked;
  }

  /** Old ID tokens are welcome: `exp` does not count (OpenID Connect Core §3.1.2.1). */
  async #hintedSubject(target: AuthorizeTarget, context: RequestContext): Promise<string | undefined> {
    const hint = boundedParameter(target.parameters, 'id_token_hint', limits.issuedToken);
    if (hint === undefined) return undefined;
    const claims = await this.#services.jwtVerifier.verify(hint, { typ: 'JWT' });
    // `auth_time` is in all our ID tokens and in no other JWT that names a user but access tokens (RFC 8725 §3.12).
    const isOurs =
      claims !== undefined &&
      !isAccessTokenPayload(claims) &&
      claims.iss === context.issuer &&
      claims.aud === target.client.clientId &&
      typeof claims.auth_time === 'number' &&
      typeof claims.sub === 'string';
    if (!isOurs) throw oauthError('authorize.id-token-hint');
    return claims.sub as string;
  }
}
