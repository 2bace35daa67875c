import type { AuthorizationDetailsService } from '../authorization-details/service.ts';
import type { Settings } from '../model/settings.ts';
import type { Events } from '../operations/events.ts';
import type { Logger } from '../operations/log.ts';
import type { ResourceValidator } from '../resources/resource-validator.ts';
import type { BrowserBinding } from '../sessions/browser-binding.ts';
import type { ConsentService } from '../sessions/consent-service.ts';
import type { InteractionService } from '../sessions/interaction-service.ts';
import type { SessionService } from '../sessions/session-service.ts';
import type { SignIn } from '../sessions/sign-in.ts';
import type { AuthorizeDecisions } from './decision.ts';
import type { PushedRequests } from './pushed-requests.ts';
import type { AuthorizeRequestValidator } from './request-validator.ts';
import type { IAuthorizeResponseGenerator } from './response-generator.ts';
import type { AuthorizeResponseWriter } from './response-writer.ts';
import type { AuthorizeTargets } from './target.ts';

/** What an authorization request needs on its way. */
export interface AuthorizeServices {
  readonly authorizeTargets: AuthorizeTargets;
  readonly authorizeRequestValidator: AuthorizeRequestValidator;
  readonly authorizeDecisions: AuthorizeDecisions;
  readonly pushedRequests: PushedRequests;
  readonly sessions: SessionService;
  readonly logout: SignIn;
  readonly interactions: InteractionService;
  readonly browsers: BrowserBinding;
  readonly consents: ConsentService;
  readonly resources: ResourceValidator;
  readonly authorizationDetails: AuthorizationDetailsService;
  readonly authorizeResponseGenerator: IAuthorizeResponseGenerator;
  readonly authorizeResponseWriter: AuthorizeResponseWriter;
  readonly events: Events;
  readonly log: Logger;
  readonly settings: Pick<Settings, 'customAuthorizeParameters'>;
}
