import { oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { InteractionDetails } from '../sessions/interaction.ts';
import { resumeLocation } from '../sessions/interaction-service.ts';
import { chosenDetails, detailsOnPage } from './details.ts';
import { chosenScopes, grantablesOf } from './grantables.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { PageServices } from './page-services.ts';
import { personOf } from './people.ts';

export type ConsentPageServices = Pick<
  PageServices,
  'issuer' | 'pageWriter' | 'sessions' | 'interactions' | 'users' | 'authorizationDetails'
>;

/** `/consent?interaction=…`: shows what a client asks for; the user allows all or part of it, or nothing. */
export function consentEndpoint(services: ConsentPageServices): Endpoint {
  const { issuer, sessions, interactions, pageWriter } = services;
  return async (request, context) => {
    if (isShown(request)) {
      const interactionId = parseQuery(request.target).get('interaction') ?? '';
      return show(await interactions.details(request, interactionId, context), undefined, request, context);
    }
    const purpose = (fields: FormParameters) => `consent:${fields.get('interaction')}`;
    const { form, isCurrent } = await readPageForm(request, issuer, sessions, purpose, context);
    const details = await interactions.details(request, form.get('interaction') ?? '', context);
    const { interactionId } = details;
    if (!isCurrent) return redirectReply(resumeLocation(interactionId, context));
    const decision = form.get('decision');
    if (decision === 'deny') {
      const { location } = await interactions.refuse(request, interactionId, 'access_denied', undefined, context);
      return redirectReply(location);
    }
    if (decision === 'another') {
      const another = { accountSelected: 'another' } as const;
      return redirectReply((await interactions.complete(request, interactionId, another, context)).location);
    }
    const scopes = chosenScopes(grantables(details, request), form);
    const reader = readerOf(details, request);
    const authorizationDetails = await chosenDetails(
      details.authorizationDetails,
      form,
      reader,
      services.authorizationDetails,
    );
    const isNothing = scopes.length === 0 && authorizationDetails === undefined;
    if (decision !== 'allow' || isNothing) return show(details, 'invalid', request, context);
    const remember = mayRemember(details) && form.has('remember');
    const { location } = await interactions.complete(
      request,
      interactionId,
      { consent: { scopes, authorizationDetails, remember } },
      context,
    );
    return redirectReply(location);
  };

  function grantables(details: InteractionDetails, request: HttpRequest) {
    return grantablesOf(details.resources, pageWriter.frame(request, details).texts);
  }

  function readerOf({ client, subjectId = '' }: InteractionDetails, request: HttpRequest) {
    return { language: pageWriter.frame(request).language, client, subjectId };
  }

  async function show(
    details: InteractionDetails,
    problem: 'invalid' | undefined,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const { interactionId, client, uiLocales, redirectUri, subjectId } = details;
    if (subjectId === undefined) throw oauthError('interaction.unknown', { detail: 'nobody to consent' });
    const session = await sessions.current(request, context);
    if (session?.subject.subjectId !== subjectId) return redirectReply(resumeLocation(interactionId, context));
    const { value: csrf, cookies } = await sessions.csrfToken(request, `consent:${interactionId}`, context);
    return pageWriter.write(
      {
        page: 'consent',
        action: `${issuer}/consent`,
        hidden: { csrf, interaction: interactionId },
        client: pageWriter.client(client),
        signedInAs: (await personOf(session.subject, services.users)).name,
        grantables: grantables(details, request),
        details: await detailsOnPage(
          details.authorizationDetails,
          readerOf(details, request),
          services.authorizationDetails,
        ),
        resources: details.resources.apiResources.map(({ displayName, name }) => displayName ?? name),
        mayRemember: mayRemember(details),
        returnsTo: hostOf(redirectUri),
        problem,
      },
      request,
      { uiLocales, cookies, formTargets: [redirectUri], status: problem === undefined ? 200 : 400 },
    );
  }
}

/** What is asked about every time cannot be remembered, and the box beside it would say that it is. */
function mayRemember(details: InteractionDetails): boolean {
  return details.mayRemember && details.authorizationDetails === undefined;
}

/** What follows the scheme of an app is nobody's host: whoever wrote it chose it freely. */
function hostOf(uri: string): string {
  if (!URL.canParse(uri)) return uri;
  const { host, protocol } = new URL(uri);
  return protocol === 'https:' || protocol === 'http:' ? host : protocol;
}
