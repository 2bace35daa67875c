import { parseArgs } from 'node:util';
import type { Plan } from './measure/measure-scenario.ts';

export interface BenchOptions {
  readonly plan: Plan;
  /** Parts of names of scenarios; empty: all of them and everything else. */
  readonly only: readonly string[];
  /** Requests of the run that watches the memory. */
  readonly memoryRequests: number;
  /** Draw throughput against concurrency. */
  readonly concurrency: boolean;
  /** Draw throughput against stored grants, up to so many rows; 0: no. */
  readonly rows: number;
  /** A commit to compare with, instead of the servers of others. */
  readonly against: string | undefined;
  /** Where the figures go as JSON. */
  readonly output: string | undefined;
}

/** `--quick` [default], `--full`, `--only NAME` (again and again), `--plots`, `--rows N`, `--rounds N`, `--against COMMIT`, `--profile`, `--json FILE`. */
export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      full: { type: 'boolean' },
      plots: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      rows: { type: 'string' },
      rounds: { type: 'string' },
      profile: { type: 'boolean' },
      against: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const full = values.full === true;
  const profile = values.profile === true;
  // Rather more rounds than long ones: what else the machine does then hits all contenders alike.
  const plan = full
    ? { connections: 64, rounds: 15, seconds: 1, warmUpRequests: 30_000, values: 4000, profile }
    : { connections: 64, rounds: 5, seconds: 0.4, warmUpRequests: 8000, values: 1500, profile };
  return {
    plan: values.rounds === undefined ? plan : { ...plan, rounds: Number(values.rounds) },
    only: values.only ?? [],
    memoryRequests: full ? 1_000_000 : 200_000,
    concurrency: values.plots === true || (full && values.only === undefined),
    rows: values.rows === undefined ? (full && values.only === undefined ? 1_000_000 : 0) : Number(values.rows),
    against: values.against,
    output: values.json,
  };
}
