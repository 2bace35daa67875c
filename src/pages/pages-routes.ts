import type { Endpoint } from '../http/endpoint.ts';
import { paths } from '../model/endpoint-paths.ts';
import { accountEndpoint } from './account-endpoint.ts';
import { assetEndpoint } from './assets-endpoint.ts';
import { cibaEndpoint } from './ciba-endpoint.ts';
import { consentEndpoint } from './consent-endpoint.ts';
import { deviceEndpoint } from './device-endpoint.ts';
import { endSessionEndpoint, loggedOutEndpoint, logoutEndpoint } from './end-session-endpoint.ts';
import { grantsEndpoint } from './grants-endpoint.ts';
import { loginEndpoint } from './login-endpoint.ts';
import type { PageServices } from './page-services.ts';
import { quickstartRoutes } from './quickstart/quickstart-endpoint.ts';

/** The pages by their path relative to the issuer; errors of all of them are shown to people. */
export function pageRoutes(services: PageServices): ReadonlyMap<string, Endpoint> {
  const { pageWriter } = services;
  const stylesheet = () => ({ body: pageWriter.stylesheet, version: pageWriter.stylesheetVersion });
  return new Map<string, Endpoint>([
    ['/login', loginEndpoint(services)],
    ['/consent', consentEndpoint(services)],
    ['/select-account', accountEndpoint(services)],
    ['/logout', logoutEndpoint(services)],
    ['/logout/done', loggedOutEndpoint(services)],
    [paths.endSession, endSessionEndpoint(services)],
    [paths.device, deviceEndpoint(services)],
    ['/ciba', cibaEndpoint(services)],
    ['/grants', grantsEndpoint(services)],
    ['/assets/mintmark.css', assetEndpoint('text/css; charset=utf-8', stylesheet)],
    ...(services.settings.mode === 'dev' ? quickstartRoutes(services) : []),
  ]);
}
