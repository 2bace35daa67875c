import { readFileSync } from 'node:fs';
import { pinned } from './pinning.ts';

const microsecondsPerTick = 10_000;

/** Microseconds for which the core of the server was busy, or taken away by the host, since the machine started. */
export function busyMicroseconds(): number {
  if (!pinned) return 0;
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((text) => text.startsWith('cpu0 '));
  // user, nice, system, idle, iowait, irq, softirq, steal
  const ticks = (line ?? '').split(' ').slice(1, 9).map(Number);
  return ticks.reduce((sum, count, index) => (index === 3 || index === 4 ? sum : sum + count), 0) * microsecondsPerTick;
}
