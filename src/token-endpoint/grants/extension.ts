import { requireGrantType } from '../../clients/grant-types.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { ValidatedResources } from '../../model/resources.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { ExtensionGrantTokenRequest } from '../../model/token-request.ts';
import { newFamily } from '../../tokens/token-id.ts';
import type { ProfileService } from '../../users/profile-service.ts';
import { type AskedPartServices, askedPart } from './asked-part.ts';
import { type IExtensionGrantValidator, isRefusal } from './extension-grant-validator.ts';
import { chosenLifetime, clientDefaults } from './grant.ts';
import { refuse } from './refuse.ts';

export interface ExtensionGrantServices extends AskedPartServices {
  readonly profileService: ProfileService;
}

/** RFC 6749 §4.5: one instance for each registered {@link IExtensionGrantValidator}. */
export class ExtensionGrant implements Grant<ExtensionGrantTokenRequest> {
  readonly #validator: IExtensionGrantValidator;
  readonly #services: ExtensionGrantServices;

  constructor(validator: IExtensionGrantValidator, services: ExtensionGrantServices) {
    this.#validator = validator;
    this.#services = services;
  }

  /**
   * @throws {OAuthError} `client.grant-not-allowed`, `scope.*`, `resource.*`, `details.*`, `grant.refused` with the validator's own code,
   * `subject.inactive`; `scope.not-allowed` also for `offline_access` without a user.
   */
  async validate(request: GrantRequest): Promise<GrantValidation<ExtensionGrantTokenRequest>> {
    const { client, parameters, context, confirmation } = request;
    const { grantType } = this.#validator;
    requireGrantType(client, grantType);
    const { part } = await askedPart(request, 'all', this.#services);
    const { resources, resourceIndicators, authorizationDetails } = part;
    const result = await this.#validator.validate({
      client,
      parameters,
      resources,
      resourceIndicators,
      confirmation,
      context,
    });
    if (isRefusal(result)) throw refuse(result, request.authenticationMethod);
    const { subject } = result;
    const isDefaultScope = !parameters.has('scope');
    if (subject === undefined && resources.offlineAccess && !isDefaultScope) {
      throw oauthError('scope.not-allowed', { fields: { scope: 'offline_access' }, detail: 'no user' });
    }
    if (
      subject !== undefined &&
      !(await this.#services.profileService.isActive({ subject, client, caller: 'token' }))
    ) {
      throw oauthError('subject.inactive', { fields: { subjectId: subject.subjectId } });
    }
    const asking = { client, subjectId: subject?.subjectId, resourceIndicators, context };
    await this.#services.authorizationDetails.check(authorizationDetails, asking);
    const defaults = clientDefaults(request);
    return {
      request: {
        grantType: 'extension',
        extensionGrantType: grantType,
        ...defaults,
        accessTokenLifetime: chosenLifetime(result.accessTokenLifetime, defaults.accessTokenLifetime),
        accessTokenType: result.accessTokenType ?? defaults.accessTokenType,
        clientClaims: [...defaults.clientClaims, ...(result.clientClaims ?? [])],
        effectiveClientId: result.effectiveClientId ?? defaults.effectiveClientId,
        sessionId: result.sessionId,
        subject,
        resources: subject === undefined && isDefaultScope ? withoutUser(resources) : resources,
        authorizationDetails,
        resourceIndicators,
        family: newFamily(),
      },
      customResponse: result.customResponse,
    };
  }
}

/** Of a client's default scopes what means something without a user: `scope` of the answer must not promise more (RFC 6749 §5.1). */
function withoutUser(resources: ValidatedResources): ValidatedResources {
  const scopes = resources.apiScopes.map((scope) => scope.name);
  return { ...resources, scopes, identityResources: [], offlineAccess: false };
}
