import { parameterName } from '../../authorization-details/parameter.ts';
import type { AuthorizationDetailsService } from '../../authorization-details/service.ts';
import { requireGrantType } from '../../clients/grant-types.ts';
import { actorOf } from '../../delegation/acting.ts';
import type { ExchangeTarget } from '../../delegation/exchange-target.ts';
import { identityAssertionGrant } from '../../delegation/identity-assertion-target.ts';
import { PresentedTokenError } from '../../delegation/presented-token-error.ts';
import type { PresentedTokens } from '../../delegation/presented-tokens.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import { requireParameter } from '../../http/bounded-parameter.ts';
import type { Client } from '../../model/client.ts';
import type { Confirmation } from '../../model/confirmation.ts';
import type { ExchangedToken } from '../../model/exchanged-token.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { TokenExchangeTokenRequest } from '../../model/token-request.ts';
import { isTokenType, type TokenType, tokenTypes } from '../../model/token-type.ts';
import { isSameKey } from '../../proofs/possession-continuity.ts';
import type { ResourceValidator } from '../../resources/resource-validator.ts';
import { newFamily } from '../../tokens/token-id.ts';
import { clientDefaults } from './grant.ts';

export interface TokenExchangeGrantServices {
  readonly presentedTokens: PresentedTokens;
  readonly exchangeTarget: ExchangeTarget;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'narrowed' | 'apisOf' | 'carried'>;
  readonly resources: ResourceValidator;
  readonly issuer: string;
}

/** Seconds that an identity assertion is good for. */
const identityAssertionLifetime = 300;

/**
 * RFC 8693. Whatever comes of it has no scope, audience, lifetime or freedom from a key that the subject token had not, and ends with its family.
 * The subject token itself stays as it is.
 */
export class TokenExchangeGrant implements Grant<TokenExchangeTokenRequest> {
  readonly #services: TokenExchangeGrantServices;

  constructor(services: TokenExchangeGrantServices) {
    this.#services = services;
  }

  /**
   * @throws {OAuthError} `client.grant-not-allowed`, `request.missing-parameter`, `request.invalid-parameter`, `exchange.*`, `scope.*`, `resource.*`,
   * `details.*`, `issuer.keys-unavailable`.
   */
  async validate(request: GrantRequest): Promise<GrantValidation<TokenExchangeTokenRequest>> {
    const { client, parameters } = request;
    requireGrantType(client, 'urn:ietf:params:oauth:grant-type:token-exchange');
    const subjectType = typeOf(requireParameter(parameters, 'subject_token_type'), 'subject_token_type');
    const token = requireParameter(parameters, 'subject_token');
    const requestedTokenType = typeOf(
      parameters.get('requested_token_type') ?? tokenTypes.accessToken,
      'requested_token_type',
    );
    if (!mayExchange(client, subjectType)) throw oauthError('exchange.not-allowed', { detail: subjectType });
    refuseHintOfPublicClient(client, subjectType);
    const subjectToken = await this.#read(token, subjectType, request, 'subject');
    const actorToken = await this.#actorToken(request, requestedTokenType);
    const confirmation = bindingOf(subjectToken, request);
    const delegated = actorOf({ client, subjectToken, actorToken, issuer: this.#services.issuer });
    const isIdentityAssertion = requestedTokenType === tokenTypes.idJag;
    const identity = isIdentityAssertion
      ? identityAssertionGrant(subjectToken, request, this.#services.resources)
      : undefined;
    const details = await this.#details(subjectToken, requestedTokenType, request);
    const apis = this.#services.authorizationDetails.apisOf(details);
    const resources =
      identity?.resources ?? this.#services.exchangeTarget.find(subjectToken, requestedTokenType, request, apis);
    const { subject, sessionId, family = newFamily() } = subjectToken;
    return {
      request: {
        grantType: 'urn:ietf:params:oauth:grant-type:token-exchange',
        ...clientDefaults(request),
        confirmation,
        subjectToken,
        actorToken,
        requestedTokenType,
        // Who the client is stands in `client_id`: another actor comes of an actor token alone (§8.4 of the ID-JAG draft).
        actor: isIdentityAssertion && actorToken === undefined ? subjectToken.actor : delegated,
        identityAssertion: identity?.description,
        subject,
        sessionId,
        family,
        resources,
        authorizationDetails: this.#services.authorizationDetails.carried(
          request.parameters,
          details,
          resources.apiResources,
        ),
        resourceIndicators: resources.apiResources.map(({ name }) => name),
      },
    };
  }

  /** Last, so that nothing that a validator of one's own changed exceeds the subject token. */
  async claim(request: TokenExchangeTokenRequest, context: RequestContext): Promise<TokenExchangeTokenRequest> {
    const { subjectToken, requestedTokenType, accessTokenLifetime, accessTokenType } = request;
    const longest = requestedTokenType === tokenTypes.idJag ? identityAssertionLifetime : accessTokenLifetime;
    return {
      ...request,
      accessTokenLifetime: Math.min(accessTokenLifetime, longest, subjectToken.expiresAt - context.now),
      accessTokenType: requestedTokenType === tokenTypes.jwt ? 'jwt' : accessTokenType,
    };
  }

  /** Of the details of the subject token what is asked for, all of it otherwise (RFC 9396 §6): in access and refresh tokens alone. */
  async #details(subjectToken: ExchangedToken, requested: TokenType, { parameters, client }: GrantRequest) {
    const isForApis = requested !== tokenTypes.identityToken && requested !== tokenTypes.idJag;
    const { authorizationDetails: granted } = subjectToken;
    if (isForApis && (granted !== undefined || parameters.has(parameterName))) {
      return this.#services.authorizationDetails.narrowed(parameters, granted, client);
    }
    if (parameters.has(parameterName)) throw oauthError('details.not-allowed', { detail: requested });
    return undefined;
  }

  async #actorToken(request: GrantRequest, requested: TokenType): Promise<ExchangedToken | undefined> {
    const { parameters, context } = request;
    const token = parameters.get('actor_token');
    const type = parameters.get('actor_token_type');
    // RFC 8693 §2.1: each only with the other.
    if (token === undefined || type === undefined) {
      if (token === undefined && type === undefined) return undefined;
      throw oauthError('request.missing-parameter', {
        fields: { parameter: token === undefined ? 'actor_token' : 'actor_token_type' },
      });
    }
    const actorType = typeOf(type, 'actor_token_type');
    if (actorType !== tokenTypes.accessToken && actorType !== tokenTypes.jwt) {
      throw oauthError('exchange.token-type', { detail: 'actor_token_type' });
    }
    const actor = await this.#read(token, actorType, request, 'actor');
    // draft-ietf-oauth-identity-assertion-authz-grant §8.4: made for this server.
    if (requested === tokenTypes.idJag && actor.audience?.includes(context.issuer) === false) {
      throw oauthError('exchange.actor-token', { detail: 'aud does not name this server' });
    }
    return actor;
  }

  async #read(
    token: string,
    type: TokenType,
    request: GrantRequest,
    role: 'subject' | 'actor',
  ): Promise<ExchangedToken> {
    try {
      return await this.#services.presentedTokens.read(token, type, role, request);
    } catch (cause) {
      if (!(cause instanceof PresentedTokenError)) throw cause;
      throw oauthError(`exchange.${role}-token`, { detail: cause.message, cause });
    }
  }
}

function typeOf(value: string, parameter: string): TokenType {
  if (isTokenType(value)) return value;
  throw oauthError('exchange.token-type', { detail: parameter });
}

/** An ID token stands in addresses, as `id_token_hint`: alone it proves nothing of who brings it. */
function refuseHintOfPublicClient({ requireClientSecret }: Client, type: TokenType): void {
  if (requireClientSecret || type !== tokenTypes.identityToken) return;
  throw oauthError('exchange.not-allowed', { detail: 'an ID token of a public client' });
}

function mayExchange({ tokenExchange }: Client, type: TokenType): boolean {
  const shortName = type.slice(type.lastIndexOf(':') + 1);
  return tokenExchange.subjectTokens.some((allowed) => allowed === type || allowed === shortName);
}

/** A constraint is kept, or asked for anew from who is no mere bearer of the token: an API that it was meant for, and that authenticated. */
function bindingOf(subjectToken: ExchangedToken, { client, confirmation }: GrantRequest): Confirmation | undefined {
  const { confirmation: bound, clientId } = subjectToken;
  if (bound === undefined) return confirmation;
  if (confirmation === undefined || isSameKey(bound, confirmation)) return bound;
  if (client.requireClientSecret && clientId !== client.clientId && clientId !== undefined) return confirmation;
  throw oauthError('exchange.subject-token', { detail: 'bound to another key' });
}
