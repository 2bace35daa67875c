import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { concurrencyCurves } from '../measure/concurrency-curves.ts';
import type { Curves, PlotOrder } from '../measure/plot-order.ts';
import { rowCurves } from '../measure/row-curves.ts';
import { svgCharts } from './chart.ts';

/** Measures and writes `docs/performance-concurrency.svg` and `docs/performance-rows.svg`. */
export async function drawPlots(order: PlotOrder): Promise<void> {
  if (order.concurrency) write('concurrency', 'concurrent connections', await concurrencyCurves(order));
  if (order.rows > 0) write('rows', 'stored grants (SQLite)', await rowCurves(order));
}

function write(name: string, xLabel: string, { throughput, p99 }: Curves): void {
  const svg = svgCharts([
    { title: 'Throughput', xLabel, yLabel: 'requests a second', series: throughput },
    { title: 'Latency, 99th percentile', xLabel, yLabel: 'milliseconds', series: p99, logarithmic: true },
  ]);
  writeFileSync(fileURLToPath(new URL(`../../docs/performance-${name}.svg`, import.meta.url)), svg);
}
