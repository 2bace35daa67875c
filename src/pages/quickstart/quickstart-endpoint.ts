import type { Endpoint } from '../../http/endpoint.ts';
import { redirectReply } from '../../http/reply.ts';
import { assetEndpoint, versionOf } from '../assets-endpoint.ts';
import { isShown } from '../page-form.ts';
import type { PageServices } from '../page-services.ts';
import { en } from '../texts/en.ts';
import { renderOverviewPage } from './overview-page.ts';
import { renderQuickstartPage } from './quickstart-page.ts';
import { quickstartScript } from './quickstart-script.ts';
import { quickstartStylesheet } from './quickstart-stylesheet.ts';

type QuickstartServices = Pick<PageServices, 'issuer' | 'pageWriter' | 'clients' | 'resources'>;

/** What only the quickstart has: another configuration may call a client of its own `web`. */
const quickstartApi = 'urn:mintmark:quickstart';

/** The page from which a newcomer runs each grant, and the way there from `/`; the server mounts them in `dev` only. */
export function quickstartRoutes(services: QuickstartServices): [string, Endpoint][] {
  const { issuer, pageWriter } = services;
  const script = asset('quickstart.js', 'text/javascript; charset=utf-8', quickstartScript);
  const stylesheet = asset('quickstart.css', 'text/css; charset=utf-8', quickstartStylesheet);
  const page: Endpoint = async (request) => {
    isShown(request);
    // It is there in English alone, whatever other pages are in.
    const frame = { ...pageWriter.frame(request), language: 'en', texts: en };
    if (services.resources.apiResource(quickstartApi) === undefined) {
      return pageWriter.reply(await renderOverviewPage(frame, services.clients.configured));
    }
    const stylesheets = [...frame.stylesheets, issuer + stylesheet.href];
    const document = await renderQuickstartPage({ ...frame, stylesheets }, issuer + script.href);
    return pageWriter.reply(document, { scripts: true });
  };
  const root: Endpoint = async (request) => {
    isShown(request);
    return redirectReply(`${issuer}/quickstart`);
  };
  return [['/', root], ['/quickstart', page], ['/quickstart/callback', page], script.route, stylesheet.route];
}

function asset(name: string, contentType: string, body: string) {
  const version = versionOf(body);
  const path = `/assets/${name}`;
  const route: [string, Endpoint] = [path, assetEndpoint(contentType, () => ({ body, version }))];
  return { href: `${path}?v=${version}`, route };
}
