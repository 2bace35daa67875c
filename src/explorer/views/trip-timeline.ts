import type { Trip } from '../trip.ts';
import { type Html, html, milliseconds } from './frame.ts';
import { stepName } from './step-names.ts';

/** One bar. */
interface Row {
  readonly kind: 'step' | 'store' | 'seam' | 'event';
  readonly label: string;
  readonly result?: string | undefined;
  readonly startMs: number;
  readonly durationMs: number;
  readonly outcome: 'done' | 'refused' | 'failed';
}

const kinds: Readonly<Record<Row['kind'], string>> = {
  step: '',
  store: 'store',
  seam: 'your own',
  event: 'event',
};

/** Everything that happened, in its order, with a bar for when and how long. The bars repeat what the numbers say. */
export function tripTimeline(trip: Trip): Html {
  const rows = rowsOf(trip);
  const whole = Math.max(trip.durationMs, ...rows.map(({ startMs, durationMs }) => startMs + durationMs), 0.001);
  return html`<div class="scrolled" tabindex="0" role="region" aria-label="Steps"><table id="steps" class="timeline"><thead><tr><th scope="col">Step</th><th scope="col">Began</th><th scope="col">Took</th><th scope="col">When</th></tr></thead>
<tbody>${rows.map((row) => line(row, whole))}</tbody></table></div>`;
}

function rowsOf(trip: Trip): readonly Row[] {
  const first = Math.min(trip.durationMs, ...trip.steps.map(({ startMs }) => startMs));
  const rows: Row[] = [
    { kind: 'step', label: 'Listen, route, read', startMs: 0, durationMs: first, outcome: 'done' },
    ...trip.steps.map((step) => ({ ...step, kind: 'step' as const, label: stepName(step.name) })),
    ...trip.storeCalls.map(({ operation, failed, ...times }) => ({
      ...times,
      kind: 'store' as const,
      label: operation,
      outcome: failed ? ('failed' as const) : ('done' as const),
    })),
    ...trip.seams.map(({ className, method, ...seam }) => ({
      ...seam,
      kind: 'seam' as const,
      label: `${className}.${method}`,
    })),
    ...trip.events.map(({ type, atMs }) => ({
      kind: 'event' as const,
      label: type,
      startMs: atMs,
      durationMs: 0,
      outcome: 'done' as const,
    })),
  ];
  return rows.sort((one, other) => one.startMs - other.startMs || other.durationMs - one.durationMs);
}

function line({ kind, label, result, startMs, durationMs, outcome }: Row, whole: number): Html {
  const hint = kinds[kind] === '' ? '' : html` <small>${kinds[kind]}</small>`;
  const ended = outcome === 'done' ? '' : html` <strong class="reason">${outcome}</strong>`;
  const said = result === undefined || result === '' ? '' : html`<br><small>${result}</small>`;
  const x = ((100 * startMs) / whole).toFixed(2);
  const width = Math.max(0.6, (100 * durationMs) / whole).toFixed(2);
  return html`<tr class="${kind} ${outcome}"><td>${label}${hint}${ended}${said}</td><td class="number">${milliseconds(startMs)}</td><td class="number">${kind === 'event' ? '' : milliseconds(durationMs)}</td><td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="rail" x="0" y="4" width="100" height="2"/><rect class="${kind} ${outcome}" x="${x}" y="0" width="${width}" height="10"/></svg></td></tr>`;
}
