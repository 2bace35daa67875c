import { oauthError } from '../errors/oauth-error.ts';
import { cookieHeaders } from '../http/cookies.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Events } from '../operations/events.ts';
import type { Logger } from '../operations/log.ts';
import type { InteractionService } from '../sessions/interaction-service.ts';
import type { SignIn } from '../sessions/sign-in.ts';
import type { ExternalSubject } from '../tokens/external-subject.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { ExternalSignInService, ExternalSignInTarget } from './sign-in.ts';

export interface ExternalSignInEndpointServices {
  readonly externalSignIn: ExternalSignInService;
  readonly interactions: Pick<InteractionService, 'details' | 'complete'>;
  readonly logout: SignIn;
  readonly users: Pick<UserDirectory, 'rememberExternal'>;
  readonly events: Events;
  readonly log: Pick<Logger, 'warn'>;
}

const providerName = /^[A-Za-z0-9._~-]{1,100}$/;

/**
 * `/external/<provider>/start?interaction=<id>` sends the browser to another OpenID provider; `/external/<provider>/callback` takes it back
 * and goes on with the interaction. Whatever goes wrong there leads back to the sign-in page, with `problem=external-failed`.
 *
 * @throws {OAuthError} `request.not-found`, `interaction.unknown` (another browser's too), `external.failed` (a callback that this browser
 * did not begin).
 */
export function externalSignInEndpoint(services: ExternalSignInEndpointServices): Endpoint {
  return async (request, context) => {
    if (request.method !== 'GET') throw oauthError('request.method', { headers: { allow: 'GET' } });
    const [path = '', query = ''] = split(request.target);
    // The issuer may have a path of its own before it.
    const [room, providerId = '', step] = path.split('/').slice(-3);
    if (room !== 'external' || !providerName.test(providerId)) throw oauthError('request.not-found');
    if (step === 'start') return start(services, request, providerId, context);
    if (step === 'callback') return finish(services, request, providerId, query, context);
    throw oauthError('request.not-found');
  };
}

async function start(
  services: ExternalSignInEndpointServices,
  request: HttpRequest,
  providerId: string,
  context: RequestContext,
): Promise<HttpReply> {
  const interactionId = parseQuery(request.target).get('interaction') ?? '';
  // Only in the browser that began the interaction.
  const { maxAge, acrValues } = await services.interactions.details(request, interactionId, context);
  const target = { interactionId, maxAge };
  const { location, cookies } = await services.externalSignIn.begin(request, providerId, target, context, acrValues);
  return redirectReply(location, cookieHeaders(cookies));
}

async function finish(
  services: ExternalSignInEndpointServices,
  request: HttpRequest,
  providerId: string,
  query: string,
  context: RequestContext,
): Promise<HttpReply> {
  const { target, subject, failure } = await services.externalSignIn.finish(request, providerId, query, context);
  if (subject === undefined) {
    services.events.raise({ type: 'UserSignInFailed', reason: 'external' }, context);
    services.log.warn('a sign-in with another provider failed', { providerId, cause: failure });
    return redirectReply(signInPage(target, context));
  }
  const user = await services.users.rememberExternal(subject.subject, subject.claims ?? {});
  if (user === undefined || !user.enabled) {
    services.events.raise({ type: 'UserSignInFailed', reason: 'disabled', username: user?.username }, context);
    return redirectReply(signInPage(target, context));
  }
  if ('interactionId' in target) {
    const login = { login: { ...subject, staySignedIn: target.staySignedIn } };
    const { location } = await services.interactions.complete(request, target.interactionId, login, context);
    return redirectReply(location);
  }
  const { cookies } = await services.logout.signIn(request, subjectOf(subject, context), context, target);
  return redirectReply(context.issuer + target.returnTo, cookieHeaders(cookies));
}

function subjectOf(external: ExternalSubject, context: RequestContext) {
  return {
    subjectId: external.subject,
    authenticatedAt: Math.min(external.authenticatedAt ?? context.now, context.now),
    identityProvider: external.identityProvider,
    authenticationMethods: external.amr,
    authenticationContext: external.acr,
    claims: external.claims,
  };
}

function signInPage(target: ExternalSignInTarget, context: RequestContext): string {
  const query = new URLSearchParams(
    'interactionId' in target ? { interaction: target.interactionId } : { return: target.returnTo },
  );
  return `${context.issuer}/login?${query}&problem=external-failed`;
}

function split(target: string): readonly [string, string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark)];
}
