import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { jsonReply } from '../http/reply.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { ClientRegistrationSettings } from '../model/settings.ts';
import type { Events } from '../operations/events.ts';
import { bearerToken } from './bearer.ts';
import type { Invitations } from './invitations.ts';
import { readJsonObject } from './json-body.ts';
import type { RegisteredClients } from './registered-clients.ts';
import type { IClientRegistrationResponseGenerator } from './response-generator.ts';

export interface RegistrationEndpointServices {
  readonly settings: { readonly clientRegistration: ClientRegistrationSettings };
  readonly invitations: Invitations;
  readonly registeredClients: RegisteredClients;
  readonly clientRegistrationResponseGenerator: IClientRegistrationResponseGenerator;
  readonly events: Events;
}

/** RFC 7591 §3, OpenID Connect Registration 1.0 §3: 201 with what the client was registered with. */
export function registrationEndpoint(services: RegistrationEndpointServices): Endpoint {
  const { settings, invitations, registeredClients, events } = services;
  return async (request, context) => {
    if (request.method !== 'POST') throw oauthError('request.method', { headers: { allow: 'POST' } });
    return telling(undefined, services, context, async () => {
      const invitation = settings.clientRegistration.mode === 'open' ? undefined : bearerToken(request);
      if (invitation !== undefined) await invitations.check(invitation, context.now);
      const sent = await readJsonObject(request);
      const claim = async () => {
        if (invitation !== undefined) await invitations.use(invitation, context.now);
      };
      const result = await registeredClients.register(sent, claim, context);
      const { clientId, redirectUris } = result.client;
      events.raise({ type: 'ClientRegistered', clientId, redirectUris }, context);
      return jsonReply(201, await services.clientRegistrationResponseGenerator.process(result, context));
    });
  };
}

/** Runs what a client asked for; tells of a refusal and why. */
export async function telling<Result>(
  clientId: string | undefined,
  { events }: Pick<RegistrationEndpointServices, 'events'>,
  context: RequestContext,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OAuthError && error.status < 500) {
      events.raise(
        { type: 'ClientRegistrationRefused', clientId, reason: error.reason, detail: error.detail },
        context,
      );
    }
    throw error;
  }
}
