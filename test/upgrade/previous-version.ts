import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { masterSecret } from '../support/node-process.ts';

/** The version that this one promises to work beside: until the first release a state of the history, afterwards the release before. */
export const versionBefore = '4ce43e991a6a794d24f4d90fd55aad9d0c37557d';
export const ownFolder = join(import.meta.dirname, '../..');

/** Whether this clone has that version in its history. */
export const hasPreviousVersion =
  spawnSync('git', ['cat-file', '-e', `${versionBefore}^{commit}`], { cwd: ownFolder }).status === 0;

/** Unpacks a commit, which runs with the dependencies of this one; returns its folder. */
export function unpackVersion(commit: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-version-'));
  const archived = ['archive', commit, 'src', 'test/support', 'package.json'];
  const archive = execFileSync('git', archived, { cwd: ownFolder, maxBuffer: 64 * 1024 * 1024 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(join(ownFolder, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Runs the command of a version; resolves to what it prints. */
export function command(version: string, config: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const node = ['--conditions=source', join(version, 'src/cli/main.ts'), ...args, '--config', config];
    const env = { ...process.env, NODE_OPTIONS: '', MINTMARK_SECRET: masterSecret };
    const child = execFile(process.execPath, node, { env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(stderr)),
    );
    child.stdin?.end(input);
  });
}
