import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface Installed {
  /** To be removed by whoever asked for it. */
  readonly folder: string;
  /** Where a customer's project has the package and nothing else of ours. */
  readonly project: string;
  /** The package as it is installed there. */
  readonly installed: string;
}

/** With the Node that runs this first on the path, as npm's own scripts have it. */
export function runIn(cwd: string, command: string, args: readonly string[]): string {
  const { NODE_OPTIONS, ...rest } = process.env;
  const env = {
    ...rest,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
    npm_config_loglevel: 'error',
  };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${error?.message ?? `${stdout}${stderr}`}`);
}

/**
 * Packs a fresh clone with `npm pack`, changes that are not committed yet included, and installs the result into an empty folder, with
 * `@types/node` and an older TypeScript beside it.
 */
export function installPacked(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-package-'));
  const clone = join(folder, 'clone');
  runIn(folder, 'git', ['clone', '--quiet', root, clone]);
  const changes = execFileSync('git', ['diff', '--binary', 'HEAD'], { cwd: root, maxBuffer: 1e9 });
  if (changes.length > 0) execFileSync('git', ['apply', '--whitespace=nowarn'], { cwd: clone, input: changes });
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'), 'junction');
  runIn(clone, 'npm', ['pack', '--silent', '--pack-destination', folder]);
  const left = runIn(clone, 'git', ['status', '--porcelain', '--', 'package.json']);
  if (left !== '' && changes.length === 0) throw new Error('packing left package.json changed');
  const [archive, ...others] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (archive === undefined || others.length > 0) throw new Error('npm pack made no archive, or several');

  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  const packages = [join(folder, archive), '@types/node@22.18.0', 'typescript@5.9.3'];
  runIn(project, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', ...packages]);
  return { folder, project, installed: join(project, 'node_modules/mintmark') };
}
