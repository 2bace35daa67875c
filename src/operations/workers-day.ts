import cluster, { type Worker } from 'node:cluster';
import type { DayMetrics, DaySlot } from './day-metrics.ts';

/** Milliseconds between two messages of a worker. */
const interval = 5000;

interface DayMessage {
  readonly mintmarkDay: readonly DaySlot[];
}

/** Messages that were added up already: of two configurations that share their metrics during a reload both listen. */
const added = new WeakSet<object>();

/**
 * Brings what workers note to the primary, which shows it: a worker sends it every five seconds and forgets it, the primary adds it up.
 * Returns what ends it; a worker sends the rest then.
 */
export function gatherDay(metrics: DayMetrics): () => void {
  if (cluster.isWorker) {
    const tell = () => {
      const slots = metrics.take();
      if (slots.length > 0 && process.connected) process.send?.({ mintmarkDay: slots } satisfies DayMessage);
    };
    const timer = setInterval(tell, interval);
    timer.unref();
    return () => {
      clearInterval(timer);
      tell();
    };
  }
  const add = (_worker: Worker, message: unknown) => {
    if (!isDayMessage(message) || added.has(message)) return;
    added.add(message);
    metrics.add(message.mintmarkDay);
  };
  cluster.on('message', add);
  return () => cluster.off('message', add);
}

function isDayMessage(message: unknown): message is DayMessage {
  return typeof message === 'object' && message !== null && 'mintmarkDay' in message;
}
