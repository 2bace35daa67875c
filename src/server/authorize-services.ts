import { AuthorizeDecisions } from '../authorize/decision.ts';
import { PushedRequests } from '../authorize/pushed-requests.ts';
import { RequestObjectVerifier } from '../authorize/request-object.ts';
import { AuthorizeRequestValidator } from '../authorize/request-validator.ts';
import { AuthorizeResponseGenerator, type IAuthorizeResponseGenerator } from '../authorize/response-generator.ts';
import { AuthorizeResponseWriter } from '../authorize/response-writer.ts';
import { AuthorizeTargets } from '../authorize/target.ts';
import { Cookies } from '../http/cookies.ts';
import type { Settings } from '../model/settings.ts';
import { formPostPage } from '../pages/form-post-page.ts';
import { BrowserBinding } from '../sessions/browser-binding.ts';
import { ConsentService } from '../sessions/consent-service.ts';
import { InteractionService } from '../sessions/interaction-service.ts';
import { SessionService } from '../sessions/session-service.ts';
import { type IUserInfoResponseGenerator, UserInfoResponseGenerator } from '../userinfo/response-generator.ts';
import type { ServerOptions } from './server-options.ts';
import type { Factories } from './service-container.ts';
import type { Services } from './services.ts';

/** What signs browsers in and answers authorization requests. */
export interface AuthorizeServiceGroup {
  readonly cookies: Cookies;
  readonly browsers: BrowserBinding;
  readonly sessions: SessionService;
  readonly interactions: InteractionService;
  readonly consents: ConsentService;
  readonly requestObjects: RequestObjectVerifier;
  readonly pushedRequests: PushedRequests;
  readonly authorizeTargets: AuthorizeTargets;
  readonly authorizeRequestValidator: AuthorizeRequestValidator;
  readonly authorizeDecisions: AuthorizeDecisions;
  /** What the authorize endpoint sends back. Derive from `AuthorizeResponseGenerator`. */
  readonly authorizeResponseGenerator: IAuthorizeResponseGenerator;
  readonly authorizeResponseWriter: AuthorizeResponseWriter;
  /** What userinfo answers. Derive from `UserInfoResponseGenerator`. */
  readonly userInfoResponseGenerator: IUserInfoResponseGenerator;
}

/** The defaults of {@link AuthorizeServiceGroup}. */
export function authorizeFactories(options: ServerOptions, settings: Settings) {
  return {
    cookies: () => new Cookies(settings.issuer),
    browsers: (services) => new BrowserBinding(services),
    sessions: ({ vault, cookies, browsers, events }) =>
      new SessionService({ vault, cookies, browsers, events, lifetimes: settings.session }),
    interactions: ({ vault, browsers, clients, resources }) =>
      new InteractionService({ vault, browsers, clients, resources, interactionUrl: options.interactionUrl }),
    consents: (services) => new ConsentService(services),
    requestObjects: (services) => new RequestObjectVerifier(services),
    pushedRequests: ({ vault }) => new PushedRequests({ vault }),
    authorizeTargets: (services) => new AuthorizeTargets(services),
    authorizeRequestValidator: (services) => new AuthorizeRequestValidator(services),
    authorizeDecisions: (services) => new AuthorizeDecisions(services),
    authorizeResponseGenerator: (services) => new AuthorizeResponseGenerator(services),
    authorizeResponseWriter: ({ tokenCreationService, pageWriter }) =>
      new AuthorizeResponseWriter({ tokenCreationService, formPostPage: formPostPage(pageWriter) }),
    userInfoResponseGenerator: (services) => new UserInfoResponseGenerator(services),
  } satisfies Partial<Factories<Services>>;
}
