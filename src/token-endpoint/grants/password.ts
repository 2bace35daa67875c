import { requireGrantType } from '../../clients/grant-types.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { PasswordTokenRequest } from '../../model/token-request.ts';
import type { ResourceValidator } from '../../resources/resource-validator.ts';
import { newFamily } from '../../tokens/token-id.ts';
import type { IResourceOwnerPasswordValidator } from '../../users/password-validator.ts';
import type { ProfileService } from '../../users/profile-service.ts';
import { verifyPassword } from '../../users/verify-password.ts';
import { clientDefaults } from './grant.ts';
import { refuse } from './refuse.ts';

export interface PasswordGrantServices {
  readonly resources: ResourceValidator;
  readonly resourceOwnerPasswordValidator: IResourceOwnerPasswordValidator;
  readonly profileService: ProfileService;
}

/** RFC 6749 §4.3. RFC 9700 §2.4 says not to use it: it is here for the move away from it, and off unless a client lists it. */
export class PasswordGrant implements Grant<PasswordTokenRequest> {
  readonly #services: PasswordGrantServices;

  constructor(services: PasswordGrantServices) {
    this.#services = services;
  }

  /**
   * @throws {OAuthError} `client.grant-not-allowed`, `scope.*`, `resource.*`, `request.missing-parameter`,
   * `password.wrong-credentials`, `grant.refused` (what a validator of one's own answered), `subject.inactive`.
   */
  async validate(request: GrantRequest): Promise<GrantValidation<PasswordTokenRequest>> {
    const { client, parameters, context } = request;
    const { resources: resourceValidator } = this.#services;
    requireGrantType(client, 'password');
    const scopes = resourceValidator.parseScopes(parameters.get('scope'), client, 'all');
    const resourceIndicators = resourceValidator.parseIndicators(parameters.getAll('resource'));
    const resources = resourceValidator.validate(client, scopes, resourceIndicators);
    // RFC 6749 §4.3.2: both are required, and what is incomplete is no attempt.
    const username = required(parameters, 'username');
    const password = required(parameters, 'password');
    const result = await verifyPassword(this.#services.resourceOwnerPasswordValidator, {
      username,
      password,
      client,
      parameters,
      context,
    });
    if ('error' in result) {
      throw refuse(result, request.authenticationMethod, 'password.wrong-credentials');
    }
    const { subject } = result;
    if (!(await this.#services.profileService.isActive({ subject, client, caller: 'token' }))) {
      throw oauthError('subject.inactive');
    }
    return {
      request: {
        grantType: 'password',
        ...clientDefaults(request),
        username,
        subject,
        resources,
        resourceIndicators,
        family: newFamily(),
      },
      customResponse: result.customResponse,
    };
  }
}

function required(parameters: GrantRequest['parameters'], name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw oauthError('request.missing-parameter', { detail: name });
  return value;
}
