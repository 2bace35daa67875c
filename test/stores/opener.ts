import { parentPort, workerData } from 'node:worker_threads';
import { createSqliteStore } from '../../src/stores/sql/sqlite-store.ts';

/** Opens each file at the very moment at which all others do; tells what failed. */
const { paths, waiting, count } = workerData as { paths: readonly string[]; waiting: SharedArrayBuffer; count: number };
const arrived = new Int32Array(waiting);
const failures: string[] = [];
for (const [round, path] of paths.entries()) {
  Atomics.add(arrived, round, 1);
  while (Atomics.load(arrived, round) < count);
  try {
    const store = createSqliteStore({ path });
    await store.close();
  } catch (error) {
    failures.push(String(error));
  }
}
parentPort?.postMessage(failures);
