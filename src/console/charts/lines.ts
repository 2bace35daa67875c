import { type Html, html } from '../../pages/document.ts';
import { type Chart, figure, plot, roundMost, seriesClass, short } from './chart.ts';

/** Measurements over time: a line for each series, broken where nothing was measured. */
export function lineChart(chart: Chart): Html {
  const { instants, series } = chart;
  const most = roundMost(Math.max(...series.flatMap(({ values }) => values.map((value = 0) => value))));
  const step = plot.width / instants.length;
  const shapes = series.map(({ values }, position) => {
    let isDown = false;
    const path = values
      .map((value, index) => {
        if (value === undefined) {
          isDown = false;
          return '';
        }
        const at = `${short((index + 0.5) * step)} ${short(plot.height - (value / most) * plot.height)}`;
        // A point by itself is seen as a dot: its line has round ends.
        const drawn = isDown ? `L${at}` : `M${at}h0.01`;
        isDown = true;
        return drawn;
      })
      .join('');
    return path === '' ? '' : html`<path class="line ${seriesClass(position)}" d="${path}"/>`;
  });
  return figure(chart, html`${shapes}`, most);
}
