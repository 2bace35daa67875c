import type { LatencyMeasurement } from '../measure/latency.ts';
import type { Measurement } from '../measure/measure-scenario.ts';
import type { MemoryRun } from '../measure/memory.ts';
import type { StartUp } from '../measure/start-up.ts';
import { median } from '../measure/statistics.ts';
import type { LoadResult } from '../protocol.ts';
import type { Contender, Scenario } from '../scenarios.ts';

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly measurements: readonly Measurement[];
}

const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);

/** One Markdown table of everything. */
export function resultTable(results: readonly ScenarioResult[]): string {
  const head = [
    'scenario',
    'server',
    'req/s',
    '± %',
    'p50 ms',
    'p99 ms',
    'CPU µs/req',
    'others %',
    'store calls/req',
    'RSS MB',
  ];
  const rows = results.flatMap(({ scenario, measurements }) =>
    measurements.map((measured) => [
      scenario.title,
      measured.contender.label,
      measured.requestsPerSecond.toFixed(0),
      (measured.spread * 100).toFixed(0),
      measured.p50.toFixed(2),
      measured.p99.toFixed(2),
      measured.cpu.toFixed(0),
      (measured.foreign * 100).toFixed(0),
      callText(measured.storeCalls),
      `${megabytes(measured.rssBefore)} → ${megabytes(measured.rssAfter)}`,
    ]),
  );
  return markdown(head, rows);
}

function callText(calls: Readonly<Record<string, number>> | undefined): string {
  if (calls === undefined) return '';
  const parts = Object.entries(calls)
    .filter(([, count]) => count >= 0.01)
    .map(([name, count]) => `${Number(count.toFixed(2))} ${name}`);
  return parts.length === 0 ? '0' : parts.join(', ');
}

/** Ratios of medians in the same run, with the promised ones marked. */
export function ratioTable(results: readonly ScenarioResult[]): string {
  const rows: string[][] = [];
  for (const { scenario, measurements } of results) {
    for (const ours of measurements.filter(({ contender }) => isOurs(contender))) {
      for (const other of measurements.filter(({ contender }) => isComparable(ours.contender, contender))) {
        const ratio = ours.requestsPerSecond / other.requestsPerSecond;
        const target = scenario.targets.find(
          ({ of, against }) => of === ours.contender.label && against === other.contender.label,
        );
        const verdict = target === undefined ? '' : `≥ ${target.least} ${ratio >= target.least ? 'met' : 'MISSED'}`;
        const pair = `${ours.contender.label} ÷ ${other.contender.label}`;
        rows.push([scenario.title, pair, ratio.toFixed(2), (other.cpu / ours.cpu).toFixed(2), verdict]);
      }
    }
  }
  return markdown(['scenario', 'ratio', 'of req/s', 'of req per CPU second', 'target'], rows);
}

function isOurs({ kind, root }: Contender): boolean {
  return kind === 'mintmark' && root === undefined;
}

/** Others' servers, and another commit's on the same kind of store. */
function isComparable(ours: Contender, other: Contender): boolean {
  return !isOurs(other) && (other.root === undefined || other.storage === ours.storage);
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function latencyTable(measured: readonly LatencyMeasurement[]): string {
  const head = ['at half of its most', 'server', 'req/s sent', 'p50 ms', 'p90 ms', 'p99 ms', 'p99.9 ms', 'slowest ms'];
  const rows = measured.map(({ title, label, rate, p50, p90, p99, p999, slowest }) => [
    title,
    label,
    rate.toFixed(0),
    ...[p50, p90, p99, p999, slowest].map((milliseconds) => milliseconds.toFixed(2)),
  ]);
  return markdown(head, rows);
}

export function startUpLine({ label, first, later }: StartUp): string {
  return `${label}: ready after ${later.toFixed(0)} ms (target ≤ 600), ${first.toFixed(0)} ms the very first time`;
}

export function memoryLine({ requests, rss }: MemoryRun): string {
  return `RSS after each tenth of ${requests} requests (target ≤ 150 MB and flat): ${rss.map(megabytes).join(' ')} MB`;
}

export function workersLines(results: Readonly<Record<1 | 2, readonly LoadResult[]>>): string[] {
  const rate = (workers: 1 | 2) => median(results[workers].map(({ requests, seconds }) => requests / seconds));
  const line = (workers: 1 | 2) =>
    `start --workers ${workers} on ${workers} of the cores, load generator included: ${rate(workers).toFixed(0)} req/s, p99 ${median(results[workers].map(({ p99 }) => p99)).toFixed(1)} ms`;
  const ratio = rate(2) / rate(1);
  return [line(1), line(2), `ratio ${ratio.toFixed(2)}: ≥ 1.7 ${ratio >= 1.7 ? 'met' : 'MISSED'}`];
}
