import type { Endpoint } from '../../endpoints/endpoint.ts';
import { sha256 } from '../../keys/digest.ts';
import { assetEndpoint } from '../assets-endpoint.ts';
import { isShown } from '../page-form.ts';
import type { PageServices } from '../page-services.ts';
import { renderQuickstartPage } from './quickstart-page.ts';
import { quickstartScript } from './quickstart-script.ts';

/** The page from which a newcomer runs each grant; the server mounts it in `dev` only. */
export function quickstartRoutes(services: Pick<PageServices, 'issuer' | 'pageWriter'>): [string, Endpoint][] {
  const { issuer, pageWriter } = services;
  const version = sha256(quickstartScript).slice(0, 16);
  const page: Endpoint = async (request) => {
    isShown(request);
    const script = `${issuer}/assets/quickstart.js?v=${version}`;
    return pageWriter.reply(await renderQuickstartPage(pageWriter.frame(request, ['en']), script), { scripts: true });
  };
  const script = assetEndpoint('text/javascript; charset=utf-8', () => ({ body: quickstartScript, version }));
  return [
    ['/quickstart', page],
    ['/quickstart/callback', page],
    ['/assets/quickstart.js', script],
  ];
}
