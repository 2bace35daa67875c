import { requireGrantType } from '../../clients/grant-types.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { ClientCredentialsTokenRequest } from '../../model/token-request.ts';
import { offlineAccess } from '../../resources/resource-validator.ts';
import { newFamily } from '../../tokens/token-id.ts';
import { type AskedPartServices, askedPart } from './asked-part.ts';
import { clientDefaults } from './grant.ts';

/** RFC 6749 §4.4: the client acts for itself. Touches no store. */
export class ClientCredentialsGrant implements Grant<ClientCredentialsTokenRequest> {
  readonly #services: AskedPartServices;

  constructor(services: AskedPartServices) {
    this.#services = services;
  }

  /** @throws {OAuthError} `client.grant-not-allowed`, `scope.*`, `resource.*`, `details.*`; there is no user, so no identity scope and no `offline_access`. */
  async validate(request: GrantRequest): Promise<GrantValidation<ClientCredentialsTokenRequest>> {
    const { client } = request;
    requireGrantType(client, 'client_credentials');
    // Configurations are refused with such a client; stored ones may have come another way.
    if (!client.requireClientSecret)
      throw oauthError('client.grant-not-allowed', {
        fields: { grantType: 'client_credentials' },
        detail: 'a public client',
      });
    const { scopes, part } = await askedPart(request, 'apiOnly', this.#services);
    const personal = scopes.find(
      (scope) => scope === offlineAccess || this.#services.resources.identityResource(scope) !== undefined,
    );
    if (personal !== undefined) {
      throw oauthError('scope.not-allowed', { fields: { scope: personal }, detail: 'no user' });
    }
    return {
      request: {
        grantType: 'client_credentials',
        ...clientDefaults(request),
        ...part,
        family: newFamily(),
      },
    };
  }
}
