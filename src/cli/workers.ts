import cluster, { type Worker } from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import { workersVariable } from '../keys/jws-signature.ts';
import { CommandFailure, exitCodes, UsageError } from './failure.ts';
import { openPrimary, type Primary, type PrimaryOptions } from './primary.ts';
import { printReady, type ReadyFacts } from './serve.ts';
import { reloadAndTell } from './tell-reload.ts';

const shortestBackOffMs = 1000;
const longestBackOffMs = 30_000;
/** One that ran this long had a good start: its end is not blamed on the configuration. */
const settledMs = 60_000;

/**
 * The primary of several workers that share the port. A dead one is replaced, ever more slowly while they keep dying; SIGHUP
 * replaces all, one after the other, if the configuration is right; SIGTERM and SIGINT stop all. Resolves once all have stopped.
 *
 * @throws {CommandFailure} when a worker fails before all were ready: the others are stopped. It has told why.
 * @throws {UsageError} when that is the configuration's fault.
 */
export async function runWorkers(
  options: Omit<PrimaryOptions, 'roll'> & {
    readonly count: number;
    readonly facts: ReadyFacts;
    readonly warnings: readonly string[];
  },
): Promise<void> {
  const { log } = options;
  for (const warning of options.warnings) log.warn(warning);
  const workers = new Set<Worker>();
  let stopping = false;
  let backOffMs = shortestBackOffMs;
  let isBadInput = false;
  let primary: Primary | undefined;

  /** Resolves once it accepts requests; to `false` if it ended before. */
  function fork(): Promise<boolean> {
    const worker = cluster.fork({ [workersVariable]: options.count });
    const begunAt = Date.now();
    workers.add(worker);
    return new Promise((resolve) => {
      let wasReady = false;
      worker.on('message', (message) => {
        if (message !== 'ready') return;
        wasReady = true;
        resolve(true);
      });
      worker.on('exit', (code, signal) => {
        workers.delete(worker);
        isBadInput ||= code === exitCodes.badInput;
        resolve(false);
        if (stopping || worker.exitedAfterDisconnect || retired.has(worker) || !wasReady) return;
        if (Date.now() - begunAt > settledMs) backOffMs = shortestBackOffMs;
        log.error('a worker died and is replaced', { exitCode: code, signal, afterMs: backOffMs });
        void replace();
      });
    });
  }

  const retired = new WeakSet<Worker>();

  async function replace(): Promise<void> {
    do {
      await wait(backOffMs, undefined, { ref: true });
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
      if (stopping) return;
    } while (!(await fork()));
  }

  async function roll(): Promise<boolean> {
    for (const old of [...workers]) {
      if (stopping) return true;
      if (!(await fork())) {
        log.error('a new worker did not start: the old ones go on');
        return false;
      }
      retired.add(old);
      const ended = new Promise((resolve) => old.once('exit', resolve));
      old.process.kill('SIGTERM');
      await ended;
    }
    log.info('every worker was replaced');
    return true;
  }

  function stopAll(): void {
    stopping = true;
    for (const worker of workers) worker.process.kill('SIGTERM');
  }

  const allGone = () =>
    new Promise<void>((resolve) => {
      const look = () => workers.size === 0 && resolve();
      cluster.on('exit', () => setImmediate(look));
      look();
    });

  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        stopAll();
        resolve();
      });
    }
  });
  let hungUp = false;
  // From the start: without a listener it would end the process.
  process.on('SIGHUP', () => {
    if (primary === undefined) hungUp = true;
    else void reloadAndTell(primary.reload, log);
  });
  const started = await Promise.all(Array.from({ length: options.count }, fork));
  if (!stopping) {
    if (started.includes(false)) {
      stopAll();
      await allGone();
      const Failure = isBadInput ? UsageError : CommandFailure;
      throw new Failure('a worker did not start');
    }
    try {
      primary = await openPrimary({ ...options, roll });
    } catch (error) {
      stopAll();
      await allGone();
      throw error;
    }
    printReady(options.facts, options.format);
    if (hungUp) void reloadAndTell(primary.reload, log);
  }
  await signalled;
  await allGone();
  await primary?.close();
}
