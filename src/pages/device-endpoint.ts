import type { DeviceRequestDetails } from '../device/interaction.ts';
import { OAuthError, oauthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { Session } from '../model/grants.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { UserDecision } from '../sessions/user-decision.ts';
import { chosenDetails, detailsOnPage } from './details.ts';
import { chosenScopes, grantablesOf } from './grantables.ts';
import { devicePath, signInFirst } from './login-return.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { PageServices } from './page-services.ts';
import { personOf } from './people.ts';
import { retryAfterOf } from './retry-after.ts';

export type DevicePageServices = Pick<
  PageServices,
  'issuer' | 'pageWriter' | 'sessions' | 'users' | 'deviceInteraction' | 'authorizationDetails'
>;

const denied: UserDecision = { outcome: 'denied' };

/**
 * `/device`: the signed-in user types the code that a device shows, sees who asks for what, and decides.
 *
 * A code in the link (`verification_uri_complete`) only fills in the field: the user still compares and confirms (RFC 8628 §3.3.1, §5.4).
 */
export function deviceEndpoint(services: DevicePageServices): Endpoint {
  const { issuer, sessions, deviceInteraction, pageWriter } = services;
  return async (request, context) => {
    const session = await sessions.current(request, context);
    if (isShown(request)) {
      const userCode = (parseQuery(request.target).get('user_code') ?? '').slice(0, 64);
      if (session === undefined) return signInFirst(issuer, devicePath(userCode), request);
      return enter(session, userCode, {}, request, context);
    }
    const { form, isCurrent } = await readPageForm(request, issuer, sessions, () => 'device', context);
    const userCode = (form.get('user_code') ?? '').slice(0, 64);
    if (session === undefined) return signInFirst(issuer, devicePath(userCode), request);
    if (!isCurrent) return enter(session, userCode, { notice: 'outdated' }, request, context);
    return act(form, session, request, context);
  };

  async function act(
    form: FormParameters,
    session: Session,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const userCode = (form.get('user_code') ?? '').slice(0, 64);
    const decision = form.get('decision');
    try {
      const details = await deviceInteraction.find(userCode, session, context);
      if (details === undefined)
        return await enter(session, userCode, { problem: 'unknown', status: 400 }, request, context);
      if (decision === undefined) return await confirm(details, session, request, context);
      if (decision !== 'allow' && decision !== 'deny')
        throw oauthError('request.invalid-parameter', { fields: { parameter: 'decision' } });
      const outcome = decision === 'allow' ? await chosen(details, form, session, request) : denied;
      await deviceInteraction.decide(userCode, outcome, session, context);
      return await pageWriter.write(
        {
          page: 'device',
          step: outcome.outcome === 'approved' ? 'allowed' : 'denied',
          action: `${issuer}/device`,
          hidden: {},
          signedInAs: (await personOf(session.subject, services.users)).name,
        },
        request,
      );
    } catch (thrown) {
      if (!(thrown instanceof OAuthError)) throw thrown;
      const { status, headers, reason } = thrown;
      if (reason === 'decision.unknown')
        return enter(session, userCode, { problem: 'unknown', status }, request, context);
      if (reason !== 'request.rate-limited') throw thrown;
      return enter(session, userCode, { problem: 'rate-limited', status, headers }, request, context);
    }
  }

  function grantables(details: DeviceRequestDetails, request: HttpRequest) {
    return grantablesOf(details.resources, pageWriter.frame(request).texts);
  }

  function readerOf({ client }: DeviceRequestDetails, { subject }: Session, request: HttpRequest) {
    return { language: pageWriter.frame(request).language, client, subjectId: subject.subjectId };
  }

  /** What the form leaves in; nothing at all is a refusal. */
  async function chosen(
    details: DeviceRequestDetails,
    form: FormParameters,
    session: Session,
    request: HttpRequest,
  ): Promise<UserDecision> {
    const scopes = chosenScopes(grantables(details, request), form);
    const reader = readerOf(details, session, request);
    const { authorizationDetails: service } = services;
    const authorizationDetails = await chosenDetails(details.authorizationDetails, form, reader, service);
    if (scopes.length === 0 && authorizationDetails === undefined) return denied;
    return { outcome: 'approved', scopes, authorizationDetails };
  }

  async function confirm(
    details: DeviceRequestDetails,
    session: Session,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const { value: csrf, cookies } = await sessions.csrfToken(request, 'device', context);
    return pageWriter.write(
      {
        page: 'device',
        step: 'confirm',
        action: `${issuer}/device`,
        hidden: { csrf, user_code: details.userCode },
        signedInAs: (await personOf(session.subject, services.users)).name,
        userCode: details.userCode,
        client: pageWriter.client(details.client),
        grantables: grantables(details, request),
        details: await detailsOnPage(
          details.authorizationDetails,
          readerOf(details, session, request),
          services.authorizationDetails,
        ),
      },
      request,
      { cookies },
    );
  }

  async function enter(
    session: Session,
    userCode: string,
    about: {
      readonly problem?: 'unknown' | 'rate-limited';
      readonly notice?: 'outdated';
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
    },
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const { value: csrf, cookies } = await sessions.csrfToken(request, 'device', context);
    return pageWriter.write(
      {
        page: 'device',
        step: 'enter',
        action: `${issuer}/device`,
        hidden: { csrf },
        signedInAs: (await personOf(session.subject, services.users)).name,
        userCode,
        problem: about.problem,
        retryAfter: retryAfterOf(about),
        notice: about.notice,
      },
      request,
      { cookies, status: about.status, headers: about.headers },
    );
  }
}
