import { parameterName } from '../../authorization-details/parameter.ts';
import type { AuthorizationDetailsService } from '../../authorization-details/service.ts';
import type { AuthorizationDetails } from '../../model/authorization-details.ts';
import type { ValidatedResources } from '../../model/resources.ts';
import type { GrantRequest } from '../../model/token-grant.ts';
import type { DefaultScopes, ResourceValidator } from '../../resources/resource-validator.ts';

export interface AskedPartServices {
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<
    AuthorizationDetailsService,
    'askedWithoutConsent' | 'check' | 'apisOf' | 'carried'
  >;
}

/** What a token request asks for that rests on no earlier grant. */
export interface AskedPart {
  /** As they were asked for, whatever `resource` makes of them. */
  readonly scopes: readonly string[];
  readonly part: TokenPart;
}

export interface TokenPart {
  readonly resources: ValidatedResources;
  readonly resourceIndicators: readonly string[];
  readonly authorizationDetails?: AuthorizationDetails | undefined;
}

/**
 * `scope`, `resource` and `authorization_details` of a request that nobody was asked about. Details without `scope` are all that is asked for.
 * @throws {OAuthError} `scope.*`, `resource.*`, `details.*`.
 */
export async function askedPart(
  request: GrantRequest,
  defaults: DefaultScopes,
  services: AskedPartServices,
): Promise<AskedPart> {
  const { client, parameters, context } = request;
  const { resources, authorizationDetails } = services;
  const scope = parameters.get('scope');
  const hasDetails = parameters.has(parameterName);
  const scopes = hasDetails && scope === undefined ? [] : resources.parseScopes(scope, client, defaults);
  const resourceIndicators = resources.parseIndicators(parameters.getAll('resource'));
  if (!hasDetails) {
    return { scopes, part: { resources: resources.validate(client, scopes, resourceIndicators), resourceIndicators } };
  }
  const details = await authorizationDetails.askedWithoutConsent(parameters, { client, resourceIndicators, context });
  const covered = resources.validate(client, scopes, resourceIndicators, authorizationDetails.apisOf(details));
  const carried = authorizationDetails.carried(parameters, details, covered.apiResources);
  return { scopes, part: { resources: covered, resourceIndicators, authorizationDetails: carried } };
}
