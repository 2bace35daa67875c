import type { Trip, TripPage, TripQuery } from '../trip.ts';
import { type ExplorerFrame, explorerNavigation, type Html, html, milliseconds } from './frame.ts';

export interface TripListModel extends ExplorerFrame {
  readonly page: TripPage;
  readonly query: TripQuery;
  /** `false`: nothing is recorded here, and how to change that is said instead. */
  readonly on: boolean;
}

/** The last requests with their filter. Ids: `trips`, `no-trips`, `older`. */
export function renderTripList(model: TripListModel): Html {
  const { links, on } = model;
  if (!on) {
    return html`<p id="explorer-off" class="notice">The explorer is off: <code>admin.explorer: true</code> in the configuration switches it on.</p>
${explorerNavigation(links)}`;
  }
  return html`${filter(model)}
${groups(model)}
${model.page.items.length === 0 ? html`<p id="no-trips" class="empty">No request that fits was kept.</p>` : list(model)}
${explorerNavigation(links)}`;
}

function filter({ query, links }: TripListModel): Html {
  const field = (name: 'clientId' | 'path' | 'reason' | 'requestId', label: string) =>
    html`<div><label for="${name}">${label}</label><input id="${name}" name="${name}" type="text" value="${query[name] ?? ''}" autocomplete="off" spellcheck="false"></div>`;
  const option = (value: string, text: string) =>
    html`<option value="${value}"${(query.outcome ?? '') === value ? ' selected' : ''}>${text}</option>`;
  return html`<form method="get" action="${links.trips}" class="trip-filter" role="search">
${field('clientId', 'Client')}${field('path', 'Path')}
<div><label for="outcome">Outcome</label><select id="outcome" name="outcome">${option('', 'all')}${option('answered', 'answered')}${option('refused', 'refused')}</select></div>
${field('reason', 'Reason')}${field('requestId', 'Request id')}
<div><label for="minutes">Within minutes</label><input id="minutes" name="minutes" type="text" inputmode="numeric"></div>
<div class="buttons"><button type="submit">Find</button></div>
</form>`;
}

/** What the requests that are shown have in common, each with the way to those alone. */
function groups({ page, query, links }: TripListModel): Html {
  const by = (name: 'clientId' | 'path' | 'reason', label: string, read: (trip: Trip) => string | undefined) => {
    const counts = new Map<string, number>();
    for (const trip of page.items) {
      const value = read(trip);
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (counts.size < 2) return html``;
    const most = [...counts].sort(([, one], [, other]) => other - one).slice(0, 8);
    return html`<p class="hint">${label}: ${most.map(([value, count]) => html`<a href="${links.trips}?${queryText({ ...query, after: undefined, [name]: value })}">${value}</a> ${count} `)}</p>`;
  };
  return html`<div id="groups">${by('clientId', 'By client', ({ clientId }) => clientId)}${by('path', 'By path', ({ path }) => path)}${by('reason', 'By reason', ({ refusal }) => refusal?.reason)}</div>`;
}

function list({ page, links, formatTime, query }: TripListModel): Html {
  const older =
    page.next === undefined
      ? ''
      : html`<p><a id="older" href="${links.trips}?${queryText({ ...query, after: page.next })}">Older</a></p>`;
  return html`<div class="scrolled" tabindex="0" role="region" aria-label="Requests"><table id="trips"><thead><tr><th scope="col">Request</th><th scope="col">Status</th><th scope="col">Client</th><th scope="col">Took</th><th scope="col">When</th></tr></thead>
<tbody>${page.items.map((trip) => row(trip, links.trips, formatTime))}</tbody></table></div>
${older}`;
}

function row(trip: Trip, base: string, formatTime: (at: number) => string): Html {
  const { requestId, method, path, status, outcome, clientId, grantType, durationMs, at, refusal } = trip;
  const why = refusal?.reason === undefined ? '' : html` <span class="reason">${refusal.reason}</span>`;
  return html`<tr class="${outcome}"><td><a href="${base}/${requestId}">${method} ${path}</a>${grantType === undefined ? '' : html` <small>${grantType}</small>`}</td><td>${status}${why}</td><td>${clientId ?? ''}</td><td class="number">${milliseconds(durationMs)}</td><td>${formatTime(at)}</td></tr>`;
}

function queryText(query: TripQuery): string {
  const kept = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return new URLSearchParams(kept).toString();
}
