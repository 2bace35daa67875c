/**
 * A client that acts for one of its organizations: `client_credentials` with an `organization_id`.
 * One validator decides and puts a claim into the token; one overridden method completes the response.
 *
 *     node --conditions=source examples/organization-token/server.ts
 *     curl -u worker:secret -d 'grant_type=client_credentials&organization_id=acme' http://localhost:9400/connect/token
 */
import {
  type ClientCredentialsTokenRequest,
  type ICustomTokenRequestValidator,
  type RequestContext,
  type TokenRequestValidationResult,
  type TokenResponse,
  TokenResponseGenerator,
} from 'mintmark';
import { type ExampleOptions, run } from '../run.ts';

const organizations: ReadonlyMap<string, { readonly name: string; readonly clients: readonly string[] }> = new Map([
  ['acme', { name: 'Acme Ltd', clients: ['worker'] }],
  ['globex', { name: 'Globex Corp', clients: [] }],
]);

export const organizationValidator: ICustomTokenRequestValidator = {
  async validate({ request }) {
    const id = request.parameters.get('organization_id');
    if (request.grantType !== 'client_credentials' || id === undefined) return undefined;
    if (!organizations.get(id)?.clients.includes(request.client.clientId)) {
      return { error: 'access_denied', errorDescription: 'The client does not belong to this organization.' };
    }
    return { clientClaims: [{ type: 'organization_id', value: id }] };
  },
};

export class OrganizationTokenGenerator extends TokenResponseGenerator {
  protected override async processClientCredentialsRequest(
    result: TokenRequestValidationResult<ClientCredentialsTokenRequest>,
    context: RequestContext,
  ): Promise<TokenResponse> {
    const response = await super.processClientCredentialsRequest(result, context);
    const id = result.request.parameters.get('organization_id');
    const organization = id === undefined ? undefined : organizations.get(id);
    if (id === undefined || organization === undefined) return response;
    return { ...response, custom: { ...response.custom, organization: { id, name: organization.name } } };
  }
}

export const options = {
  apiScopes: [{ name: 'orders.read' }],
  clients: [
    {
      clientId: 'worker',
      clientSecrets: [{ value: 'secret' }],
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['orders.read'],
      clientClaimsPrefix: '',
    },
  ],
  customTokenRequestValidator: organizationValidator,
  services: { tokenResponseGenerator: (services) => new OrganizationTokenGenerator(services) },
} satisfies ExampleOptions;

if (import.meta.main) await run(options);
