import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { measureAttacks } from './attacks/measure-attacks.ts';
import { measureLatency } from './measure/latency.ts';
import { LoadGenerator } from './measure/load-generator.ts';
import { measureScenario } from './measure/measure-scenario.ts';
import { measureMemory } from './measure/memory.ts';
import { OtherCommit } from './measure/other-commit.ts';
import { pin, pinned } from './measure/pinning.ts';
import { measureStartUp } from './measure/start-up.ts';
import { measureWorkers } from './measure/workers.ts';
import { benchOptions } from './options.ts';
import type { LoadResult } from './protocol.ts';
import { heaviestFrames } from './report/heaviest-frames.ts';
import { clear, tell } from './report/progress.ts';
import {
  latencyTable,
  memoryLine,
  ratioTable,
  resultTable,
  type ScenarioResult,
  startUpLine,
  workersLines,
} from './report/table.ts';
import { against, scenarios } from './scenarios.ts';
import { Storages } from './storages.ts';

const options = benchOptions();
const cores = availableParallelism();
const wants = (name: string) => options.only.length === 0 || options.only.some((part) => name.includes(part));
const storages = new Storages();
const file = (name: string) => storages.file(name);
const lines: string[] = [];
const results: ScenarioResult[] = [];
const other = options.against === undefined ? undefined : OtherCommit.checkOut(options.against);

/** What fails is told and fails the run in the end; the other figures are shown all the same. */
async function attempt(name: string, work: () => Promise<void>): Promise<void> {
  if (!wants(name)) return;
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    lines.push(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

// Everything but the server under test: load generator, databases, this process.
pin(process.pid, 1);
const load = await LoadGenerator.start();
try {
  for (const scenario of other === undefined ? scenarios : against(other)) {
    await attempt(scenario.name, async () => {
      const measurements = await measureScenario(scenario, options.plan, load, storages.of, tell);
      results.push({ scenario, measurements });
      for (const { contender, profile } of measurements) {
        if (profile === undefined) continue;
        lines.push(`\n${scenario.title}, ${contender.label}\n${heaviestFrames(profile, 45)}`);
      }
    });
  }
  await attempt('memory', async () => {
    lines.push(memoryLine(await measureMemory(options.memoryRequests, load, tell)));
  });
  await attempt('start', async () => {
    tell('start-up');
    for (const startUp of await measureStartUp(file, 5, other)) lines.push(startUpLine(startUp));
  });
  await attempt('workers', async () => {
    if (!pinned) throw new Error('it needs two cores to which processes can be pinned');
    const seconds = Math.max(3, options.plan.seconds);
    const results: Record<1 | 2, LoadResult[]> = { 1: [], 2: [] };
    for (let round = 0; round < 3; round += 1) {
      for (const count of [1, 2] as const) {
        tell(`workers: ${count} on as many cores, round ${round + 1}`);
        results[count].push(await measureWorkers(count, seconds, file, load));
      }
    }
    lines.push(...workersLines(results));
  });
  if (other === undefined) {
    await attempt('latency', async () => {
      lines.push(latencyTable(await measureLatency(options.plan.seconds < 1 ? 6 : 30, load, storages.of, tell)));
    });
  }
  // Only where it is asked for: a minute in which nothing is fast.
  if (options.only.some((part) => 'attacks'.includes(part))) {
    await attempt('attacks', async () => {
      lines.push(...(await measureAttacks(file('attacks.db'), tell)));
    });
  }
  if (options.concurrency || options.rows > 0) {
    const { drawPlots } = await import('./report/draw-plots.ts');
    await drawPlots({ concurrency: options.concurrency, rows: options.rows, load, file, tell });
  }
  clear();
  const place = pinned
    ? 'The server under test runs on core 0, everything else on core 1.'
    : 'Nothing is pinned to a core here: server and load generator disturb each other.';
  const machine = `Node ${process.version}, ${cores} cores (${cpus()[0]?.model.trim()}), load average ${loadavg()[0]?.toFixed(1)} at the end.`;
  const tables = results.length > 0 ? ['', resultTable(results), '', ratioTable(results), ''] : [];
  process.stdout.write(`${[machine, place, ...tables, ...lines].join('\n')}\n`);
  if (options.output !== undefined) writeFileSync(options.output, JSON.stringify({ results, lines }, undefined, 2));
} finally {
  await load.stop();
  await storages.remove();
  other?.remove();
}
