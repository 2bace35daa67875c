import type { AuthorizationDetailServiceGroup } from '../authorization-details/module.ts';
import type { AuthorizeServiceGroup } from '../authorize/module.ts';
import type { FormPostPage } from '../authorize/response-writer.ts';
import type { CibaServiceGroup } from '../ciba/module.ts';
import type { ClientServiceGroup } from '../clients/module.ts';
import type { DeviceServiceGroup } from '../device/module.ts';
import type { ExplorerServiceGroup } from '../explorer/module.ts';
import type { ExternalServiceGroup } from '../external/module.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { redirectReply } from '../http/reply.ts';
import type { LogoServiceGroup } from '../logos/module.ts';
import type { LogoutServiceGroup } from '../logout/module.ts';
import { paths } from '../model/endpoint-paths.ts';
import type { ProofServiceGroup } from '../proofs/module.ts';
import type { ResourceServiceGroup } from '../resources/module.ts';
import type { SessionServiceGroup } from '../sessions/module.ts';
import type { TokenServiceGroup } from '../tokens/module.ts';
import type { UserServiceGroup } from '../users/module.ts';
import type { GroundServices } from '../wiring/ground-services.ts';
import type { Module } from '../wiring/module.ts';
import { accountEndpoint } from './account-endpoint.ts';
import { assetEndpoint, versionOf } from './assets-endpoint.ts';
import { cibaEndpoint } from './ciba-endpoint.ts';
import { consentEndpoint } from './consent-endpoint.ts';
import { deviceEndpoint } from './device-endpoint.ts';
import { endSessionEndpoint, loggedOutEndpoint, logoutEndpoint } from './end-session-endpoint.ts';
import { formPostPage } from './form-post-page.ts';
import { grantsEndpoint } from './grants-endpoint.ts';
import { icon } from './icon.ts';
import { loginEndpoint } from './login-endpoint.ts';
import { isShown } from './page-form.ts';
import { PageWriter } from './page-writer.ts';
import type { Pages } from './pages.ts';
import { explorerRoutes } from './quickstart/explorer-endpoints.ts';
import { quickstartRoutes } from './quickstart/quickstart-endpoint.ts';

export interface PageServiceGroup {
  readonly pageWriter: PageWriter;
  readonly formPostPage: FormPostPage;
}

export interface PageOptions {
  /** How the pages look, and pages of your own one by one. */
  readonly pages?: Pages | undefined;
}

type Needs = GroundServices &
  ResourceServiceGroup &
  AuthorizationDetailServiceGroup &
  ClientServiceGroup &
  UserServiceGroup &
  SessionServiceGroup &
  Pick<AuthorizeServiceGroup, 'waitingAuthorizations' | 'requestObjects'> &
  Pick<ProofServiceGroup, 'dpop'> &
  Pick<TokenServiceGroup, 'tokenValidator'> &
  ExplorerServiceGroup &
  DeviceServiceGroup &
  CibaServiceGroup &
  LogoutServiceGroup &
  LogoServiceGroup &
  ExternalServiceGroup;

/** The pages, errors of all of which are shown to people. */
export const pagesModule: Module<PageServiceGroup, Needs, PageOptions> = {
  services: (options) => ({
    pageWriter: ({ settings, clientLogos }) =>
      new PageWriter(settings, options.pages, (client) => clientLogos.nameOf(client)),
    formPostPage: ({ pageWriter }) => formPostPage(pageWriter),
  }),
  routes: (services) =>
    endpoints(services).map(([path, endpoint]) => [path, { endpoint, cors: 'none', errors: 'html' }] as const),
  start: ({ pageWriter }) => pageWriter.start(),
  discovery: () => ({ endpoints: { end_session_endpoint: paths.endSession } }),
};

/** Whoever opens the address of the server alone is shown what they allowed whom, after signing in. */
function rootRoute({ issuer }: Pick<Needs, 'issuer'>): readonly [string, Endpoint] {
  return [
    '/',
    async (request) => {
      isShown(request);
      return redirectReply(`${issuer}/grants`);
    },
  ];
}

function endpoints(services: Needs & PageServiceGroup): readonly (readonly [string, Endpoint])[] {
  const { pageWriter } = services;
  const stylesheet = () => ({ body: pageWriter.stylesheet, version: pageWriter.stylesheetVersion });
  return [
    ['/login', loginEndpoint(services)],
    ['/consent', consentEndpoint(services)],
    ['/select-account', accountEndpoint(services)],
    ['/logout', logoutEndpoint(services)],
    ['/logout/done', loggedOutEndpoint(services)],
    [paths.endSession, endSessionEndpoint(services)],
    [paths.device, deviceEndpoint(services)],
    [paths.cibaPage, cibaEndpoint(services)],
    ['/grants', grantsEndpoint(services)],
    ['/assets/mintmark.svg', assetEndpoint('image/svg+xml', () => ({ body: icon, version: versionOf(icon) }))],
    ['/assets/mintmark.css', assetEndpoint('text/css; charset=utf-8', stylesheet)],
    ...(services.settings.mode === 'dev'
      ? [...quickstartRoutes(services), ...explorerRoutes(services)]
      : [rootRoute(services)]),
  ];
}
