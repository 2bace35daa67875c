import { OAuthError } from '../errors/oauth-error.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { parseQuery } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { InteractionDetails } from '../sessions/interaction.ts';
import { verifyPassword } from '../users/verify-password.ts';
import { safeReturn } from './login-return.ts';
import { isShown, readPageForm } from './page-form.ts';
import type { LoginPage } from './page-models.ts';
import type { PageServices, SignInTarget } from './page-services.ts';
import { clientOnPage } from './people.ts';

export type LoginPageServices = Pick<
  PageServices,
  | 'issuer'
  | 'settings'
  | 'pageWriter'
  | 'sessions'
  | 'logout'
  | 'interactions'
  | 'users'
  | 'events'
  | 'resourceOwnerPasswordValidator'
  | 'externalSignIn'
>;

const externalFailure = { problem: 'external-failed', status: 400 } as const;

interface SignIn {
  readonly target: SignInTarget;
  /** Absent: one of our own pages asks. */
  readonly details?: InteractionDetails | undefined;
  readonly uiLocales: readonly string[];
}

/**
 * `/login`: shows the form; takes name and password, or sends the browser to another provider. With `interaction` it goes on with
 * the authorization request, which begins the session; without it the session begins here and `return` names the page to show.
 */
export function loginEndpoint(services: LoginPageServices): Endpoint {
  const { issuer, sessions, interactions } = services;
  return async (request, context) => {
    if (isShown(request)) {
      const parameters = parseQuery(request.target);
      const signIn = await read(parameters, request, context);
      const failure = parameters.get('problem') === 'external-failed' ? externalFailure : undefined;
      return show(signIn, await prefilled(signIn), failure, request);
    }
    const form = await readPageForm(request, issuer, sessions, (fields) => purposeOf(targetOf(fields)));
    const signIn = await read(form, request, context);
    const provider = form.get('provider');
    if (provider !== undefined && services.externalSignIn !== undefined) {
      return external(services.externalSignIn, provider, signIn, request, context);
    }
    if (form.get('action') === 'cancel' && signIn.details !== undefined) {
      const { interactionId } = signIn.details;
      const { location } = await interactions.refuse(request, interactionId, 'access_denied', undefined, context);
      return redirectReply(location);
    }
    return verify(signIn, form, request, context);
  };

  async function external(
    externalSignIn: NonNullable<LoginPageServices['externalSignIn']>,
    provider: string,
    signIn: SignIn,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    try {
      const target = signIn.details === undefined ? signIn.target : { ...signIn.target, maxAge: signIn.details.maxAge };
      const { location, cookies } = await externalSignIn.begin(request, provider, target, context);
      return redirectReply(location, { 'set-cookie': cookies });
    } catch (thrown) {
      if (!(thrown instanceof OAuthError) || thrown.reason !== 'external.failed') throw thrown;
      return show(signIn, await prefilled(signIn), externalFailure, request);
    }
  }

  async function read(parameters: FormParameters, request: HttpRequest, context: RequestContext): Promise<SignIn> {
    const target = targetOf(parameters);
    const uiLocales = (parameters.get('ui_locales') ?? '').slice(0, limits.uiLocales.most).split(' ').filter(Boolean);
    if (!('interactionId' in target)) return { target, uiLocales };
    const details = await interactions.details(request, target.interactionId, context);
    return { target, details, uiLocales: details.uiLocales };
  }

  async function prefilled({ details }: SignIn): Promise<string> {
    if (details?.loginHint !== undefined) return details.loginHint;
    if (details?.subjectId === undefined) return '';
    return (await services.users.findBySubject(details.subjectId))?.username ?? '';
  }

  async function verify(
    signIn: SignIn,
    form: FormParameters,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const username = form.get('username') ?? '';
    const { resourceOwnerPasswordValidator: validator, events } = services;
    try {
      const client = signIn.details?.client;
      const password = form.get('password') ?? '';
      const result = await verifyPassword(validator, { username, password, client, parameters: form, context });
      if ('subject' in result) {
        if (signIn.details === undefined) {
          const { cookies } = await services.logout.signIn(request, result.subject, context);
          return redirectReply(issuer + returnOf(signIn.target), { 'set-cookie': cookies });
        }
        const { subject } = result;
        const login = {
          subject: subject.subjectId,
          acr: subject.authenticationContext,
          amr: subject.authenticationMethods,
          identityProvider: subject.identityProvider,
          claims: subject.claims,
        };
        const { location } = await interactions.complete(request, signIn.details.interactionId, { login }, context);
        return redirectReply(location);
      }
      // Whatever was wrong, it is said in the same words: nobody learns which names exist.
      events.raise({ type: 'UserSignInFailed', reason: 'wrong-credentials' }, context);
      return show(signIn, username, { problem: 'wrong-credentials', status: 400 }, request);
    } catch (thrown) {
      if (!(thrown instanceof OAuthError)) throw thrown;
      const { status, headers } = thrown;
      if (thrown.reason === 'request.rate-limited') {
        events.raise({ type: 'UserSignInFailed', reason: 'rate-limited' }, context);
        return show(signIn, username, { problem: 'rate-limited', status, headers }, request);
      }
      if (thrown.reason !== 'server.unavailable') throw thrown;
      return show(signIn, username, { problem: 'unavailable', status, headers }, request);
    }
  }

  function show(
    signIn: SignIn,
    username: string,
    failure:
      | {
          readonly problem: NonNullable<LoginPage['problem']>;
          readonly status: number;
          readonly headers?: Readonly<Record<string, string>>;
        }
      | undefined,
    request: HttpRequest,
  ): Promise<HttpReply> {
    const { target, details, uiLocales } = signIn;
    const { value: csrf, cookies } = sessions.csrfToken(request, purposeOf(target));
    const providers = services.externalSignIn === undefined ? [] : services.settings.externalProviders;
    const page: LoginPage = {
      page: 'login',
      action: `${issuer}/login`,
      hidden: {
        csrf,
        ...('interactionId' in target ? { interaction: target.interactionId } : { return: target.returnTo }),
        ...(details === undefined && uiLocales.length > 0 ? { ui_locales: uiLocales.join(' ') } : {}),
      },
      client: details === undefined ? undefined : clientOnPage(details.client),
      username: username.slice(0, limits.username.most),
      problem: failure?.problem,
      providers: providers.map(({ id, displayName }) => ({ id, name: displayName })),
      cancelable: details !== undefined,
    };
    return services.pageWriter.write(page, request, {
      status: failure?.status,
      headers: failure?.headers,
      uiLocales,
      cookies,
      formTargets: [...(details === undefined ? [] : [details.redirectUri]), ...providers.map(({ issuer: at }) => at)],
    });
  }
}

function targetOf(parameters: FormParameters): SignInTarget {
  const interactionId = parameters.get('interaction');
  return interactionId === undefined ? { returnTo: safeReturn(parameters.get('return')) } : { interactionId };
}

function purposeOf(target: SignInTarget): string {
  return `login:${'interactionId' in target ? target.interactionId : ''}`;
}

function returnOf(target: SignInTarget): string {
  return 'returnTo' in target ? target.returnTo : '/grants';
}
