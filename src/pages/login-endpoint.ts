import { OAuthError } from '../errors/oauth-error.ts';
import { cookieHeaders } from '../http/cookies.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import { loginOf } from '../sessions/interaction.ts';
import { resumeLocation } from '../sessions/interaction-service.ts';
import { usernameKey } from '../stores/username-key.ts';
import { LoginForm, type LoginFormState, purposeOf, type SignInAtPage, targetOf } from './login-form.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { LoginPage } from './page-models.ts';
import type { PageServices } from './page-services.ts';

export type LoginPageServices = Pick<
  PageServices,
  | 'issuer'
  | 'settings'
  | 'pageWriter'
  | 'sessions'
  | 'logout'
  | 'interactions'
  | 'waitingAuthorizations'
  | 'users'
  | 'events'
  | 'passwordSignIn'
  | 'externalSignIn'
>;

const externalFailure = { problem: 'external-failed', status: 400 } as const;
/** What keeps somebody from signing in at the moment, as the page and the event tell it. */
const hindrances: Readonly<Record<string, LoginPage['problem']>> = {
  'password.locked': 'locked',
  'request.rate-limited': 'rate-limited',
  'server.unavailable': 'unavailable',
};

/**
 * `/login`: shows the form; takes name and password, or sends the browser to another provider. With `interaction` it goes on with
 * the authorization request, which begins the session; without it the session begins here and `return` names the page to show.
 *
 * Where somebody who will do signed in meanwhile, in another tab, an authorization request goes on by itself.
 */
export function loginEndpoint(services: LoginPageServices): Endpoint {
  const { issuer, sessions, interactions } = services;
  const page = new LoginForm(services);
  return async (request, context) => {
    if (isShown(request)) {
      const parameters = parseQuery(request.target);
      const signIn = await read(parameters, request, context);
      const failure = parameters.get('problem') === 'external-failed' ? externalFailure : {};
      const goesOn = failure === externalFailure ? undefined : await goOn(signIn, request, context);
      return goesOn ?? page.show(signIn, { username: await prefilled(signIn), ...failure }, request, context);
    }
    const purpose = (fields: FormParameters) => purposeOf(targetOf(fields));
    const { form, isCurrent } = await readPageForm(request, issuer, sessions, purpose, context);
    const signIn = await read(form, request, context);
    if (form.get('action') === 'cancel' && signIn.details !== undefined) {
      const { interactionId } = signIn.details;
      const { location } = await interactions.refuse(request, interactionId, 'access_denied', undefined, context);
      return redirectReply(location);
    }
    if (!isCurrent) return outdated(signIn, form, request, context);
    const provider = form.get('provider');
    if (provider !== undefined && services.externalSignIn !== undefined) {
      return external(services.externalSignIn, provider, signIn, form, request, context);
    }
    return verify(signIn, form, request, context);
  };

  /** What was typed into a form of before is not acted upon. Whoever is signed in now goes on, if the name typed is theirs. */
  async function outdated(
    signIn: SignInAtPage,
    form: FormParameters,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const state = { ...typedInto(form), notice: 'outdated', status: 409 } as const;
    const session = await sessions.current(request, context);
    if (session !== undefined && (await isNameOf(state.username, session.subject.subjectId))) {
      const onward = await page.onwardOf(signIn, request, context);
      if (onward !== undefined) return redirectReply(onward);
    }
    return page.show(signIn, state, request, context);
  }

  async function goOn(
    { details }: SignInAtPage,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply | undefined> {
    if (details === undefined) return undefined;
    const { interactionId } = details;
    const needed = await services.waitingAuthorizations.needSignIn(request, interactionId, context);
    return needed ? undefined : redirectReply(resumeLocation(interactionId, context));
  }

  async function external(
    externalSignIn: NonNullable<LoginPageServices['externalSignIn']>,
    provider: string,
    signIn: SignInAtPage,
    form: FormParameters,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const { staySignedIn } = typedInto(form);
    try {
      const target = { ...signIn.target, maxAge: signIn.details?.maxAge, staySignedIn };
      const acrValues = signIn.details?.acrValues;
      const { location, cookies } = await externalSignIn.begin(request, provider, target, context, acrValues);
      return redirectReply(location, cookieHeaders(cookies));
    } catch (thrown) {
      if (!(thrown instanceof OAuthError) || thrown.reason !== 'external.failed') throw thrown;
      return page.show(
        signIn,
        { username: await prefilled(signIn), staySignedIn, ...externalFailure },
        request,
        context,
      );
    }
  }

  async function read(
    parameters: FormParameters,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<SignInAtPage> {
    const target = targetOf(parameters);
    const uiLocales = (parameters.get('ui_locales') ?? '').slice(0, limits.uiLocales.most).split(' ').filter(Boolean);
    if (!('interactionId' in target)) return { target, uiLocales };
    const details = await interactions.details(request, target.interactionId, context);
    return { target, details, uiLocales: details.uiLocales };
  }

  async function prefilled({ details }: SignInAtPage): Promise<string> {
    if (details?.loginHint !== undefined) return details.loginHint;
    if (details?.subjectId === undefined) return '';
    return (await services.users.findBySubject(details.subjectId))?.username ?? '';
  }

  async function isNameOf(username: string, subjectId: string): Promise<boolean> {
    if (username === '') return true;
    const user = username.length > limits.username.most ? undefined : await services.users.findBySubject(subjectId);
    return user !== undefined && usernameKey(user.username) === usernameKey(username);
  }

  async function verify(
    signIn: SignInAtPage,
    form: FormParameters,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const { passwordSignIn, logout } = services;
    const { target, details } = signIn;
    const typed = typedInto(form);
    const { username, staySignedIn } = typed;
    const password = form.get('password') ?? '';
    const client = details?.client;
    try {
      const verified = await passwordSignIn.verify(request, { username, password, client, parameters: form }, context);
      if (verified === undefined) {
        // Whatever was wrong, it is said in the same words: nobody learns which names exist.
        return page.show(signIn, { ...typed, problem: 'wrong-credentials', status: 400 }, request, context);
      }
      const { subject } = verified;
      if ('returnTo' in target) {
        const { cookies } = await logout.signIn(request, subject, context, { staySignedIn });
        return redirectReply(issuer + target.returnTo, cookieHeaders([...cookies, ...verified.cookies]));
      }
      const login = loginOf(subject, staySignedIn);
      const { location } = await interactions.complete(request, target.interactionId, { login }, context);
      return redirectReply(location, cookieHeaders(verified.cookies));
    } catch (thrown) {
      const problem = thrown instanceof OAuthError ? hindrances[thrown.reason] : undefined;
      if (!(thrown instanceof OAuthError) || problem === undefined) throw thrown;
      const { status, headers } = thrown;
      return page.show(signIn, { ...typed, problem, status, headers }, request, context);
    }
  }
}

function typedInto(form: FormParameters): Pick<LoginFormState, 'username'> & { readonly staySignedIn: boolean } {
  return { username: form.get('username') ?? '', staySignedIn: form.has('stay_signed_in') };
}
