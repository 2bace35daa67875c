import { oauthError } from '../errors/oauth-error.ts';
import type { Client } from '../model/client.ts';
import type { ExchangedToken } from '../model/exchanged-token.ts';
import type { ValidatedResources } from '../model/resources.ts';
import type { GrantRequest } from '../model/token-grant.ts';
import { type TokenType, tokenTypes } from '../model/token-type.ts';
import { offlineAccess, type ResourceValidator } from '../resources/resource-validator.ts';

export interface ExchangeTargetServices {
  readonly resources: ResourceValidator;
}

/**
 * What a token of an exchange is for: scopes and APIs that the subject token has, that the client may ask for, and that its `tokenExchange` names.
 * Asked for by `scope`, `resource` and `audience`; without them it is all of it.
 */
export class ExchangeTarget {
  readonly #resources: ResourceValidator;

  constructor({ resources }: ExchangeTargetServices) {
    this.#resources = resources;
  }

  /**
   * @param detailApis names of APIs that authorization details are for which the token may carry.
   * @throws {OAuthError} `exchange.target`, `resource.*` (`invalid_target`), `scope.*` (`invalid_scope`).
   */
  find(
    subjectToken: ExchangedToken,
    type: TokenType,
    request: GrantRequest,
    detailApis: readonly string[] = [],
  ): ValidatedResources {
    const resources =
      type === tokenTypes.identityToken
        ? this.#ofIdentityToken(subjectToken, request)
        : this.#ofAccessToken(subjectToken, type, request, detailApis);
    this.#requireWithin(resources, subjectToken, type, request);
    return resources;
  }

  #ofAccessToken(
    subjectToken: ExchangedToken,
    type: TokenType,
    request: GrantRequest,
    detailApis: readonly string[],
  ): ValidatedResources {
    const { client, context } = request;
    // Nobody knows which scopes the user left in.
    if (subjectToken.type === tokenTypes.identityToken && client.requireConsent) {
      throw oauthError('exchange.not-allowed', { detail: 'an ID token, where users are asked for consent' });
    }
    const named = this.#named(request).filter((name) => name !== context.issuer);
    const isOpen = (name: string) =>
      client.tokenExchange.audiences.includes(name) && (subjectToken.audience?.includes(name) ?? true);
    const closed = named.find((name) => !isOpen(name));
    if (closed !== undefined) throw oauthError('exchange.target', { fields: { resource: closed } });
    const isRefreshToken = type === tokenTypes.refreshToken;
    const apis = this.#apisOf(client).filter((name) => isOpen(name) && (named.length === 0 || named.includes(name)));
    const detailed = detailApis.filter((name) => apis.includes(name));
    const scopes = this.#scopes(subjectToken, isRefreshToken, apis, request, detailed.length > 0);
    if (named.length > 0) return this.#resources.validate(client, scopes, named, detailed);
    if (apis.length > 0) return this.#resources.forToken(client, scopes, apis, [], detailed);
    return this.#resources.validate(client, scopes, []);
  }

  #ofIdentityToken(subjectToken: ExchangedToken, request: GrantRequest): ValidatedResources {
    const { client, parameters } = request;
    const stranger = this.#named(request).find((name) => name !== client.clientId);
    if (stranger !== undefined) throw oauthError('exchange.target', { fields: { resource: stranger } });
    const isKnown = (scope: string) => this.#resources.identityResource(scope) !== undefined;
    const granted = subjectToken.scopes?.filter(isKnown) ?? client.allowedScopes.filter(isKnown);
    const scopes = parameters.has('scope')
      ? this.#asked(granted, request)
      : granted.filter((scope) => client.allowedScopes.includes(scope));
    if (!scopes.includes('openid'))
      throw oauthError('scope.exceeds-grant', { fields: { scope: 'openid' }, detail: 'an ID token needs it' });
    return this.#resources.validate(client, scopes, []);
  }

  /** `resource` and `audience`: both name where the token is to be used (RFC 8693 §2.1). */
  #named({ parameters }: GrantRequest): readonly string[] {
    const indicators = this.#resources.parseIndicators(parameters.getAll('resource'));
    return [...new Set([...indicators, ...parameters.getAll('audience')])];
  }

  #apisOf({ tokenExchange }: Client): readonly string[] {
    return tokenExchange.audiences.filter(
      (name): name is string => typeof name === 'string' && this.#resources.apiResource(name) !== undefined,
    );
  }

  #scopes(
    subjectToken: ExchangedToken,
    isRefreshToken: boolean,
    apis: readonly string[],
    request: GrantRequest,
    hasDetails: boolean,
  ): readonly string[] {
    const { client, parameters, context } = request;
    const isUsers = subjectToken.subject !== undefined;
    // Of a token that says nothing of scopes no lasting access comes.
    const granted = subjectToken.scopes ?? client.allowedScopes;
    const asked = parameters.has('scope') ? this.#asked(granted, request) : undefined;
    if (isRefreshToken && !(granted.includes(offlineAccess) && client.allowOfflineAccess && isUsers)) {
      throw oauthError('scope.exceeds-grant', { fields: { scope: offlineAccess }, detail: 'a refresh token needs it' });
    }
    const isForNobody = (scope: string) =>
      scope === offlineAccess || this.#resources.identityResource(scope) !== undefined;
    if (asked !== undefined) {
      const personal = isUsers ? undefined : asked.find(isForNobody);
      if (personal !== undefined)
        throw oauthError('scope.not-allowed', { fields: { scope: personal }, detail: 'no user' });
      return isRefreshToken && !asked.includes(offlineAccess) ? [...asked, offlineAccess] : asked;
    }
    const offeredByApis = new Set(apis.flatMap((name) => this.#resources.apiResource(name)?.scopes ?? []));
    const offersRest = client.tokenExchange.audiences.includes(context.issuer);
    const kept = granted.filter((scope) => {
      if (scope === offlineAccess || !client.allowedScopes.includes(scope)) return false;
      if (!isUsers && isForNobody(scope)) return false;
      return offeredByApis.has(scope) || (offersRest && this.#isOfNoApi(scope));
    });
    if (kept.length === 0 && !hasDetails)
      throw oauthError('exchange.target', { fields: { resource: apis.join(' ') }, detail: 'no scope is left' });
    return isRefreshToken ? [...kept, offlineAccess] : kept;
  }

  #asked(granted: readonly string[], { client, parameters }: GrantRequest): readonly string[] {
    const asked = this.#resources.parseScopes(parameters.get('scope'), client, 'all');
    const further = asked.find((scope) => !granted.includes(scope));
    if (further !== undefined) throw oauthError('scope.exceeds-grant', { fields: { scope: further } });
    return asked;
  }

  #isOfNoApi(scope: string): boolean {
    if (this.#resources.identityResource(scope) !== undefined) return true;
    return this.#resources.apiScope(scope) !== undefined && !this.#resources.isOfApi(scope);
  }

  /** Said once more of the outcome, whichever way it came about. */
  #requireWithin(
    { apiResources, scopes }: ValidatedResources,
    { audience, scopes: granted }: ExchangedToken,
    type: TokenType,
    { client, context }: GrantRequest,
  ): void {
    const isIdentityToken = type === tokenTypes.identityToken;
    const ownName = isIdentityToken ? client.clientId : context.issuer;
    const names = apiResources.map(({ name }) => name);
    const isOfRest = scopes.some((scope) => scope !== offlineAccess && this.#isOfNoApi(scope));
    const wanted = [...names, ...(isOfRest ? [ownName] : [])];
    if (wanted.length === 0 || wanted.some((name) => !client.tokenExchange.audiences.includes(name))) {
      throw oauthError('exchange.target', { fields: { resource: wanted.join(' ') } });
    }
    // `aud` of a token of no API is the issuer (`tokens/token-service.ts`).
    const audiences = names.length > 0 ? names : [context.issuer];
    if (!isIdentityToken && audience !== undefined && audiences.some((name) => !audience.includes(name))) {
      throw oauthError('exchange.target', {
        fields: { resource: audiences.join(' ') },
        detail: 'beyond the audience of the subject token',
      });
    }
    const further = scopes.find((scope) => granted?.includes(scope) === false);
    if (further !== undefined) throw oauthError('scope.exceeds-grant', { fields: { scope: further } });
  }
}
