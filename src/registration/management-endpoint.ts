import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { jsonReply } from '../http/reply.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import { bearerToken } from './bearer.ts';
import { type RegistrationEndpointServices, telling } from './endpoint.ts';
import { readJsonObject } from './json-body.ts';

/** RFC 7592 §2: a client reads, changes or deletes its own registration. */
export function managementEndpoint(services: RegistrationEndpointServices): Endpoint {
  return async (request, context) => {
    if (!['GET', 'PUT', 'DELETE'].includes(request.method)) {
      throw oauthError('request.method', { headers: { allow: 'GET, PUT, DELETE' } });
    }
    const clientId = clientIdIn(request.target);
    return telling(clientId, services, context, () => manage(clientId, request, context, services));
  };
}

async function manage(
  clientId: string,
  request: HttpRequest,
  context: RequestContext,
  { registeredClients, clientRegistrationResponseGenerator, events }: RegistrationEndpointServices,
): Promise<HttpReply> {
  const token = bearerToken(request);
  const client = await registeredClients.find(clientId, token);
  if (request.method === 'DELETE') {
    await registeredClients.remove(client);
    events.raise({ type: 'ClientRegistrationEnded', clientId, by: 'client' }, context);
    return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
  }
  if (request.method === 'GET') {
    const result = { action: 'read', client, registrationAccessToken: token } as const;
    return jsonReply(200, await clientRegistrationResponseGenerator.process(result, context));
  }
  const result = await registeredClients.update(client, token, await readJsonObject(request), context);
  events.raise({ type: 'ClientRegistrationChanged', clientId, redirectUris: result.client.redirectUris }, context);
  return jsonReply(200, await clientRegistrationResponseGenerator.process(result, context));
}

/** The last segment of the path; ids are made of characters that no client encodes. */
function clientIdIn(target: string): string {
  const [path = ''] = target.split('?', 1);
  return path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('/') + 201);
}
