import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { enduranceOptions } from './options.ts';
import type { TrialResult } from './trial.ts';
import { trialsOf } from './trials.ts';

const options = enduranceOptions();
const trials = trialsOf(options);
const wanted = trials.filter(
  ({ name }) => options.only.length === 0 || options.only.some((part) => name.includes(part)),
);
if (wanted.length === 0)
  throw new Error(`--only names no trial; there are ${trials.map(({ name }) => name).join(', ')}`);
const results: TrialResult[] = [];
for (const { name, run } of wanted) {
  const began = performance.now();
  const tell = (progress: string) => process.stderr.write(`${name}: ${progress}\n`);
  tell('begins');
  const seconds = () => Math.round((performance.now() - began) / 1000);
  try {
    results.push({ name, ...(await run(options, tell)), seconds: seconds() });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    results.push({ name, figures: {}, violations: [`it could not be carried out: ${message}`], seconds: seconds() });
  }
}

process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model}), seed ${options.seed}.\n\n`,
);
process.stdout.write('| trial | seconds | figures | verdict |\n|---|--:|---|---|\n');
for (const { name, figures, violations, seconds } of results) {
  const told = Object.entries(figures).map(([what, count]) => `${what}: ${count}`);
  process.stdout.write(
    `| ${name} | ${seconds} | ${told.join('; ')} | ${violations.length === 0 ? 'passed' : 'FAILED'} |\n`,
  );
}
for (const { name, violations } of results) {
  for (const violation of violations.slice(0, 20)) process.stdout.write(`\n${name}: ${violation}\n`);
  if (violations.length > 0) process.exitCode = 1;
}
if (options.output !== undefined)
  writeFileSync(options.output, `${JSON.stringify({ options, results }, undefined, 2)}\n`);
