import type { AuthorizationDetailServiceGroup } from '../authorization-details/module.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import { Cookies } from '../http/cookies.ts';
import type { Route } from '../http/route-table.ts';
import { AddressBudget } from '../operations/address-budget.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { BrowserBinding } from './browser-binding.ts';
import { ConsentService } from './consent-service.ts';
import type { InteractionDetails } from './interaction.ts';
import { interactionEndpoint } from './interaction-endpoint.ts';
import { InteractionService } from './interaction-service.ts';
import { KnownBrowsers } from './known-browsers.ts';
import { PasswordSignIn } from './password-sign-in.ts';
import { SessionService } from './session-service.ts';

export interface SessionServiceGroup {
  readonly cookies: Cookies;
  readonly browsers: BrowserBinding;
  /** What an address may have stored before anybody is known. */
  readonly waitingRequests: AddressBudget;
  readonly sessions: SessionService;
  readonly knownBrowsers: KnownBrowsers;
  readonly passwordSignIn: PasswordSignIn;
  readonly interactions: InteractionService;
  readonly consents: ConsentService;
}

export interface SessionOptions {
  /**
   * Sends browsers to a front end of your own for sign-in, consent and account choice: an absolute URL on the issuer's origin;
   * `undefined`: the built-in page. It calls `/interaction/<id>`, or `services.interactions` from code.
   */
  readonly interactionUrl?: ((details: InteractionDetails) => string | undefined) | undefined;
}

type Needs = GroundServices &
  ResourceServiceGroup &
  AuthorizationDetailServiceGroup &
  ClientServiceGroup &
  UserServiceGroup;

export const sessionsModule: Module<SessionServiceGroup, Needs, SessionOptions> = {
  services: ({ interactionUrl }) => ({
    cookies: ({ issuer }) => new Cookies(issuer),
    browsers: (services) => new BrowserBinding(services),
    waitingRequests: ({ settings: { limits } }) =>
      new AddressBudget({ most: limits.waitingRequestsPerAddress, windowSeconds: limits.windowSeconds }),
    sessions: ({ vault, cookies, browsers, events, settings }) =>
      new SessionService({ vault, cookies, browsers, events, settings: settings.session }),
    knownBrowsers: (services) => new KnownBrowsers(services),
    passwordSignIn: (services) => new PasswordSignIn(services),
    interactions: ({
      vault,
      browsers,
      sessions,
      clients,
      resources,
      authorizationDetails,
      waitingRequests,
      settings,
    }) =>
      new InteractionService({
        vault,
        browsers,
        sessions,
        clients,
        resources,
        authorizationDetails,
        waitingRequests,
        settings,
        interactionUrl,
      }),
    consents: (services) => new ConsentService(services),
  }),
  takeOver: ({ waitingRequests }, before) => waitingRequests.takeOver(before.waitingRequests),
  routes: (services) => (services.interactions.hasFrontEnd ? [interactionRoute(services)] : []),
  spans: {
    sessions: { current: 'session', signIn: 'session' },
    passwordSignIn: { verify: 'password' },
    interactions: { begin: 'interaction', open: 'interaction', finish: 'interaction' },
    consents: { covers: 'consent', remember: 'consent' },
  },
};

/** What front ends of one's own call, where there is one. */
function interactionRoute({ interactions, passwordSignIn }: SessionServiceGroup): readonly [string, Route] {
  return [
    '/interaction/*',
    { endpoint: interactionEndpoint({ interactions, passwordSignIn }), cors: 'none', errors: 'json' },
  ];
}
