import { type NodeProcess, startNode } from '../../test/support/node-process.ts';
import { codeClients } from '../../test/support/redeemable.ts';
import { judge } from '../history.ts';
import { RotatingClients } from '../rotating-clients.ts';
import { openStorage, writeFamilies } from '../storage.ts';
import { storedFamilies } from '../stored-families.ts';
import { randomFrom, type Trial } from '../trial.ts';

const families = 32;

/** Rotations while the server is killed with `kill -9`, again and again. */
export function killRotations(kind: 'sqlite' | 'postgres'): Trial {
  return {
    name: `kill-rotations-${kind}`,
    async run({ rotations, kills, seed }, tell) {
      await using opened = await openStorage(kind);
      const { storage } = opened;
      const random = randomFrom(seed);
      const tokens = await writeFamilies(storage, families);
      let node: NodeProcess = await startNode({ storage, moreClients: codeClients });
      const clients = new RotatingClients(tokens, () => node.url);
      clients.start();
      const pieces = Math.max(1, kills);
      for (let piece = 1; piece <= pieces; piece += 1) {
        // Somewhere in its piece, never at a round number.
        const until = ((piece - 1 + 0.2 + 0.8 * random()) * rotations) / pieces;
        while (clients.rotations < until) await new Promise((resolve) => setTimeout(resolve, 1 + random() * 5));
        if (kills > 0) {
          await node.kill();
          node = await startNode({ storage, moreClients: codeClients });
        }
        tell(`${clients.rotations} rotations, ${piece} kills`);
      }
      while (clients.rotations < rotations) await new Promise((resolve) => setTimeout(resolve, 20));
      await clients.stop();
      const unsettled = await clients.settle();
      await node.stop();
      const verdict = judge(clients.history);
      const stored = await storedFamilies(storage);
      const brokenOff = clients.history.uses.filter(({ outcome }) => outcome === 'broken').length;
      return {
        figures: {
          rotations: clients.rotations,
          kills,
          'answers that broke off': brokenOff,
          'answered tokens lost': verdict.lost + unsettled.length,
          'double redemptions': verdict.doubled + verdict.forked,
          'families with two live tokens': stored.twoLive,
          'redeemed without a successor': stored.withoutSuccessor,
        },
        violations: [
          ...verdict.violations,
          ...unsettled,
          ...(stored.twoLive > 0 ? [`${stored.twoLive} families have two live tokens`] : []),
          ...(stored.withoutSuccessor > 0 ? [`${stored.withoutSuccessor} redeemed tokens have no successor`] : []),
          ...(stored.isSound ? [] : ['the database is damaged']),
        ],
      };
    },
  };
}
