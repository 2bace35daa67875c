import type { ExplainServices } from '../explorer/explanation/explain-services.ts';
import { explainToken } from '../explorer/explanation/explain-token.ts';
import type { Trips } from '../explorer/trips.ts';
import { renderExplain } from '../explorer/views/explain-view.ts';
import { renderTripList } from '../explorer/views/trip-list-view.ts';
import { tripQueryOf } from '../explorer/views/trip-query.ts';
import { renderTrip } from '../explorer/views/trip-view.ts';
import type { ConsolePage } from './page.ts';

const links = { trips: '/trips', explain: '/explain' };

/** The explorer: what became of the last requests, and what is in a token. */
export function explorerPages(
  services: ExplainServices & { readonly trips: Trips },
  formatTime: (at: number) => string,
): readonly ConsolePage[] {
  const { trips } = services;
  return [
    {
      path: '/trips',
      async show({ query: asked, context }) {
        const parameters = new URLSearchParams(asked.names().map((name) => [name, asked.get(name) ?? '']));
        const query = tripQueryOf(parameters, context.now);
        const body = renderTripList({ page: trips.list(query), query, links, on: trips.on, formatTime });
        return { title: 'Trips of the last requests', section: 'trips', body };
      },
    },
    {
      path: '/trips/*',
      async show({ path }) {
        const trip = trips.find(path.slice('/trips/'.length));
        return {
          title: 'The trip of a request',
          section: 'trips',
          status: trip === undefined ? 404 : 200,
          body: renderTrip({ trip, links, formatTime }),
        };
      },
    },
    {
      path: '/explain',
      async show({ token }) {
        return {
          title: 'Explain a token',
          section: 'explain',
          body: renderExplain({ links, formatTime, hiddenFields: { csrf: token('/explain') } }),
        };
      },
      async act({ token, context }, form) {
        const explanation = await explainToken(services, form.get('token') ?? '', context.now);
        const body = renderExplain({ explanation, links, formatTime, hiddenFields: { csrf: token('/explain') } });
        return { title: 'Explain a token', section: 'explain', body };
      },
    },
  ];
}
