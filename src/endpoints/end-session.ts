import { oauthError } from '../errors/oauth-error.ts';
import { cookieHeaders } from '../http/cookies.ts';
import { parseQuery, readForm } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { PageWriter } from '../pages/page-writer.ts';
import type { BrowserBinding } from '../sessions/browser-binding.ts';
import type { IdentityTokenHintServices } from '../sessions/logout-hint.ts';
import { type LogoutRequest, readLogoutRequest } from '../sessions/logout-request.ts';
import type { LogoutService } from '../sessions/logout-service.ts';
import type { SessionService } from '../sessions/session-service.ts';
import type { Endpoint } from './endpoint.ts';

export interface EndSessionEndpointServices extends IdentityTokenHintServices {
  readonly sessions: Pick<SessionService, 'current' | 'csrfToken' | 'verifyCsrfToken'>;
  readonly browsers: Pick<BrowserBinding, 'isKnown'>;
  readonly logout: Pick<LogoutService, 'signOut'>;
  readonly pageWriter: Pick<PageWriter, 'write'>;
}

/** What the confirmation hands back; everything is checked again then. */
const kept = ['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state', 'logout_hint', 'ui_locales'] as const;
const csrfPurpose = 'logout';
/** Seconds for hidden frames to tell the clients before the browser goes on. */
const framesSeconds = 2;

/**
 * OpenID Connect RP-Initiated Logout 1.0, GET and POST; the confirmation page posts here too. What may sign out and redirect without
 * being asked: {@link readLogoutRequest}. Without any parameter it is the server's own sign-out page.
 *
 * @throws {OAuthError} `form.forged` (a confirmation that was not made for this browser), and what reading a form throws.
 */
export function endSessionEndpoint(services: EndSessionEndpointServices): Endpoint {
  return async (request, context) => {
    const parameters = await readParameters(request);
    const answer = parameters.has('csrf') && request.method === 'POST' ? parameters.get('csrf') : undefined;
    // A form of another site comes without our cookies (`SameSite=Lax`); as a navigation it comes with them.
    if (request.method === 'POST' && answer === undefined && !services.browsers.isKnown(request)) {
      const query = new URLSearchParams(keptParameters(parameters)).toString();
      return redirectReply(`${context.issuer}${paths.endSession}${query === '' ? '' : `?${query}`}`);
    }
    if (answer !== undefined) services.sessions.verifyCsrfToken(request, csrfPurpose, answer);
    const session = await services.sessions.current(request, context);
    const logout = await readLogoutRequest(parameters, session, answer !== undefined, services, context);
    if (answer !== undefined && parameters.get('action') === 'stay') {
      return writeDone(services, request, logout, { signedOut: false, frames: [], cookies: [] });
    }
    if (logout.confirmationRequired) return writeConfirm(services, request, parameters, logout, context);
    const { cookies, frontChannelUris: frames } = await services.logout.signOut(request, context);
    if (logout.redirectTo !== undefined && logout.redirectAtOnce && frames.length === 0) {
      return redirectReply(logout.redirectTo, cookieHeaders(cookies));
    }
    return writeDone(services, request, logout, { signedOut: true, frames, cookies });
  };
}

async function readParameters(request: HttpRequest): Promise<FormParameters> {
  if (request.method === 'GET') return parseQuery(request.target);
  if (request.method === 'POST') return readForm(request);
  throw oauthError('request.method', { headers: { allow: 'GET, POST' } });
}

function keptParameters(parameters: FormParameters): Record<string, string> {
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = parameters.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function writeConfirm(
  services: EndSessionEndpointServices,
  request: HttpRequest,
  parameters: FormParameters,
  logout: LogoutRequest,
  context: RequestContext,
): Promise<HttpReply> {
  const csrf = services.sessions.csrfToken(request, csrfPurpose);
  const { redirectTo, client, uiLocales } = logout;
  return services.pageWriter.write(
    {
      page: 'logout',
      step: 'confirm',
      action: `${context.issuer}${paths.endSession}`,
      hidden: { ...keptParameters(parameters), csrf: csrf.value },
      clientName: client === undefined ? undefined : (client.clientName ?? client.clientId),
    },
    request,
    { uiLocales, cookies: csrf.cookies, formTargets: redirectTo === undefined ? [] : [redirectTo] },
  );
}

function writeDone(
  { pageWriter }: EndSessionEndpointServices,
  request: HttpRequest,
  { client, redirectTo, redirectAtOnce, uiLocales }: LogoutRequest,
  done: { readonly signedOut: boolean; readonly frames: readonly string[]; readonly cookies: readonly string[] },
): Promise<HttpReply> {
  const { signedOut, frames, cookies } = done;
  const returnTo =
    client === undefined || redirectTo === undefined
      ? undefined
      : { uri: redirectTo, clientName: client.clientName ?? client.clientId };
  const goesOn = signedOut && returnTo !== undefined && redirectAtOnce;
  return pageWriter.write({ page: 'logout', step: 'done', signedOut, frames, returnTo }, request, {
    uiLocales,
    cookies,
    frames,
    // Works without scripts, and without a word of the page.
    headers: goesOn ? { refresh: `${framesSeconds};url=${returnTo.uri}` } : {},
  });
}
