import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { PageServices } from './page-services.ts';
import { clientOnPage, nameOfUser } from './people.ts';

export type AccountPageServices = Pick<PageServices, 'issuer' | 'pageWriter' | 'sessions' | 'interactions' | 'users'>;

/** `/select-account?interaction=…`: go on as the signed-in user, or sign in as another. */
export function accountEndpoint(services: AccountPageServices): Endpoint {
  const { issuer, sessions, interactions, pageWriter } = services;
  return async (request, context) => {
    if (!isShown(request)) {
      const form = await readPageForm(request, issuer, sessions, (fields) => `account:${fields.get('interaction')}`);
      const accountSelected = form.get('account');
      if (accountSelected !== 'current' && accountSelected !== 'another') throw oauthError('request.invalid-parameter');
      const interactionId = form.get('interaction') ?? '';
      const { location } = await interactions.complete(request, interactionId, { accountSelected }, context);
      return redirectReply(location);
    }
    const interactionId = parseQuery(request.target).get('interaction') ?? '';
    const { client, subjectId, uiLocales, redirectUri } = await interactions.details(request, interactionId, context);
    if (subjectId === undefined) throw oauthError('interaction.unknown', { detail: 'nobody to choose' });
    const { value: csrf, cookies } = sessions.csrfToken(request, `account:${interactionId}`);
    return pageWriter.write(
      {
        page: 'account',
        action: `${issuer}/select-account`,
        hidden: { csrf, interaction: interactionId },
        client: clientOnPage(client),
        username: await nameOfUser(subjectId, services.users),
      },
      request,
      { uiLocales, cookies, formTargets: [redirectUri] },
    );
  };
}
