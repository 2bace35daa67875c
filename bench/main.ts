import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { LoadGenerator } from './measure/load-generator.ts';
import { measureScenario } from './measure/measure-scenario.ts';
import { measureMemory } from './measure/memory.ts';
import { pin, pinned } from './measure/pinning.ts';
import { measureStartUp } from './measure/start-up.ts';
import { measureWorkers } from './measure/workers.ts';
import { benchOptions } from './options.ts';
import { heaviestFrames } from './report/heaviest-frames.ts';
import { clear, tell } from './report/progress.ts';
import { ratioTable, resultTable, type ScenarioResult } from './report/table.ts';
import { scenarios } from './scenarios.ts';
import { Storages } from './storages.ts';

const options = benchOptions();
const cores = availableParallelism();
const wants = (name: string) => options.only.length === 0 || options.only.some((part) => name.includes(part));
const storages = new Storages();
const print = (text: string) => process.stdout.write(`${text}\n`);
const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(0);

// Everything but the server under test: load generator, databases, this process.
pin(process.pid, 1);
const load = await LoadGenerator.start();
try {
  print(`Node ${process.version}, ${cores} cores (${cpus()[0]?.model.trim()}).`);
  print(
    pinned
      ? 'The server under test runs on core 0, everything else on core 1.'
      : 'Nothing is pinned to a core here: server and load generator disturb each other.',
  );
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios.filter(({ name }) => wants(name))) {
    const measurements = await measureScenario(scenario, options.plan, load, storages.of, tell);
    results.push({ scenario, measurements });
    for (const { contender, profile } of measurements) {
      if (profile !== undefined) print(`\n${scenario.title}, ${contender.label}\n${heaviestFrames(profile, 45)}`);
    }
  }
  const memory = wants('memory') ? await measureMemory(options.memoryRequests, load, tell) : undefined;
  const startUps = wants('start') ? await measureStartUp((name) => storages.file(name), 5) : [];
  const workerRuns = [];
  for (const count of wants('workers') ? [1, 2] : []) {
    tell(`${count} workers on all cores`);
    const file = (name: string) => storages.file(name);
    workerRuns.push({ count, result: await measureWorkers(count, options.plan.seconds * 3, cores, file, load) });
  }
  clear();
  if (results.length > 0) print(`\n${resultTable(results)}\n\n${ratioTable(results)}\n`);
  for (const { label, first, later } of startUps) {
    print(`${label}: ready after ${later.toFixed(0)} ms (target ≤ 600), ${first.toFixed(0)} ms the very first time`);
  }
  if (memory !== undefined) {
    const shown = memory.rss.map(megabytes).join(' ');
    print(`RSS after each tenth of ${memory.requests} requests (target ≤ 150 MB and flat): ${shown} MB`);
  }
  for (const { count, result } of workerRuns) {
    const rate = (result.requests / result.seconds).toFixed(0);
    print(
      `start --workers ${count}, all cores shared with the load generator: ${rate} req/s, p99 ${result.p99.toFixed(1)} ms`,
    );
  }
  if (options.concurrency || options.rows > 0) {
    const { drawPlots } = await import('./report/draw-plots.ts');
    const file = (name: string) => storages.file(name);
    await drawPlots({ concurrency: options.concurrency, rows: options.rows, load, file, tell });
  }
  if (options.output !== undefined) {
    writeFileSync(options.output, JSON.stringify({ results, memory, startUps, workerRuns }, undefined, 2));
  }
} finally {
  await load.stop();
  await storages.remove();
}
