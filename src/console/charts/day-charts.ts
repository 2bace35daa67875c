import { type DaySlot, quantileOf, slotSeconds, sumOf } from '../../operations/day-metrics.ts';
import { type Html, html } from '../../pages/document.ts';
import { barChart } from './bars.ts';
import type { Chart, Series } from './chart.ts';
import { lineChart } from './lines.ts';

/** Slots that are drawn as one column: half an hour. */
const slotsPerColumn = 6;
/** Reasons of refusals by name; the others are added up. */
const mostReasons = 5;

const grantNames: Readonly<Record<string, string>> = {
  client_credentials: 'client credentials',
  authorization_code: 'authorization code',
  refresh_token: 'refresh token',
  'urn:ietf:params:oauth:grant-type:device_code': 'device code',
  'urn:openid:params:grant-type:ciba': 'CIBA',
  'urn:ietf:params:oauth:grant-type:token-exchange': 'token exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'JWT bearer',
  extension: 'extension grants',
};

/** The last day in four pictures. @param timeZone IANA name. */
export function dayCharts(day: readonly DaySlot[], timeZone: string): Html {
  const columns = inColumns(day);
  const total = sumOf(day);
  const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  const counts = new Intl.NumberFormat('en');
  const common = {
    instants: columns.map(({ at }) => at),
    formatInstant: (at: number) => hours.format(at * 1000),
    formatValue: (value: number) => counts.format(value),
  };
  const summed = ({ values }: Series) => counts.format(values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  const counted = { ...common, totalOf: summed };
  const charts: readonly Html[] = [
    barChart({
      ...counted,
      id: 'tokens',
      title: 'Tokens by grant',
      summary: `Token responses of the last day: ${inWords(total.tokens)}.`,
      series: seriesOf(columns, 'tokens', total.tokens, (name) => grantNames[name] ?? name),
    }),
    barChart({
      ...counted,
      id: 'refusals',
      title: 'Refusals by reason',
      summary: `Refused requests of the last day: ${inWords(total.refusals)}.`,
      series: seriesOf(columns, 'refusals', total.refusals, (name) => name),
    }),
    lineChart(latencyChart(columns, total, common)),
    barChart({
      ...counted,
      id: 'sign-ins',
      title: 'Sign-ins',
      summary: `${total.signIns} people signed in during the last day; ${total.failedSignIns} attempts failed.`,
      series: [
        { name: 'signed in', values: columns.map(({ signIns }) => signIns) },
        { name: 'failed', values: columns.map(({ failedSignIns }) => failedSignIns) },
      ],
    }),
  ];
  return html`<div class="charts">${charts}</div>`;
}

function latencyChart(
  columns: readonly DaySlot[],
  total: DaySlot,
  common: Pick<Chart, 'instants' | 'formatInstant'>,
): Chart {
  const last = (share: number) => formatMilliseconds(1000 * (quantileOf(total.latency, share) ?? 0));
  return {
    ...common,
    id: 'latency',
    title: 'Time to answer',
    summary: `Of the requests of the last day half were answered within ${last(0.5)}, and 99 of 100 within ${last(0.99)}.`,
    formatValue: formatMilliseconds,
    series: (
      [
        ['half of the requests (p50)', 0.5],
        ['99 of 100 (p99)', 0.99],
      ] as const
    ).map(([name, share]) => ({
      name,
      values: columns.map(({ latency }) => {
        const seconds = quantileOf(latency, share);
        return seconds === undefined ? undefined : seconds * 1000;
      }),
    })),
  };
}

function formatMilliseconds(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toPrecision(2))} s` : `${Number(value.toPrecision(2))} ms`;
}

function inColumns(day: readonly DaySlot[]): readonly DaySlot[] {
  // On full half hours, so that a column keeps its slots while time passes.
  const length = slotsPerColumn * slotSeconds;
  const columns = Map.groupBy(day, ({ at }) => at - (at % length));
  return [...columns].map(([at, slots]) => ({ ...sumOf(slots), at }));
}

/** The most frequent first; what is rare is added up. */
function seriesOf(
  columns: readonly DaySlot[],
  member: 'tokens' | 'refusals',
  total: Readonly<Record<string, number>>,
  nameOf: (name: string) => string,
): readonly Series[] {
  const names = byFrequency(total);
  const shown = names.length > mostReasons + 1 ? names.slice(0, mostReasons) : names;
  const rest = names.slice(shown.length);
  const series = shown.map((name) => ({
    name: nameOf(name),
    values: columns.map((column) => column[member][name] ?? 0),
  }));
  if (rest.length === 0) return series;
  const values = columns.map((column) => rest.reduce((sum, name) => sum + (column[member][name] ?? 0), 0));
  return [...series, { name: `${rest.length} others`, values }];
}

function byFrequency(total: Readonly<Record<string, number>>): readonly string[] {
  return Object.keys(total).sort((a, b) => (total[b] ?? 0) - (total[a] ?? 0) || a.localeCompare(b));
}

function inWords(total: Readonly<Record<string, number>>): string {
  const names = byFrequency(total);
  return names.length === 0 ? 'none' : names.map((name) => `${total[name]} ${grantNames[name] ?? name}`).join(', ');
}
