import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { redirectReply } from '../http/reply.ts';
import { GrantsOfUser } from './grants-of-user.ts';
import { signInFirst } from './login-return.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { GrantsPage } from './page-models.ts';
import type { PageServices } from './page-services.ts';
import { personOf } from './people.ts';

export type GrantsPageServices = Pick<
  PageServices,
  | 'issuer'
  | 'pageWriter'
  | 'sessions'
  | 'users'
  | 'vault'
  | 'clients'
  | 'resources'
  | 'events'
  | 'logout'
  | 'authorizationDetails'
>;

/** `/grants`: what the signed-in user has allowed whom; withdraws it, and signs out everywhere. */
export function grantsEndpoint(services: GrantsPageServices): Endpoint {
  const { issuer, sessions, events, pageWriter } = services;
  const grants = new GrantsOfUser(services);
  return async (request, context) => {
    const session = await sessions.current(request, context);
    if (session === undefined) return signInFirst(issuer, '/grants', request);
    const { subjectId } = session.subject;
    let notice: GrantsPage['notice'];
    const read = isShown(request) ? undefined : await readPageForm(request, issuer, sessions, () => 'grants', context);
    if (read?.isCurrent === false) notice = 'outdated';
    else if (read !== undefined) {
      const { form } = read;
      const clientId = form.get('revoke');
      if (form.get('action') === 'sign-out-everywhere') {
        await services.logout.signOutEverywhere(subjectId, context);
        const { cookies } = await sessions.signOut(request, context);
        return redirectReply(`${issuer}/logout/done`, { 'set-cookie': cookies });
      }
      if (clientId === undefined) throw oauthError('request.missing-parameter', { fields: { parameter: 'client_id' } });
      // Whatever text came is told of only if it is the name of a client that had something.
      if (await grants.revoke(subjectId, clientId, context)) {
        events.raise({ type: 'GrantsRevoked', subjectId, clientId, by: 'user' }, context);
      }
      notice = 'revoked';
    }
    const { value: csrf, cookies } = await sessions.csrfToken(request, 'grants', context);
    const person = await personOf(session.subject, services.users);
    return pageWriter.write(
      {
        page: 'grants',
        action: `${issuer}/grants`,
        hidden: { csrf },
        signedInAs: person.name,
        grants: await grants.list(subjectId, pageWriter.frame(request), context),
        sessionCount: (await sessions.sessionsOf(subjectId, context)).length,
        notice,
      },
      request,
      { cookies, timeZone: person.timeZone },
    );
  };
}
