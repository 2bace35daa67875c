import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import type { ClientDirectory } from '../clients/client-directory.ts';
import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { ErrorReason } from '../errors/reasons.ts';
import { boundedParameter, requireParameter } from '../http/bounded-parameter.ts';
import type { JwtVerifier } from '../keys/jwt-verifier.ts';
import type { Client } from '../model/client.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import { isShownText } from '../model/shown-text.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import { readIdentityTokenHint } from '../tokens/identity-token-hint.ts';
import { applyCustomValidation, type ICustomBackchannelRequestValidator } from './custom-validation.ts';
import type { CibaRequest } from './request.ts';
import { type CibaRequestObjectServices, readCibaParameters } from './request-object.ts';
import type { BackchannelUserError, BackchannelUserRequest, IBackchannelUserValidator } from './user-validator.ts';

export interface CibaRequestServices extends CibaRequestObjectServices {
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'asked' | 'check' | 'apisOf'>;
  readonly clients: ClientDirectory;
  readonly jwtVerifier: JwtVerifier;
  readonly backchannelUserValidator: IBackchannelUserValidator;
  readonly customBackchannelRequestValidator?: ICustomBackchannelRequestValidator | undefined;
}

/** `token68` of RFC 9110 §11.2: what a Bearer header can carry. */
const bearerToken = /^[A-Za-z0-9\-._~+/]{1,1024}=*$/;

const hintNames = ['login_hint', 'login_hint_token', 'id_token_hint'] as const;

const userErrors: Readonly<Record<BackchannelUserError, ErrorReason>> = {
  access_denied: 'ciba.access-denied',
  expired_login_hint_token: 'ciba.expired-hint',
  unknown_user_id: 'ciba.unknown-user',
  missing_user_code: 'ciba.missing-user-code',
  invalid_user_code: 'ciba.invalid-user-code',
  invalid_binding_message: 'ciba.binding-message',
};

/** Every check of a backchannel authentication request whose client is known, in the order of CIBA Core 1.0 §7.2. */
export class CibaRequestValidator {
  readonly #services: CibaRequestServices;

  constructor(services: CibaRequestServices) {
    this.#services = services;
  }

  /** @throws {OAuthError} `ciba.*`, `request.missing-parameter`, `request.invalid-parameter`, `request.parameter-too-long`, `scope.*`, `resource.*`, `details.*`, `request.refused`. */
  async validate(form: FormParameters, client: Client, context: RequestContext): Promise<CibaRequest> {
    const { resources, authorizationDetails: details, backchannelUserValidator } = this.#services;
    const parameters = await readCibaParameters(form, client, this.#services, context);
    const asked = resources.askedScopes(requireParameter(parameters, 'scope'), client, 'all');
    if (!asked.includes('openid')) throw oauthError('ciba.openid-missing');
    const resourceIndicators = resources.parseIndicators(parameters.getAll('resource'));
    const authorizationDetails = await details.asked(parameters, { client, resourceIndicators, context });
    const apis = details.apisOf(authorizationDetails);
    const { scopes } = resources.validateAll(client, asked, resourceIndicators, apis);
    const lifetime = requestedLifetime(parameters.get('requested_expiry'), client);
    const acrValues = boundedParameter(parameters, 'acr_values', limits.acrValues)?.split(' ').filter(Boolean) ?? [];
    const clientNotificationToken = notificationToken(parameters.get('client_notification_token'), client);
    const bindingMessage = parameters.get('binding_message');
    if (bindingMessage !== undefined && !isBindingMessage(bindingMessage)) throw oauthError('ciba.binding-message');
    const user = await backchannelUserValidator.validate(await this.#userRequest(parameters, client, context));
    const hint = hintNames.find((name) => parameters.has(name));
    if ('error' in user) throw new OAuthError(userErrors[user.error] ?? 'ciba.unknown-user', { fields: { hint } });
    if (typeof user.subjectId !== 'string' || user.subjectId === '')
      throw oauthError('ciba.unknown-user', { fields: { hint } });
    const { subjectId, properties } = user;
    // A second time: now it is known whose decision it is.
    await details.check(authorizationDetails, { client, subjectId, resourceIndicators, context });
    const request: CibaRequest = {
      client,
      parameters,
      subjectId,
      scopes,
      authorizationDetails,
      resourceIndicators,
      bindingMessage,
      acrValues,
      clientNotificationToken,
      lifetime,
      properties,
    };
    return applyCustomValidation(this.#services.customBackchannelRequestValidator, request, context);
  }

  async #userRequest(
    parameters: FormParameters,
    client: Client,
    context: RequestContext,
  ): Promise<BackchannelUserRequest> {
    const hints = ['login_hint', 'login_hint_token', 'id_token_hint'].filter((name) => parameters.has(name));
    if (hints.length !== 1) throw oauthError('ciba.hints', { detail: `${hints.length} hints` });
    const loginHint = boundedParameter(parameters, 'login_hint', limits.loginHint);
    const loginHintToken = boundedParameter(parameters, 'login_hint_token', limits.loginHint);
    const idTokenHint = boundedParameter(parameters, 'id_token_hint', limits.issuedToken);
    const userCode = boundedParameter(parameters, 'user_code', limits.userCode);
    const identityTokenHint =
      idTokenHint === undefined ? undefined : await readIdentityTokenHint(idTokenHint, this.#services, context);
    // One client's ID token names no user to another (CIBA Core 1.0 §7.1).
    if (idTokenHint !== undefined && identityTokenHint?.client.clientId !== client.clientId) {
      throw oauthError('ciba.id-token-hint');
    }
    const bindingMessage = parameters.get('binding_message');
    return { client, parameters, loginHint, loginHintToken, identityTokenHint, userCode, bindingMessage, context };
  }
}

/** What the user compares must be there to be seen (CIBA Core 1.0 §7.1). */
function isBindingMessage(text: string): boolean {
  return text.length <= limits.bindingMessage.most && isShownText(text);
}

function requestedLifetime(value: string | undefined, client: Client): number {
  if (value === undefined) return client.cibaLifetime;
  const seconds = /^[1-9][0-9]{0,8}$/.test(value) ? Number(value) : 0;
  if (seconds < 1 || seconds > client.cibaLifetime) {
    throw oauthError('request.invalid-parameter', { fields: { parameter: 'requested_expiry' } });
  }
  return seconds;
}

function notificationToken(value: string | undefined, client: Client): string | undefined {
  if (value !== undefined && (value.length > limits.clientNotificationToken.most || !bearerToken.test(value))) {
    throw oauthError('ciba.notification-token');
  }
  if (client.backChannelClientNotificationUri === undefined) return undefined;
  if (value === undefined) throw oauthError('ciba.notification-token', { detail: 'missing' });
  return value;
}
