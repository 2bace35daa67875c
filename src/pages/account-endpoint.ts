import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import { resumeLocation } from '../sessions/interaction-service.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { PageServices } from './page-services.ts';
import { personOf } from './people.ts';

export type AccountPageServices = Pick<PageServices, 'issuer' | 'pageWriter' | 'sessions' | 'interactions' | 'users'>;

/** `/select-account?interaction=…`: go on as the signed-in user, or sign in as another. */
export function accountEndpoint(services: AccountPageServices): Endpoint {
  const { issuer, sessions, interactions, pageWriter } = services;
  return async (request, context) => {
    if (!isShown(request)) {
      const purpose = (fields: FormParameters) => `account:${fields.get('interaction')}`;
      const { form, isCurrent } = await readPageForm(request, issuer, sessions, purpose, context);
      const interactionId = form.get('interaction') ?? '';
      if (!isCurrent) return redirectReply(resumeLocation(interactionId, context));
      const accountSelected = form.get('account');
      if (accountSelected !== 'current' && accountSelected !== 'another')
        throw oauthError('request.invalid-parameter', { fields: { parameter: 'account' } });
      const { location } = await interactions.complete(request, interactionId, { accountSelected }, context);
      return redirectReply(location);
    }
    const interactionId = parseQuery(request.target).get('interaction') ?? '';
    const { client, subjectId, uiLocales, redirectUri } = await interactions.details(request, interactionId, context);
    if (subjectId === undefined) throw oauthError('interaction.unknown', { detail: 'nobody to choose' });
    const session = await sessions.current(request, context);
    if (session?.subject.subjectId !== subjectId) return redirectReply(resumeLocation(interactionId, context));
    const { value: csrf, cookies } = await sessions.csrfToken(request, `account:${interactionId}`, context);
    return pageWriter.write(
      {
        page: 'account',
        action: `${issuer}/select-account`,
        hidden: { csrf, interaction: interactionId },
        client: pageWriter.client(client),
        signedInAs: (await personOf(session.subject, services.users)).name,
      },
      request,
      { uiLocales, cookies, formTargets: [redirectUri] },
    );
  };
}
