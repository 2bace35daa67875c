import { describe, expect, it } from 'vitest';
import type { EnduranceOptions } from '../../endurance/options.ts';
import { trialsOf } from '../../endurance/trials.ts';

const options: EnduranceOptions = {
  only: [],
  rotations: 400,
  kills: 2,
  fuzzed: 1500,
  idleConnections: 300,
  faultSeconds: 1,
  seed: 20,
  output: undefined,
};

describe('the endurance trials, short (npm run endurance runs them long)', () => {
  it.each([
    'resets-postgres',
    'fuzz',
  ])('%s: nothing that was answered is lost, nothing is redeemed twice, nothing shows the inside', async (name) => {
    const trial = trialsOf(options).find((one) => one.name === name)!;
    expect((await trial.run(options, () => {})).violations).toEqual([]);
  });
});
