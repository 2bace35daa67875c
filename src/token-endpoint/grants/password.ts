import { requireGrantType } from '../../clients/grant-types.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { PasswordTokenRequest } from '../../model/token-request.ts';
import { newFamily } from '../../tokens/token-id.ts';
import type { IResourceOwnerPasswordValidator } from '../../users/password-validator.ts';
import type { ProfileService } from '../../users/profile-service.ts';
import { verifyPassword } from '../../users/verify-password.ts';
import { type AskedPartServices, askedPart } from './asked-part.ts';
import { clientDefaults } from './grant.ts';
import { refuse } from './refuse.ts';

export interface PasswordGrantServices extends AskedPartServices {
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
   * @throws {OAuthError} `client.grant-not-allowed`, `scope.*`, `resource.*`, `details.*`, `request.missing-parameter`,
   * `password.wrong-credentials`, `grant.refused` (what a validator of one's own answered), `subject.inactive`.
   */
  async validate(request: GrantRequest): Promise<GrantValidation<PasswordTokenRequest>> {
    const { client, parameters, context } = request;
    requireGrantType(client, 'password');
    const { part } = await askedPart(request, 'all', this.#services);
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
      throw oauthError('subject.inactive', { fields: { subjectId: subject.subjectId } });
    }
    const { resourceIndicators, authorizationDetails } = part;
    const asking = { client, subjectId: subject.subjectId, resourceIndicators, context };
    await this.#services.authorizationDetails.check(authorizationDetails, asking);
    return {
      request: {
        grantType: 'password',
        ...clientDefaults(request),
        username,
        subject,
        ...part,
        family: newFamily(),
      },
      customResponse: result.customResponse,
    };
  }
}

function required(parameters: GrantRequest['parameters'], name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: name } });
  return value;
}
