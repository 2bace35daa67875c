import { type Html, html } from '../../pages/document.ts';
import { type Chart, figure, plot, roundMost, seriesClass, short } from './chart.ts';

/** Share of a column that is left free. */
const gap = 0.2;

/** Counts over time: a column for each instant, its series on top of each other. */
export function barChart(chart: Chart): Html {
  const { instants, series } = chart;
  const heights = instants.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const most = roundMost(Math.max(...heights));
  const width = plot.width / instants.length;
  const below = new Array<number>(instants.length).fill(0);
  const shapes = series.map(({ values }, position) => {
    const path = values
      .map((value = 0, index) => {
        if (value === 0) return '';
        const height = (value / most) * plot.height;
        const top = plot.height - below[index]! - height;
        below[index]! += height;
        return `M${short(index * width + (gap / 2) * width)} ${short(top)}h${short((1 - gap) * width)}v${short(height)}h${short((gap - 1) * width)}z`;
      })
      .join('');
    return path === '' ? '' : html`<path class="bar ${seriesClass(position)}" d="${path}"/>`;
  });
  return figure(chart, html`${shapes}`, most);
}
