import type { Trip, TripChange, TripRefusal, TripSeam } from '../trip.ts';
import { type ExplorerFrame, explorerNavigation, type Html, html, milliseconds, terms } from './frame.ts';
import { tripTimeline } from './trip-timeline.ts';

export interface TripModel extends ExplorerFrame {
  /** `undefined`: it was never kept, or newer ones pushed it out. */
  readonly trip: Trip | undefined;
}

/** One trip. Ids: `trip`, `refusal`, `steps`, `sent`, `seams`, `events`; `no-trip` where there is none. */
export function renderTrip({ trip, links, formatTime }: TripModel): Html {
  if (trip === undefined) {
    return html`<p id="no-trip" class="empty">No request of this id is kept: it is too old, or was answered by another process.</p>
${explorerNavigation(links)}`;
  }
  const { method, path, status, durationMs, at, clientId, grantType, subjectId, requestId, leftOut } = trip;
  return html`<p id="trip" class="subtitle"><code>${method} ${path}</code> was ${trip.outcome} with ${status} in ${milliseconds(durationMs)}.</p>
${trip.refusal === undefined ? '' : refusal(trip.refusal)}
${terms([
  ['Client', clientId],
  ['Grant', grantType],
  ['User', subjectId],
  ['When', formatTime(at)],
  ['Request id', html`<code>${requestId}</code>`],
])}
${way(trip)}
${leftOut === 0 ? '' : html`<p class="hint">And ${leftOut} more that were not kept.</p>`}
${trip.seams.length === 0 ? '' : html`<h2>What your own code changed</h2><ul id="seams">${trip.seams.map(seam)}</ul>`}
${sent(trip)}
${events(trip)}
${explorerNavigation(links)}`;
}

function way(trip: Trip): Html {
  if (trip.isBrief)
    return html`<p id="brief" class="notice">It was refused before it was read, or more requests came in that second than are followed: its steps are not known.</p>`;
  return html`<h2>Its way through the server</h2>
${tripTimeline(trip)}`;
}

function refusal({ reason, error, description, detail, fields, section, likelyCause, setting }: TripRefusal): Html {
  return html`<section id="refusal" class="problem" aria-labelledby="refusal-title"><h2 id="refusal-title">Why it was refused</h2>
${terms([
  ['Reason', reason === undefined ? undefined : html`<code>${reason}</code>`],
  ['What was wrong', detail],
  ...fields.map(({ name, value }) => [name, value] as const),
  ['Likely cause', likelyCause],
  ['Setting to look at', setting === 'none' ? 'none decides this' : html`<code>${setting}</code>`],
  [
    'The client was told',
    [error, description].filter((text) => text !== undefined && text !== '').join(': ') || undefined,
  ],
  ['Rule', section],
])}</section>`;
}

function seam({ service, className, method, outcome, changes, durationMs }: TripSeam): Html {
  const ended = outcome === 'done' ? '' : html` <strong class="reason">${outcome}</strong>`;
  const what =
    changes === undefined
      ? html`<br><small>was called</small>`
      : changes.length === 0
        ? html`<br><small>changed nothing</small>`
        : html`<ul>${changes.map(change)}</ul>`;
  return html`<li><code>${className}.${method}</code> <small>of ${service}, ${milliseconds(durationMs)}</small>${ended}${what}</li>`;
}

function change({ kind, member, value }: TripChange): Html {
  return html`<li>${kind} <code>${member}</code>${value === undefined ? '' : html`: ${value}`}</li>`;
}

function sent({ parameters }: Trip): Html {
  if (parameters.length === 0) return html``;
  return html`<h2>What was sent</h2>
<p class="hint">By name; values only where they are harmless.</p>
<table id="sent"><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Value</th></tr></thead><tbody>${parameters.map(
    (parameter) =>
      html`<tr><td><code>${parameter.name}</code></td><td>${parameter.in}</td><td>${parameter.value ?? html`<small>not shown</small>`}</td></tr>`,
  )}</tbody></table>`;
}

function events({ events: raised }: Trip): Html {
  if (raised.length === 0) return html``;
  return html`<h2>Events</h2><ul id="events">${raised.map(
    ({ type, facts }) =>
      html`<li><code>${type}</code>${terms(facts.map(({ name, value }) => [name, value] as const))}</li>`,
  )}</ul>`;
}
