import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const operations = new URL('../../src/operations/', import.meta.url);

/** A primary of two workers, each of which notes a token and ends. */
const program = `
import cluster from 'node:cluster';
import { DayMetrics } from '${operations}day-metrics.ts';
import { gatherDay } from '${operations}workers-day.ts';
const metrics = new DayMetrics({ now: () => 1_700_000_100 });
const end = gatherDay(metrics);
if (cluster.isPrimary) {
  // As during a reload: two configurations that share their metrics.
  const next = new DayMetrics({ now: () => 1_700_000_100 });
  next.share(metrics);
  gatherDay(next);
  let left = 2;
  cluster.on('exit', () => {
    left -= 1;
    if (left === 0) console.log(JSON.stringify(next.day().at(-1).tokens)), process.exit(0);
  });
  cluster.fork();
  cluster.fork();
} else {
  metrics.note({ type: 'TokenIssued', clientId: 'm2m', grantType: 'client_credentials', scopes: [] });
  end();
  process.disconnect();
}
`;

it('what workers noted is added up in the primary, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-day-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', file], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(JSON.parse(stdout)).toEqual({ client_credentials: 2 });
});
