import { setTimeout as wait } from 'node:timers/promises';
import { type NodeProcess, type ProcessUsage, startNode } from '../../test/support/node-process.ts';
import { codeClients } from '../../test/support/redeemable.ts';
import { judge } from '../history.ts';
import { RotatingClients } from '../rotating-clients.ts';
import { openStorage, type TrialStorage, writeFamilies } from '../storage.ts';
import { storedFamilies } from '../stored-families.ts';
import { randomFrom, type Trial } from '../trial.ts';

const families = 16;
/** A heap that grew by more did not come back. */
const heapGrowth = 16 * 1_048_576;

export interface FaultSurroundings {
  readonly opened: TrialStorage;
  readonly node: NodeProcess;
  readonly clients: RotatingClients;
  readonly seconds: number;
  readonly random: () => number;
  tell(progress: string): void;
}

export interface FaultOptions {
  readonly name: string;
  readonly kind: 'sqlite' | 'postgres';
  /** Makes trouble, and ends it. Resolves to further figures, and to what must not be. */
  make(surroundings: FaultSurroundings): Promise<{
    readonly figures?: Readonly<Record<string, number>>;
    readonly violations?: readonly string[];
    /** A node that took the place of the first. */
    readonly node?: NodeProcess;
  }>;
  /** Where the node reaches the database. Absent: where it is. */
  storageOf?(opened: TrialStorage): Promise<TrialStorage['storage']> | TrialStorage['storage'];
  /** Takes away what stood around the node, once that has stopped. */
  end?(): Promise<void>;
}

/** Rotations before, while and after something is wrong: nothing that was answered is lost, all goes on by itself, and memory comes back. */
export function faultTrial({ name, kind, make, storageOf, end }: FaultOptions): Trial {
  return {
    name,
    async run({ faultSeconds, seed }, tell) {
      await using opened = await openStorage(kind);
      const tokens = await writeFamilies(opened.storage, families);
      const storage = (await storageOf?.(opened)) ?? opened.storage;
      let node = await startNode({ storage, moreClients: codeClients });
      const clients = new RotatingClients(tokens, () => node.url);
      clients.start();
      await rotated(clients, 200);
      const before = (await node.tell('usage')) as ProcessUsage;
      const made = await make({ opened, node, clients, seconds: faultSeconds, random: randomFrom(seed), tell });
      node = made.node ?? node;
      const atEnd = clients.rotations;
      const recovered = await rotated(clients, atEnd + 200, 60_000);
      await clients.stop();
      const unsettled = recovered ? await clients.settle() : ['it did not go on by itself within a minute'];
      await wait(2000);
      const after = (await node.tell('usage')) as ProcessUsage;
      await node.stop();
      await end?.();
      const verdict = judge(clients.history);
      const stored = await storedFamilies(opened.storage);
      const count = (outcome: string) => clients.history.uses.filter((use) => use.outcome === outcome).length;
      const grewBy = after.heap - before.heap;
      return {
        figures: {
          rotations: clients.rotations,
          ...made.figures,
          'answers of 503': count('unavailable'),
          'answers that broke off': count('broken'),
          'answered tokens lost': verdict.lost + unsettled.length,
          'double redemptions': verdict.doubled + verdict.forked,
          'families with two live tokens': stored.twoLive,
          'heap before (MB)': megabytes(before.heap),
          'heap after (MB)': megabytes(after.heap),
          'handles before': before.handles,
          'handles after': after.handles,
        },
        violations: [
          ...verdict.violations,
          ...unsettled,
          ...(made.violations ?? []),
          ...(stored.twoLive > 0 ? [`${stored.twoLive} families have two live tokens`] : []),
          ...(stored.isSound ? [] : ['the database is damaged']),
          ...(made.node === undefined && grewBy > heapGrowth ? [`the heap grew by ${megabytes(grewBy)} MB`] : []),
        ],
      };
    },
  };
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}

/** Whether so many rotations were made in time. */
async function rotated(clients: RotatingClients, count: number, timeoutMs = 60_000): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (clients.rotations < count) {
    if (performance.now() > until) return false;
    await wait(20);
  }
  return true;
}
