import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'mintmark-opening-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('a new file can be opened by several at the very same moment, as workers do', async () => {
  const count = 4;
  const paths = Array.from({ length: 60 }, (_, round) => join(directory, `${round}.db`));
  const workerData = { paths, count, waiting: new SharedArrayBuffer(4 * paths.length) };
  const workers = Array.from(
    { length: count },
    () => new Worker(join(import.meta.dirname, 'opener.ts'), { workerData, execArgv: ['--conditions=source'] }),
  );
  const failures = await Promise.all(workers.map((worker) => once(worker, 'message')));
  expect(failures.flat(2)).toEqual([]);
});
