import {
  authenticatedSubject,
  type Claims,
  type ExtensionGrantResult,
  type ExtensionGrantValidationRequest,
  type IExtensionGrantValidator,
  type Services,
} from 'mintmark';

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/**
 * Token exchange (RFC 8693): an API turns the access token it was called with into one for the API behind it. The new token is
 * about the same user, names the caller in `act` (§4.1), lives no longer, and an earlier actor stays visible.
 */
export class TokenExchangeValidator implements IExtensionGrantValidator {
  readonly grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async validate(request: ExtensionGrantValidationRequest): Promise<ExtensionGrantResult> {
    const { client, parameters, context } = request;
    const subjectToken = parameters.get('subject_token');
    const wanted = parameters.get('requested_token_type') ?? accessTokenType;
    const types = [parameters.get('subject_token_type'), wanted];
    if (subjectToken === undefined || parameters.has('actor_token') || types.some((type) => type !== accessTokenType)) {
      return { error: 'invalid_request', errorDescription: 'Send one access token as subject_token.' };
    }
    const token = await this.#services.tokenValidator.validateAccessToken(subjectToken, context);
    // Only a token that was meant for the caller, and one that its bearer may pass on (RFC 8693 §2.1, §5).
    const meantForCaller = token?.audience.includes(client.properties.api ?? '');
    if (token?.subjectId === undefined || token.confirmation !== undefined || !meantForCaller) {
      return { error: 'invalid_request', errorDescription: 'The subject_token cannot be exchanged.' };
    }
    const { act: earlier, auth_time: signedInAt } = token.claims;
    const act: Claims = { sub: client.clientId, ...(earlier === undefined ? {} : { act: earlier }) };
    return {
      subject: authenticatedSubject(token.subjectId, {
        method: 'token_exchange',
        at: typeof signedInAt === 'number' ? signedInAt : token.issuedAt,
        claims: { act },
      }),
      sessionId: token.sessionId,
      accessTokenLifetime: Math.min(client.accessTokenLifetime, token.expiresAt - context.now),
      customResponse: { issued_token_type: accessTokenType },
    };
  }
}
