import type { Endpoint } from '../http/endpoint.ts';
import { isForm, parseQuery, readForm } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import { type LogoutRequest, readLogoutRequest } from '../logout/request.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { PageServices } from './page-services.ts';
import { clientOnPage } from './people.ts';

export type LogoutPageServices = Pick<
  PageServices,
  'issuer' | 'pageWriter' | 'sessions' | 'clients' | 'jwtVerifier' | 'logout'
>;

/** What a client may send, and what the confirmation page hands back. */
const parameterNames = [
  'id_token_hint',
  'client_id',
  'post_logout_redirect_uri',
  'state',
  'logout_hint',
  'ui_locales',
] as const;
/** Seconds for the frames to load before the browser goes on by itself. */
const framesSeconds = 3;

/**
 * `/connect/endsession` (GET and POST): signs out at once for a valid hint, otherwise asks first.
 * @see OpenID Connect RP-Initiated Logout 1.0 §2-4
 */
export function endSessionEndpoint(services: LogoutPageServices): Endpoint {
  return async (request, context) => {
    const parameters =
      !isShown(request) && isForm(request.header('content-type'))
        ? await readForm(request)
        : parseQuery(request.target);
    const session = await services.sessions.current(request, context);
    // A form of another site comes without our cookies (`SameSite=Lax`); as a navigation it comes with them.
    if (session === undefined && !isShown(request)) {
      const query = new URLSearchParams(keptOf(parameters)).toString();
      return redirectReply(`${services.issuer}${paths.endSession}${query === '' ? '' : `?${query}`}`);
    }
    const logout = await readLogoutRequest(parameters, session, false, services, context);
    if (logout.confirmationRequired) return confirm(services, parameters, logout, request, context);
    return signOut(services, logout, request, context);
  };
}

/** `/logout`: asks whether to sign out (GET), and does so (POST). Says so where nobody is signed in. */
export function logoutEndpoint(services: LogoutPageServices): Endpoint {
  const { issuer, sessions } = services;
  return async (request, context) => {
    const session = await sessions.current(request, context);
    if (isShown(request)) {
      const parameters = parseQuery(request.target);
      const logout = await readLogoutRequest(parameters, session, false, services, context);
      return session === undefined
        ? done(services, logout, true, [], [], request)
        : confirm(services, parameters, logout, request, context);
    }
    const { form, isCurrent } = await readPageForm(request, issuer, sessions, () => 'logout', context);
    if (!isCurrent && session !== undefined) {
      const logout = await readLogoutRequest(form, session, false, services, context);
      return confirm(services, form, logout, request, context, 'outdated');
    }
    const logout = await readLogoutRequest(form, session, true, services, context);
    if (form.get('action') !== 'logout') return done(services, logout, session === undefined, [], [], request);
    return signOut(services, logout, request, context);
  };
}

/** `/logout/done`: says whether somebody is signed in here. */
export function loggedOutEndpoint(services: LogoutPageServices): Endpoint {
  return async (request, context) => {
    isShown(request);
    const session = await services.sessions.current(request, context);
    const nothing = { confirmationRequired: false, redirectAtOnce: false, uiLocales: [] };
    return done(services, nothing, session === undefined, [], [], request);
  };
}

function keptOf(parameters: FormParameters): Record<string, string> {
  const kept = parameterNames.flatMap((name) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}

async function confirm(
  services: LogoutPageServices,
  parameters: FormParameters,
  logout: LogoutRequest,
  request: HttpRequest,
  context: RequestContext,
  notice?: 'outdated',
): Promise<HttpReply> {
  const { value: csrf, cookies } = await services.sessions.csrfToken(request, 'logout', context);
  return services.pageWriter.write(
    {
      page: 'logout',
      step: 'confirm',
      action: `${services.issuer}/logout`,
      hidden: { ...keptOf(parameters), csrf },
      clientName: logout.client === undefined ? undefined : clientOnPage(logout.client).name,
      notice,
    },
    request,
    { cookies, uiLocales: logout.uiLocales, formTargets: logout.redirectTo === undefined ? [] : [logout.redirectTo] },
  );
}

async function signOut(
  services: LogoutPageServices,
  logout: LogoutRequest,
  request: HttpRequest,
  context: RequestContext,
): Promise<HttpReply> {
  const { cookies, frontChannelUris } = await services.logout.signOut(request, context);
  if (logout.redirectTo !== undefined && logout.redirectAtOnce && frontChannelUris.length === 0) {
    return redirectReply(logout.redirectTo, { 'set-cookie': cookies });
  }
  return done(services, logout, true, frontChannelUris, cookies, request);
}

function done(
  services: LogoutPageServices,
  logout: LogoutRequest,
  signedOut: boolean,
  frames: readonly string[],
  cookies: readonly string[],
  request: HttpRequest,
): Promise<HttpReply> {
  const { client, redirectTo, redirectAtOnce } = logout;
  const returnTo =
    redirectTo === undefined || client === undefined
      ? undefined
      : { uri: redirectTo, clientName: clientOnPage(client).name };
  const onward = `${services.issuer}${signedOut ? '/login' : '/grants'}`;
  const goesOn = returnTo !== undefined && redirectAtOnce && signedOut;
  return services.pageWriter.write({ page: 'logout', step: 'done', signedOut, frames, onward, returnTo }, request, {
    uiLocales: logout.uiLocales,
    cookies,
    frames,
    headers: goesOn ? { refresh: `${framesSeconds};url=${returnTo.uri}` } : {},
  });
}
