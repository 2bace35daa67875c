import { setTimeout as wait } from 'node:timers/promises';
import type { Trial } from '../trial.ts';
import { faultTrial } from './fault.ts';

/** The clock of the machine is set an hour ahead, two hours back, and right again. */
export const clockTrials: readonly Trial[] = (['sqlite', 'postgres'] as const).map((kind) =>
  faultTrial({
    name: `clock-jumps-${kind}`,
    kind,
    async make({ node, seconds }) {
      const steps = [3600, -3600, 3600, 0];
      for (const step of steps) {
        await node.tell('stepClock', step);
        await node.tell('cleanUp');
        await wait((seconds * 1000) / steps.length);
      }
      return { figures: { 'jumps of the clock': steps.length } };
    },
  }),
);
