import { noteForm } from '../clients/claimed-client.ts';
import type { IClientAuthenticator } from '../clients/client-authenticator.ts';
import { requireGrantType } from '../clients/grant-types.ts';
import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readForm } from '../http/form.ts';
import { grantTypes } from '../model/grant-type.ts';
import type { Events } from '../operations/events.ts';
import type { CibaRequestValidator } from './request-validator.ts';
import type { ICibaResponseGenerator } from './response-generator.ts';
import { writeCibaResponse } from './response-writer.ts';

export interface CibaEndpointServices {
  readonly clientAuthenticator: IClientAuthenticator;
  readonly cibaRequestValidator: CibaRequestValidator;
  readonly cibaResponseGenerator: ICibaResponseGenerator;
  readonly events: Events;
}

/** The backchannel authentication endpoint (CIBA Core 1.0 §7), for confidential clients in poll or ping mode. */
export function cibaEndpoint(services: CibaEndpointServices): Endpoint {
  return async (request, context) => {
    const form = await readForm(request);
    noteForm(request, form);
    const { client } = await services.clientAuthenticator.authenticate(request, form, context);
    requireGrantType(client, grantTypes.ciba);
    if (!client.requireClientSecret) throw oauthError('ciba.public-client');
    const validated = await services.cibaRequestValidator.validate(form, client, context);
    const response = await services.cibaResponseGenerator.process(validated, context);
    services.events.raise(
      { type: 'BackchannelAuthenticationStarted', clientId: client.clientId, subjectId: validated.subjectId },
      context,
    );
    return writeCibaResponse(response);
  };
}
