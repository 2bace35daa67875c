import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import { noteForm } from '../clients/claimed-client.ts';
import type { IClientAuthenticator } from '../clients/client-authenticator.ts';
import { requireGrantType } from '../clients/grant-types.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readForm } from '../http/form.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { AddressBudget } from '../operations/address-budget.ts';
import type { Events } from '../operations/events.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import { applyCustomValidation, type ICustomDeviceRequestValidator } from './custom-validation.ts';
import type { IDeviceAuthorizationResponseGenerator } from './response-generator.ts';
import { writeDeviceAuthorizationResponse } from './response-writer.ts';

export interface DeviceAuthorizationEndpointServices {
  readonly clientAuthenticator: IClientAuthenticator;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: Pick<AuthorizationDetailsService, 'asked' | 'apisOf'>;
  readonly customDeviceRequestValidator?: ICustomDeviceRequestValidator | undefined;
  readonly deviceAuthorizationResponseGenerator: IDeviceAuthorizationResponseGenerator;
  readonly waitingRequests: Pick<AddressBudget, 'spend'>;
  readonly events: Events;
}

/** RFC 8628 §3.1. A missing `scope` stands for all of the client's, unless there are details; `resource` limits what the tokens will be for. */
export function deviceAuthorizationEndpoint(services: DeviceAuthorizationEndpointServices): Endpoint {
  return async (request, context) => {
    const form = await readForm(request);
    noteForm(request, form);
    const { client, method } = await services.clientAuthenticator.authenticate(request, form, context);
    requireGrantType(client, grantTypes.deviceCode);
    const { resources, authorizationDetails: details } = services;
    const resourceIndicators = resources.parseIndicators(form.getAll('resource'));
    const authorizationDetails = await details.asked(form, { client, resourceIndicators, context });
    const isWithoutScope = authorizationDetails !== undefined && !form.has('scope');
    const asked = isWithoutScope ? [] : resources.askedScopes(form.get('scope'), client, 'all');
    const apis = details.apisOf(authorizationDetails);
    const { scopes } = resources.validateAll(client, asked, resourceIndicators, apis);
    const validated = await applyCustomValidation(
      services.customDeviceRequestValidator,
      { client, parameters: form, scopes, authorizationDetails, resourceIndicators },
      context,
    );
    if (method === 'none') services.waitingRequests.spend(context.remoteAddress, context.now);
    const response = await services.deviceAuthorizationResponseGenerator.process(validated, context);
    services.events.raise({ type: 'DeviceAuthorizationStarted', clientId: client.clientId }, context);
    return writeDeviceAuthorizationResponse(response);
  };
}
