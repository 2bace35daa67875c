import { oauthError } from '../../errors/oauth-error.ts';
import type { ExplainServices } from '../../explorer/explanation/explain-services.ts';
import type { Trips } from '../../explorer/trips.ts';
import type { Endpoint } from '../../http/endpoint.ts';
import { readForm } from '../../http/form.ts';
import { isLoopbackHost } from '../../keys/public-address.ts';
import type { HttpReply, HttpRequest } from '../../model/http-message.ts';
import { assetEndpoint, versionOf } from '../assets-endpoint.ts';
import { type Html, html, renderDocument } from '../document.ts';
import { isShown } from '../page-form.ts';
import type { PageWriter } from '../page-writer.ts';
import { quickstartStylesheet } from './quickstart-stylesheet.ts';

export interface ExplorerPageServices extends ExplainServices {
  readonly trips: Trips;
  readonly pageWriter: PageWriter;
}

const stylesheetPath = '/assets/explorer.css';

/**
 * The trips of the last requests and the explanation of tokens beside the quickstart, for whoever sits at this machine: nothing is there for others.
 * The views are loaded when they are first asked for.
 */
export function explorerRoutes(services: ExplorerPageServices): [string, Endpoint][] {
  const { issuer, trips, pageWriter } = services;
  const base = `${issuer}/quickstart`;
  const links = {
    trips: `${base}/trips`,
    explain: `${base}/explain`,
    home: { href: base, text: 'Quickstart' },
  };
  const show = async (
    request: HttpRequest,
    title: string,
    body: (frame: { readonly links: typeof links; formatTime(at: number): string }) => Html,
  ): Promise<HttpReply> => {
    const frame = pageWriter.frame(request, { uiLocales: ['en'] });
    const stylesheets = [...frame.stylesheets, `${issuer}${stylesheetPath}?v=${versionOf(await stylesheet())}`];
    return pageWriter.reply(
      await renderDocument(
        { ...frame, stylesheets },
        { title, wide: true, body: html`<h1>${title}</h1>${body({ links, formatTime: frame.formatTime })}` },
      ),
    );
  };
  const list: Endpoint = async (request) => {
    requireThisMachine(request);
    isShown(request);
    const [{ renderTripList }, { tripQueryOf }] = await Promise.all([
      import('../../explorer/views/trip-list-view.ts'),
      import('../../explorer/views/trip-query.ts'),
    ]);
    const query = tripQueryOf(new URLSearchParams(request.target.split('?', 2)[1] ?? ''));
    return show(request, 'Requests', (frame) =>
      renderTripList({ ...frame, page: trips.list(query), query, on: trips.on }),
    );
  };
  const trip: Endpoint = async (request) => {
    requireThisMachine(request);
    isShown(request);
    const { renderTrip } = await import('../../explorer/views/trip-view.ts');
    const requestId = request.target.split('?', 1)[0]!.split('/').at(-1)!;
    return show(request, 'The trip of a request', (frame) => renderTrip({ ...frame, trip: trips.find(requestId) }));
  };
  const explain: Endpoint = async (request, context) => {
    requireThisMachine(request);
    const [{ renderExplain }, { explainToken }] = await Promise.all([
      import('../../explorer/views/explain-view.ts'),
      import('../../explorer/explanation/explain-token.ts'),
    ]);
    const pasted = isShown(request) ? undefined : ((await readForm(request)).get('token') ?? '');
    const explanation = pasted === undefined ? undefined : await explainToken(services, pasted, context.now);
    return show(request, 'Explain a token', (frame) => renderExplain({ ...frame, explanation }));
  };
  return [
    ['/quickstart/trips', list],
    ['/quickstart/trips/*', trip],
    ['/quickstart/explain', explain],
    [stylesheetPath, stylesheetEndpoint],
  ];
}

async function stylesheet(): Promise<string> {
  const { explorerStylesheet } = await import('../../explorer/views/stylesheet.ts');
  return `${quickstartStylesheet}${explorerStylesheet}`;
}

const stylesheetEndpoint: Endpoint = async (request, context) => {
  const body = await stylesheet();
  return assetEndpoint('text/css; charset=utf-8', () => ({ body, version: versionOf(body) }))(request, context);
};

/** `mintmark dev --expose` lets others in, whom nothing of this concerns. @throws {OAuthError} `request.not-found`. */
function requireThisMachine({ remoteAddress }: HttpRequest): void {
  if (remoteAddress === undefined || !isLoopbackHost(remoteAddress)) throw oauthError('request.not-found');
}
