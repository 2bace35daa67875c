import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

async function run(explorer: 'on' | 'off') {
  const script = join(import.meta.dirname, 'loaded-files.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', script, explorer]);
  return JSON.parse(stdout);
}

it('costs nothing where it is off: nothing of it is loaded but its empty ring, and no service is changed', async () => {
  expect(await run('off')).toEqual({ status: 200, kept: 0, changed: [], loaded: ['module.ts', 'trips.ts'] });
});

it('records where it is on, and loads neither views nor explanations before somebody looks', async () => {
  const { kept, changed, loaded } = await run('on');
  expect([kept, changed]).toEqual([1, ['clientAuthenticator', 'apiAuthenticator']]);
  expect(loaded).toContain('recording/recorder.ts');
  expect(loaded.filter((file: string) => /^(?:views|explanation)\//.test(file))).toEqual([]);
});
