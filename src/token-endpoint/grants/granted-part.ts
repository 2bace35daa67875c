import { parameterName } from '../../authorization-details/parameter.ts';
import type { AuthorizationDetailsService } from '../../authorization-details/service.ts';
import { oauthError } from '../../errors/oauth-error.ts';
import type { AuthorizationDetails } from '../../model/authorization-details.ts';
import type { ValidatedResources } from '../../model/resources.ts';
import type { GrantRequest } from '../../model/token-grant.ts';
import { offlineAccess, type ResourceValidator } from '../../resources/resource-validator.ts';

export interface GrantedPartServices {
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'narrowed' | 'apisOf' | 'carried'>;
}

/** What was granted before. */
export interface Granted {
  /** Those that the client may still have, or those of them that this request asks for. */
  readonly scopes: readonly string[];
  /** Resources that the grant is limited to; empty: it is not. */
  readonly resourceIndicators: readonly string[];
  readonly authorizationDetails?: AuthorizationDetails | undefined;
}

/** What a token is for of an earlier grant. */
export interface GrantedPart {
  readonly resources: ValidatedResources;
  readonly authorizationDetails?: AuthorizationDetails | undefined;
}

/**
 * Limits a grant by the `resource` and `authorization_details` of a token request; neither ever widens (RFC 8707 §2.2, RFC 9396 §6).
 *
 * @param indicators the `resource` values of this request.
 * @throws {OAuthError} `resource.*`, `scope.not-allowed`, `details.*`.
 */
export function grantedPart(
  request: Pick<GrantRequest, 'client' | 'parameters'>,
  granted: Granted,
  indicators: readonly string[],
  services: GrantedPartServices,
): GrantedPart | Promise<GrantedPart> {
  const isAbout = granted.authorizationDetails !== undefined || request.parameters.has(parameterName);
  // Without details nothing is waited for.
  if (!isAbout) return coveredPart(undefined, request, granted, indicators, services);
  return narrowedPart(request, granted, indicators, services);
}

async function narrowedPart(
  request: Pick<GrantRequest, 'client' | 'parameters'>,
  granted: Granted,
  indicators: readonly string[],
  services: GrantedPartServices,
): Promise<GrantedPart> {
  const { parameters, client } = request;
  const details = await services.authorizationDetails.narrowed(parameters, granted.authorizationDetails, client);
  return coveredPart(details, request, granted, indicators, services);
}

function coveredPart(
  details: AuthorizationDetails | undefined,
  { client, parameters }: Pick<GrantRequest, 'client' | 'parameters'>,
  granted: Granted,
  indicators: readonly string[],
  { resources, authorizationDetails }: GrantedPartServices,
): GrantedPart {
  const before = granted.authorizationDetails;
  const apis = authorizationDetails.apisOf(details);
  const authorized = granted.resourceIndicators;
  const stranger = indicators.find((one) => !authorized.includes(one) && !apis.includes(one));
  if (authorized.length > 0 && stranger !== undefined) {
    throw oauthError('resource.not-granted', { fields: { resource: stranger } });
  }
  if (before !== undefined && details === undefined && granted.scopes.every((scope) => scope === offlineAccess))
    throw oauthError('details.withdrawn');
  const covered = resources.forToken(client, granted.scopes, authorized, indicators, apis);
  const carried = authorizationDetails.carried(parameters, details, covered.apiResources);
  return carried === undefined ? { resources: covered } : { resources: covered, authorizationDetails: carried };
}
