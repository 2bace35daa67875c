import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { InteractionDetails } from '../sessions/interaction.ts';
import { resumeLocation } from '../sessions/interaction-service.ts';
import { safeReturn } from './login-return.ts';
import type { LoginPage } from './page-models.ts';
import type { PageServices, SignInTarget } from './page-services.ts';
import { personOf } from './people.ts';
import { retryAfterOf } from './retry-after.ts';

export type LoginFormServices = Pick<
  PageServices,
  'issuer' | 'settings' | 'pageWriter' | 'sessions' | 'users' | 'waitingAuthorizations' | 'externalSignIn'
>;

/** Somebody at the sign-in page. */
export interface SignInAtPage {
  readonly target: SignInTarget;
  /** Absent: one of our own pages asks. */
  readonly details?: InteractionDetails | undefined;
  readonly uiLocales: readonly string[];
}

/** What stands in the form, and what is said about it. */
export interface LoginFormState {
  readonly username: string;
  /** Absent: as in the session that is there. */
  readonly staySignedIn?: boolean | undefined;
  readonly problem?: LoginPage['problem'];
  readonly notice?: LoginPage['notice'];
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Shows the sign-in page. */
export class LoginForm {
  readonly #services: LoginFormServices;

  constructor(services: LoginFormServices) {
    this.#services = services;
  }

  async show(
    signIn: SignInAtPage,
    state: LoginFormState,
    request: HttpRequest,
    context: RequestContext,
  ): Promise<HttpReply> {
    const { issuer, sessions, settings, externalSignIn } = this.#services;
    const { target, details, uiLocales } = signIn;
    const { value: csrf, cookies } = await sessions.csrfToken(request, purposeOf(target), context);
    const providers = externalSignIn === undefined ? [] : settings.externalProviders;
    const isOffered = settings.session.staySignedIn === 'offered';
    const page: LoginPage = {
      page: 'login',
      action: `${issuer}/login`,
      hidden: {
        csrf,
        ...('interactionId' in target ? { interaction: target.interactionId } : { return: target.returnTo }),
        ...(details === undefined && uiLocales.length > 0 ? { ui_locales: uiLocales.join(' ') } : {}),
      },
      client: details === undefined ? undefined : this.#services.pageWriter.client(details.client),
      username: state.username.slice(0, limits.username.most),
      staySignedIn: isOffered ? (state.staySignedIn ?? (await this.#staysSignedIn(request, context))) : undefined,
      problem: state.problem,
      retryAfter: retryAfterOf(state),
      notice: state.notice,
      signedIn: await this.#signedIn(signIn, request, context),
      providers: providers.map(({ id, displayName }) => ({ id, name: displayName })),
      cancelable: details !== undefined,
    };
    return this.#services.pageWriter.write(page, request, {
      status: state.status,
      headers: state.headers,
      uiLocales,
      cookies,
      formTargets: [...(details === undefined ? [] : [details.redirectUri]), ...providers.map(({ issuer: at }) => at)],
    });
  }

  /** Where whoever is signed in goes on as they are; `undefined`: nobody is, or the client wants a sign-in all the same. */
  async onwardOf({ target }: SignInAtPage, request: HttpRequest, context: RequestContext): Promise<string | undefined> {
    const { issuer, sessions, waitingAuthorizations } = this.#services;
    if ((await sessions.current(request, context)) === undefined) return undefined;
    if ('returnTo' in target) return issuer + target.returnTo;
    const { interactionId } = target;
    const needed = await waitingAuthorizations.needSignIn(request, interactionId, context);
    return needed ? undefined : resumeLocation(interactionId, context);
  }

  async #signedIn(signIn: SignInAtPage, request: HttpRequest, context: RequestContext): Promise<LoginPage['signedIn']> {
    const session = await this.#services.sessions.current(request, context);
    const continueTo = session === undefined ? undefined : await this.onwardOf(signIn, request, context);
    if (session === undefined || continueTo === undefined) return undefined;
    return { name: (await personOf(session.subject, this.#services.users)).name, continueTo };
  }

  async #staysSignedIn(request: HttpRequest, context: RequestContext): Promise<boolean> {
    return (await this.#services.sessions.current(request, context))?.staySignedIn === true;
  }
}

export function targetOf(parameters: FormParameters): SignInTarget {
  const interactionId = parameters.get('interaction');
  return interactionId === undefined ? { returnTo: safeReturn(parameters.get('return')) } : { interactionId };
}

/** For what the form's token is good. */
export function purposeOf(target: SignInTarget): string {
  return `login:${'interactionId' in target ? target.interactionId : ''}`;
}
