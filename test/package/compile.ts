import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/**
 * Runs a TypeScript compiler in a folder, both of this repository unless told otherwise; resolves to its messages, none when all
 * is well.
 */
export function compile(options: readonly string[], cwd = root, compilers = root): readonly string[] {
  const compiler = join(compilers, 'node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, ...options], {
    cwd,
    encoding: 'utf8',
  });
  if (status === 0) return [];
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  return lines.length > 0 ? lines : [`tsc ended with ${status}`];
}
