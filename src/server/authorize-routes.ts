import { authorizeEndpoint, authorizeResumeEndpoint } from '../authorize/endpoint.ts';
import { pushedAuthorizationEndpoint } from '../authorize/pushed-endpoint.ts';
import type { Route } from '../http/route-table.ts';
import { paths } from '../model/endpoint-paths.ts';
import { formParameters } from '../model/form-parameters.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { LoginResult } from '../sessions/interaction.ts';
import { interactionEndpoint } from '../sessions/interaction-endpoint.ts';
import { userInfoEndpoint } from '../userinfo/endpoint.ts';
import type { Services } from './services.ts';

/** The authorization endpoint and its neighbours, by path. Also what front ends of one's own call, where there is one. */
export function authorizeRoutes(services: Services): [string, Route][] {
  return [
    [paths.authorize, { endpoint: authorizeEndpoint(services), cors: 'none', errors: 'html' }],
    [paths.authorizeResume, { endpoint: authorizeResumeEndpoint(services), cors: 'none', errors: 'html' }],
    [paths.pushedAuthorization, { endpoint: pushedAuthorizationEndpoint(services), cors: 'clients', errors: 'json' }],
    [paths.userInfo, { endpoint: userInfoEndpoint(services), cors: 'clients', errors: 'json' }],
    ...(services.interactions.hasFrontEnd ? [interactionRoute(services)] : []),
  ];
}

function interactionRoute({ interactions, resourceOwnerPasswordValidator }: Services): [string, Route] {
  const signIn = async (username: string, password: string, context: RequestContext) => {
    const parameters = formParameters({ username });
    const result = await resourceOwnerPasswordValidator.validate({ username, password, parameters, context });
    return 'subject' in result ? loginOf(result.subject) : undefined;
  };
  return ['/interaction/*', { endpoint: interactionEndpoint({ interactions, signIn }), cors: 'none', errors: 'json' }];
}

function loginOf(subject: Subject): LoginResult {
  return {
    subject: subject.subjectId,
    acr: subject.authenticationContext,
    amr: subject.authenticationMethods,
    identityProvider: subject.identityProvider,
    claims: subject.claims,
  };
}
