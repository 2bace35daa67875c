import type { CibaRequestDetails } from '../ciba/interaction.ts';
import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { Session } from '../model/grants.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import { chosenDetails, detailsOnPage } from './details.ts';
import { grantablesOf } from './grantables.ts';
import { signInFirst } from './login-return.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { CibaPage } from './page-models.ts';
import type { PageServices } from './page-services.ts';
import { personOf } from './people.ts';

export type CibaPageServices = Pick<
  PageServices,
  'issuer' | 'pageWriter' | 'sessions' | 'users' | 'cibaInteraction' | 'authorizationDetails'
>;

/** `/ciba`: what waits for the signed-in user's approval, each with the binding message that another device shows. */
export function cibaEndpoint(services: CibaPageServices): Endpoint {
  const { issuer, sessions, cibaInteraction, pageWriter } = services;
  return async (request, context) => {
    const session = await sessions.current(request, context);
    if (session === undefined) return signInFirst(issuer, '/ciba', request);
    if (isShown(request)) return show(session, undefined, request, context);
    const { form, isCurrent } = await readPageForm(request, issuer, sessions, () => 'ciba', context);
    if (!isCurrent) return show(session, 'outdated', request, context);
    const decision = form.get('decision');
    if (decision !== 'allow' && decision !== 'deny')
      throw oauthError('request.invalid-parameter', { fields: { parameter: 'decision' } });
    const notice = await decide(form, decision === 'allow', session, request, context);
    return show(session, notice, request, context);
  };

  async function decide(
    form: FormParameters,
    allowed: boolean,
    session: Session,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<CibaPage['notice']> {
    const id = form.get('request') ?? '';
    const details = await cibaInteraction.find(id, session.subject.subjectId, context);
    if (details === undefined) return 'gone';
    try {
      const { scopes, authorizationDetails: asked } = details;
      const reader = readerOf(details, session, request);
      const authorizationDetails = await chosenDetails(asked, form, reader, services.authorizationDetails);
      const outcome = allowed
        ? ({ outcome: 'approved', scopes, authorizationDetails } as const)
        : ({ outcome: 'denied' } as const);
      await cibaInteraction.decide(id, outcome, session, context);
      return allowed ? 'approved' : 'denied';
    } catch (thrown) {
      if (thrown instanceof OAuthError && thrown.reason === 'decision.unknown') return 'gone';
      throw thrown;
    }
  }

  function readerOf({ client }: CibaRequestDetails, { subject }: Session, request: HttpRequest) {
    return { language: pageWriter.frame(request).language, client, subjectId: subject.subjectId };
  }

  async function show(
    session: Session,
    notice: CibaPage['notice'],
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const { value: csrf, cookies } = await sessions.csrfToken(request, 'ciba', context);
    const pending = await cibaInteraction.pendingFor(session.subject.subjectId, context);
    const { texts } = pageWriter.frame(request);
    const person = await personOf(session.subject, services.users);
    return pageWriter.write(
      {
        page: 'ciba',
        action: `${issuer}/ciba`,
        hidden: { csrf },
        signedInAs: person.name,
        requests: await Promise.all(
          pending.map(async (details) => ({
            id: details.id,
            client: pageWriter.client(details.client),
            bindingMessage: details.bindingMessage,
            grantables: grantablesOf(details.resources, texts),
            details: await detailsOnPage(
              details.authorizationDetails,
              readerOf(details, session, request),
              services.authorizationDetails,
            ),
            expiresAt: details.expiresAt,
          })),
        ),
        notice,
      },
      request,
      { cookies, timeZone: person.timeZone },
    );
  }
}
