import { type Html, html } from '../../pages/document.ts';

/** One thing that is counted or measured, at each instant of its chart. */
export interface Series {
  readonly name: string;
  /** `undefined`: nothing was measured then. */
  readonly values: readonly (number | undefined)[];
}

export interface Chart {
  /** Of its elements; unique on the page. */
  readonly id: string;
  readonly title: string;
  /** What the picture shows, in a sentence: its text alternative. */
  readonly summary: string;
  /** Epoch seconds of each value, in order. */
  readonly instants: readonly number[];
  readonly series: readonly Series[];
  /** An instant as the axis and the table name it. */
  readonly formatInstant: (at: number) => string;
  readonly formatValue: (value: number) => string;
  /** Of a whole series, for the legend; absent: none is shown. */
  readonly totalOf?: ((series: Series) => string) | undefined;
}

/** Units of the drawing, which is stretched to the width that there is. */
export const plot = { width: 480, height: 120 } as const;
/** Classes `series-1` … of the stylesheet; further series share the last. */
const seriesColours = 6;
const axisLabels = 5;

export function seriesClass(index: number): string {
  return `series-${Math.min(index + 1, seriesColours)}`;
}

/** The least of 1, 2 and 5 times a power of ten that is no less. */
export function roundMost(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most * (1 - 1e-9))!;
}

/** A coordinate with as many digits as anybody sees. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/**
 * A figure: legend, drawing, axis, and the same numbers as a table. Without a value it says so instead.
 * @param shapes what is drawn, in units of {@link plot}.
 * @param most the value at the upper edge.
 */
export function figure(chart: Chart, shapes: Html, most: number): Html {
  const { id, title, series, instants } = chart;
  const isEmpty = series.every(({ values }) => values.every((value) => value === undefined || value === 0));
  const head = html`<figcaption><h3 id="${id}-title">${title}</h3></figcaption>`;
  if (isEmpty)
    return html`<figure class="chart" id="${id}">${head}<p class="empty">Nothing in the last day.</p></figure>`;
  return html`<figure class="chart" id="${id}">${head}
<ul class="legend">${series.map(
    (one, index) =>
      html`<li><span class="swatch ${seriesClass(index)}"></span><span>${one.name}</span>${
        chart.totalOf === undefined ? '' : html` <strong>${chart.totalOf(one)}</strong>`
      }</li>`,
  )}</ul>
<div class="plot"><span class="most" aria-hidden="true">${chart.formatValue(most)}</span>
<svg role="img" aria-label="${chart.summary}" viewBox="0 0 ${plot.width} ${plot.height}" preserveAspectRatio="none">
<path class="grid" d="M0 0.5H${plot.width}M0 ${plot.height / 2}H${plot.width}M0 ${plot.height - 0.5}H${plot.width}"/>
${shapes}
</svg>
<p class="axis" aria-hidden="true">${labelled(instants).map((at) => html`<span>${chart.formatInstant(at)}</span>`)}</p></div>
<details><summary>As a table<span class="unseen">: ${title}</span></summary>${table(chart)}</details>
</figure>`;
}

function labelled(instants: readonly number[]): readonly number[] {
  const step = (instants.length - 1) / (axisLabels - 1);
  return Array.from({ length: axisLabels }, (_, index) => instants[Math.round(index * step)] ?? 0);
}

/** Only the instants at which there is something. */
function table({ title, instants, series, formatInstant, formatValue }: Chart): Html {
  const rows = instants.flatMap((at, index) => {
    const values = series.map(({ values }) => values[index]);
    return values.some((value) => value !== undefined && value !== 0) ? [{ at, values }] : [];
  });
  return html`<div class="scrolled" role="group" tabindex="0" aria-label="${title}, as a table"><table><thead><tr><th scope="col">From</th>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ at, values }) =>
      html`<tr><th scope="row">${formatInstant(at)}</th>${values.map((value) => html`<td>${value === undefined ? '–' : formatValue(value)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
