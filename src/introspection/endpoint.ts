import type { ApiAuthenticator } from '../clients/api-authenticator.ts';
import { noteForm } from '../clients/claimed-client.ts';
import { asksFor } from '../http/accepts.ts';
import { requireParameter } from '../http/bounded-parameter.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { readForm } from '../http/form.ts';
import { jsonReply, textReply } from '../http/reply.ts';
import type { Settings } from '../model/settings.ts';
import type { Events } from '../operations/events.ts';
import type { ITokenCreationService } from '../tokens/token-creation-service.ts';
import type { IIntrospectionResponseGenerator } from './response-generator.ts';

export const introspectionJwtType = 'application/token-introspection+jwt';

export interface IntrospectionEndpointServices {
  readonly apiAuthenticator: ApiAuthenticator;
  readonly introspectionResponseGenerator: IIntrospectionResponseGenerator;
  readonly tokenCreationService: ITokenCreationService;
  readonly events: Events;
  readonly settings: Pick<Settings, 'profile'>;
}

/** RFC 7662, and RFC 9701 for callers that accept a signed answer. A wrong `token_type_hint` costs nothing: it is not needed. */
export function introspectionEndpoint(services: IntrospectionEndpointServices): Endpoint {
  return async (request, context) => {
    const form = await readForm(request);
    noteForm(request, form);
    const caller = await services.apiAuthenticator.authenticate(request, form, context);
    const token = requireParameter(form, 'token');
    const response = await services.introspectionResponseGenerator.process(token, caller, context);
    if (services.events.active) {
      services.events.raise({ type: 'TokenIntrospected', caller: caller.name, active: response.active }, context);
    }
    const mustSign =
      caller.kind === 'client'
        ? caller.client.requireSignedIntrospection
        : services.settings.profile === 'fapi2MessageSigning';
    const signed = mustSign || asksFor(request.header('accept'), introspectionJwtType);
    if (!signed) return jsonReply(200, response);
    // RS256 unless something else was agreed on (RFC 9701 §6), as with ID tokens.
    const agreed = caller.kind === 'client' ? caller.client.allowedIdentityTokenSigningAlgorithms : [];
    const algorithm = services.tokenCreationService.identityTokenAlgorithm(agreed);
    const jwt = await services.tokenCreationService.createJwt(
      { iss: context.issuer, aud: caller.name, iat: context.now, token_introspection: response },
      { typ: 'token-introspection+jwt', algorithms: [algorithm] },
    );
    return textReply(200, introspectionJwtType, jwt);
  };
}
