import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

function canPin(): boolean {
  if (process.platform !== 'linux' || availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether processes can be given a core of their own: Linux with `taskset` and two cores. */
export const pinned = canPin();

/** Moves a running process, with all its threads, to a core. */
export function pin(pid: number | undefined, core: number | string): void {
  if (pinned && pid !== undefined) execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}
