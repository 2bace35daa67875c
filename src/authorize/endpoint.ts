import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import { shownClientId } from '../errors/refusal-fields.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery, readForm } from '../http/form.ts';
import { type FormParameters, formParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { noteAsker } from '../sessions/asker.ts';
import { askerIn } from './openid-parameters.ts';
import type { AuthorizeServices } from './services.ts';
import { AuthorizeTrip, authorizationRefused } from './trip.ts';

/**
 * The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2): GET and POST. What it throws is shown to the person at the
 * browser; whatever the client may hear goes to its redirect URI.
 */
export function authorizeEndpoint(services: AuthorizeServices): Endpoint {
  return async (request, context) => {
    const repeated: string[] = [];
    const parameters = await readParameters(request, repeated);
    const note = (inside: FormParameters) => noteAsker(request, askerIn(inside, services.settings));
    note(parameters);
    const problem = repeatedProblem(repeated);
    const target = await services.authorizeTargets.resolve(parameters, context, { problem, note }).catch((error) => {
      if (error instanceof OAuthError)
        services.events.raise(authorizationRefused(error, shownClientId(parameters.get('client_id'))), context);
      throw error;
    });
    return new AuthorizeTrip(services, request, context).answer(target, undefined);
  };
}

/** Where the browser goes on after the user did something: the request is checked again, against the client as it is now. */
export function authorizeResumeEndpoint(services: AuthorizeServices): Endpoint {
  return async (request, context) => {
    if (request.method !== 'GET') throw oauthError('request.method', { headers: { allow: 'GET' } });
    const interactionId = parseQuery(request.target).get('interaction');
    const open = await services.interactions.open(request, interactionId, context, { unbound: true });
    const { interaction } = open;
    const parameters = formParameters(interaction.parameters);
    const target = await services.authorizeTargets.resolveAgain(parameters, interaction.source);
    const trip = new AuthorizeTrip(services, request, context);
    if (interaction.browserHash !== null) return trip.answer(target, open);
    // Nobody answered anything yet: as good as a new request, once.
    if (!(await services.interactions.finish(open, context))) throw oauthError('interaction.unknown');
    return trip.answer(target, undefined);
  };
}

function readParameters(request: HttpRequest, repeated: string[]): FormParameters | Promise<FormParameters> {
  if (request.method === 'GET') return parseQuery(request.target, repeated);
  if (request.method === 'POST') return readForm(request, repeated);
  throw oauthError('request.method', { headers: { allow: 'GET, POST' } });
}

/** RFC 6749 §4.1.2.1: the client hears of a repeated parameter, unless it is one of those that say who the client is. */
function repeatedProblem(repeated: readonly string[]): OAuthError | undefined {
  if (repeated.length === 0) return undefined;
  const problem = oauthError('request.repeated-parameter', { fields: { parameter: repeated.join(' ') } });
  if (repeated.includes('client_id') || repeated.includes('redirect_uri')) throw problem;
  return problem;
}
