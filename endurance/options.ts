import { parseArgs } from 'node:util';

export interface EnduranceOptions {
  /** Parts of names of trials; empty: all of them. */
  readonly only: readonly string[];
  /** Rotations of refresh tokens for each store, and `kill -9`s spread over them. */
  readonly rotations: number;
  readonly kills: number;
  /** Requests of the fuzzer. */
  readonly fuzzed: number;
  /** Connections that stay open without a request. */
  readonly idleConnections: number;
  /** Seconds of each fault. */
  readonly faultSeconds: number;
  /** What every choice of a trial follows from. */
  readonly seed: number;
  /** Where the results go as JSON. */
  readonly output: string | undefined;
}

/** `--only NAME` (again and again), `--rotations N`, `--kills N`, `--fuzzed N`, `--idle N`, `--seconds N`, `--seed N`, `--json FILE`. */
export function enduranceOptions(): EnduranceOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      rotations: text,
      kills: text,
      fuzzed: text,
      idle: text,
      seconds: text,
      seed: text,
      json: text,
    },
  });
  return {
    only: values.only ?? [],
    rotations: wholeNumber('rotations', values.rotations ?? '10000'),
    kills: wholeNumber('kills', values.kills ?? '10'),
    fuzzed: wholeNumber('fuzzed', values.fuzzed ?? '100000'),
    idleConnections: wholeNumber('idle', values.idle ?? '9000'),
    faultSeconds: wholeNumber('seconds', values.seconds ?? '10'),
    seed: wholeNumber('seed', values.seed ?? '1'),
    output: values.json,
  };
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d{1,10}$/.test(value)) throw new Error(`--${name} must be a whole number`);
  return Number(value);
}
