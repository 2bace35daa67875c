import type { Endpoint } from '../http/endpoint.ts';
import { logError } from '../http/error-response.ts';
import { isForm, parseQuery, readForm } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import { type AskedLogout, carriedLogout, readAskedLogout } from '../logout/asked.ts';
import { judgeLogout, type LogoutRequest } from '../logout/request.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Logger } from '../operations/log.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { PageServices } from './page-services.ts';

export type LogoutPageServices = Pick<
  PageServices,
  'issuer' | 'pageWriter' | 'sessions' | 'clients' | 'jwtVerifier' | 'sealer' | 'logout'
> & { readonly log: Logger };

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
    const asked = await readAskedLogout(parameters, services, context);
    if (session === undefined) noteProgram(request, asked, services, context);
    // A form of another site comes without our cookies (`SameSite=Lax`); as a navigation it comes with them.
    if (session === undefined && !isShown(request)) {
      const carried = carriedLogout(asked, services, context);
      const query = carried === undefined ? '' : `?${new URLSearchParams(carried)}`;
      return redirectReply(`${services.issuer}${paths.endSession}${query}`);
    }
    const logout = await judgeLogout(asked, session, false, services);
    if (logout.problem !== undefined) logError(logout.problem, context, services.log);
    if (logout.confirmationRequired) return confirm(services, asked, logout, request, context);
    return signOut(services, logout, request, context);
  };
}

/**
 * A client's server that calls by itself, as some libraries do, has not the cookies of the browser, and so signs nobody out. Browsers say how they
 * came here (Fetch Metadata), programs do not.
 */
function noteProgram(
  request: HttpRequest,
  { parameters, hint }: AskedLogout,
  { log }: LogoutPageServices,
  { requestId }: RequestContext,
): void {
  if (request.header('sec-fetch-mode') !== undefined) return;
  const known = typeof hint === 'object' ? hint.client.clientId : undefined;
  const clientId = known ?? parameters.get('client_id')?.slice(0, limits.clientId.most);
  log.warn(
    'a sign-out that came without a browser and its cookies ended nothing: send the browser to the end session endpoint',
    {
      requestId,
      ...(clientId === undefined ? {} : { clientId }),
    },
  );
}

/** `/logout`: asks whether to sign out (GET), and does so (POST). Says so where nobody is signed in. */
export function logoutEndpoint(services: LogoutPageServices): Endpoint {
  const { issuer, sessions } = services;
  return async (request, context) => {
    const session = await sessions.current(request, context);
    if (isShown(request)) {
      const asked = await readAskedLogout(parseQuery(request.target), services, context);
      const logout = await judgeLogout(asked, session, false, services);
      return session === undefined
        ? done(services, logout, true, [], [], request)
        : confirm(services, asked, logout, request, context);
    }
    const { form, isCurrent } = await readPageForm(request, issuer, sessions, () => 'logout', context);
    const asked = await readAskedLogout(form, services, context);
    if (!isCurrent && session !== undefined) {
      const logout = await judgeLogout(asked, session, false, services);
      return confirm(services, asked, logout, request, context, 'outdated');
    }
    const logout = await judgeLogout(asked, session, true, services);
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

async function confirm(
  services: LogoutPageServices,
  asked: AskedLogout,
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
      hidden: { ...carriedLogout(asked, services, context), csrf },
      clientName: logout.client === undefined ? undefined : services.pageWriter.client(logout.client).name,
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
      : { uri: redirectTo, clientName: services.pageWriter.client(client).name };
  const onward = `${services.issuer}${signedOut ? '/login' : '/grants'}`;
  const goesOn = returnTo !== undefined && redirectAtOnce && signedOut;
  return services.pageWriter.write({ page: 'logout', step: 'done', signedOut, frames, onward, returnTo }, request, {
    uiLocales: logout.uiLocales,
    cookies,
    frames,
    headers: goesOn ? { refresh: `${framesSeconds};url=${returnTo.uri}` } : {},
  });
}
