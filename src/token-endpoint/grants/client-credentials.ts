import { requireGrantType } from '../../clients/grant-types.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { Grant, GrantRequest, GrantValidation } from '../../model/token-grant.ts';
import type { ClientCredentialsTokenRequest } from '../../model/token-request.ts';
import type { ResourceValidator } from '../../resources/resource-validator.ts';
import { newFamily } from '../../tokens/token-id.ts';
import { clientDefaults } from './grant.ts';

/** RFC 6749 §4.4: the client acts for itself. Touches no store. */
export class ClientCredentialsGrant implements Grant<ClientCredentialsTokenRequest> {
  readonly #resources: ResourceValidator;

  constructor(services: { readonly resources: ResourceValidator }) {
    this.#resources = services.resources;
  }

  /** @throws {OAuthError} `client.grant-not-allowed`, `scope.*`, `resource.*`; there is no user, so no identity scope and no `offline_access`. */
  async validate(request: GrantRequest): Promise<GrantValidation<ClientCredentialsTokenRequest>> {
    const { client, parameters } = request;
    requireGrantType(client, 'client_credentials');
    // Configurations are refused with such a client; stored ones may have come another way.
    if (!client.requireClientSecret) throw oauthError('client.grant-not-allowed', { detail: 'a public client' });
    const scopes = this.#resources.parseScopes(parameters.get('scope'), client, 'apiOnly');
    const resourceIndicators = this.#resources.parseIndicators(parameters.getAll('resource'));
    const resources = this.#resources.validate(client, scopes, resourceIndicators);
    if (resources.offlineAccess || scopes.some((scope) => this.#resources.identityResource(scope) !== undefined)) {
      throw oauthError('scope.not-allowed', { detail: 'identity scope or offline_access without a user' });
    }
    return {
      request: {
        grantType: 'client_credentials',
        ...clientDefaults(request),
        resources,
        resourceIndicators,
        family: newFamily(),
      },
    };
  }
}
