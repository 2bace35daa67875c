import { AdminProblem } from '../admin/problem.ts';
import type { AdminReply } from '../http/admin-app.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { asOAuthError, logError } from '../http/error-response.ts';
import { parseQuery } from '../http/form.ts';
import { redirectReply } from '../http/reply.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { Logger } from '../operations/log.ts';
import { assetEndpoint, versionOf } from '../pages/assets-endpoint.ts';
import { hiddenFields } from '../pages/document.ts';
import { icon } from '../pages/icon.ts';
import { isShown } from '../pages/page-form.ts';
import type { ConsoleForms } from './forms.ts';
import { misdirected, namesOwnHost } from './host.ts';
import type { ConsoleLayout, Reader } from './layout.ts';
import { address, type ConsolePage, type ConsoleRequest } from './page.ts';
import { failedSignInView, notFoundView, outdatedView, refusedView, signedOutView } from './plain-views.ts';
import { problemView } from './problem-view.ts';
import type { ConsoleSession, ConsoleSessions, Standing } from './sessions.ts';
import type { ConsoleSignIn } from './sign-in.ts';
import { consoleStylesheet } from './stylesheet.ts';
import type { View } from './view.ts';

export interface ConsoleParts {
  /** Address of the console. */
  readonly url: string;
  readonly log: Logger;
  readonly signIn: ConsoleSignIn;
  readonly sessions: ConsoleSessions;
  readonly forms: ConsoleForms;
  readonly layout: ConsoleLayout;
  readonly pages: readonly ConsolePage[];
  /** What to call somebody. */
  nameOf(subject: Subject): Promise<string>;
  /** Ends a session at the issuer, with everything that a sign-out there ends. */
  endSession(session: ConsoleSession, context: RequestContext): Promise<unknown>;
}

const assets: ReadonlyMap<string, Endpoint> = new Map([
  ['/assets/console.css', fixed('text/css; charset=utf-8', consoleStylesheet)],
  ['/assets/mintmark.svg', fixed('image/svg+xml', icon)],
]);

function fixed(contentType: string, body: string): Endpoint {
  const version = versionOf(body);
  return assetEndpoint(contentType, () => ({ body, version }));
}

type Administrator = Extract<Standing, { standing: 'administrator' }>;

/** Answers for the console: who it is, what they want to see or do, and whatever went wrong. */
export class Console {
  readonly #parts: ConsoleParts;
  readonly #pages: ReadonlyMap<string, ConsolePage>;

  constructor(parts: ConsoleParts) {
    this.#parts = parts;
    this.#pages = new Map(parts.pages.map((page) => [page.path, page]));
  }

  async answer(request: HttpRequest, context: RequestContext): Promise<AdminReply> {
    const { url, layout } = this.#parts;
    if (!namesOwnHost(request, url)) return { ...misdirected, reason: 'request.not-found' };
    try {
      return await this.#route(request, context);
    } catch (thrown) {
      return layout.write(this.#problem(thrown, context));
    }
  }

  async #route(request: HttpRequest, context: RequestContext): Promise<HttpReply> {
    const { signIn, sessions, layout } = this.#parts;
    const path = pathOf(request);
    const shows = isShown(request);
    const asset = assets.get(path);
    if (asset !== undefined) return asset(request, context);
    if (shows && path === '/sign-in') return signIn.begin(request, context);
    if (shows && path === '/callback') return this.#finish(request, context);
    if (path === '/signed-out') return layout.write(signedOutView);
    const found = await sessions.current(request, context);
    if (found.standing === 'administrator') return this.#admit(request, found, context);
    if (found.standing === 'other') return this.#refuse(found.subject);
    if (!shows) return layout.write(outdatedView);
    return redirectReply(address('/sign-in', { return: request.target === '/' ? undefined : request.target }));
  }

  /** The issuer has answered. */
  async #finish(request: HttpRequest, context: RequestContext): Promise<HttpReply> {
    const { signIn, sessions, layout } = this.#parts;
    const outcome = await signIn.finish(request, context);
    if ('problem' in outcome) {
      return layout.write(failedSignInView(outcome.problem, outcome.returnTo), undefined, outcome.cookies);
    }
    const begun = await sessions.begin(outcome.subjectId, outcome.sessionId, context);
    if (begun.standing === 'other') return this.#refuse(begun.subject, outcome.cookies);
    if (begun.standing === 'nobody') {
      const problem = 'You were signed out meanwhile.';
      return layout.write(failedSignInView(problem, outcome.returnTo), undefined, outcome.cookies);
    }
    return redirectReply(outcome.returnTo, { 'set-cookie': [...outcome.cookies, ...begun.cookies] });
  }

  async #refuse(subject: Subject, cookies: readonly string[] = []): Promise<HttpReply> {
    const { layout, sessions, nameOf } = this.#parts;
    return layout.write(refusedView(await nameOf(subject)), undefined, [...cookies, sessions.end()]);
  }

  async #admit(request: HttpRequest, signed: Administrator, context: RequestContext): Promise<HttpReply> {
    const { layout } = this.#parts;
    const { session, cookies } = signed;
    const reader = await this.#readerOf(session);
    const page = this.#pageAt(pathOf(request));
    try {
      if (pathOf(request) === '/sign-out') return await this.#signOut(request, session, context);
      const shown = page === undefined ? notFoundView : await this.#ask(page, request, session, context);
      if ('to' in shown) return redirectReply(shown.to, cookies.length === 0 ? {} : { 'set-cookie': cookies });
      return await layout.write(shown, reader, cookies);
    } catch (thrown) {
      return layout.write(this.#problem(thrown, context), reader, cookies);
    }
  }

  async #ask(page: ConsolePage, request: HttpRequest, session: ConsoleSession, context: RequestContext) {
    const { forms } = this.#parts;
    const asked: ConsoleRequest = {
      context,
      path: pathOf(request),
      query: parseQuery(request.target, []),
      caller: { subjectId: session.subject.subjectId, via: 'console', context },
      token: (action) => forms.token(session, action),
      fields: (action) => hiddenFields({ csrf: forms.token(session, action) }),
    };
    if (isShown(request)) return (await page.show?.(asked)) ?? notFoundView;
    const form = await forms.read(request, session, request.target);
    return (await page.act?.(asked, form)) ?? notFoundView;
  }

  async #signOut(request: HttpRequest, session: ConsoleSession, context: RequestContext): Promise<HttpReply> {
    const { forms, sessions, endSession } = this.#parts;
    await forms.read(request, session, '/sign-out');
    await endSession(session, context);
    return redirectReply('/signed-out', { 'set-cookie': [sessions.end()] });
  }

  async #readerOf(session: ConsoleSession): Promise<Reader> {
    const { forms, nameOf } = this.#parts;
    return { name: await nameOf(session.subject), signOutToken: forms.token(session, '/sign-out') };
  }

  #pageAt(path: string): ConsolePage | undefined {
    return this.#pages.get(path) ?? this.#pages.get(path.replace(/\/[^/]*$/, '/*'));
  }

  #problem(thrown: unknown, context: RequestContext): View {
    if (!(thrown instanceof AdminProblem)) logError(asOAuthError(thrown), context, this.#parts.log);
    return problemView(thrown, context.requestId);
  }
}

function pathOf(request: HttpRequest): string {
  return request.target.split('?', 1)[0]!;
}
