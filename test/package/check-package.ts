/**
 * Packs the package as it would be published, installs it into an empty folder, and uses it there: `npm run check:package`. Exits 1 with
 * every problem found.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkDeclarations } from './check-declarations.ts';
import { type Installed, installPacked, runIn } from './install-packed.ts';

const root = join(import.meta.dirname, '../..');
const problems: string[] = [];

async function attempt(what: string, check: () => void): Promise<void> {
  try {
    check();
  } catch (error) {
    problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkFiles({ installed }: Installed): void {
  for (const path of filesOf(installed)) {
    if (/\.test\.|\.tsbuildinfo$/.test(path)) problems.push(`${path} does not belong in the package`);
    if (path.endsWith('.ts') && !path.endsWith('.d.ts')) problems.push(`${path} is source`);
    if (/\.(js|ts|md|json|map)$/.test(path)) checkText(path, readFileSync(join(installed, path), 'utf8'));
  }
  for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'docs'])
    if (!existsSync(join(installed, name))) problems.push(`${name} is missing`);
}

function filesOf(folder: string, without = 'node_modules'): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => without === '' || !path.startsWith(without));
}

function checkText(path: string, text: string): void {
  if (text.includes(root)) problems.push(`${path} names a path of this machine`);
  if (path.endsWith('.js') && /from '\.[^']*\.ts'/.test(text)) problems.push(`${path} imports a source file`);
}

/** Every target that the manifest names is there, and no condition is left that leads to sources. */
function checkTargets({ installed }: Installed): void {
  const visit = (value: unknown, trail: string): void => {
    if (typeof value === 'string' && value.startsWith('./') && !existsSync(join(installed, value)))
      problems.push(`${trail}: ${value} is not in the package`);
    if (typeof value !== 'object' || value === null) return;
    if (Object.hasOwn(value, 'source')) problems.push(`${trail} has the condition "source"`);
    for (const [name, target] of Object.entries(value)) visit(target, `${trail}.${name}`);
  };
  const { exports, bin, main, types, typesVersions } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  );
  visit({ exports, bin, main, types, typesVersions }, 'package.json');
}

const token = `
  const test = await createTestServer({
    apiScopes: [{ name: 'a' }],
    clients: [{ clientId: 'm', clientSecrets: [{ value: 's' }], allowedGrantTypes: ['client_credentials'], allowedScopes: ['a'] }],
  });
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'm', client_secret: 's' });
  const response = await fetch(test.url + '/connect/token', { method: 'POST', body });
  await test.close();
  if (response.status !== 200 || typeof createServer !== 'function' || typeof protectResource !== 'function' || typeof createAdminClient !== 'function') throw new Error('no token: ' + response.status);
`;

/** A program that knows nothing of sources imports the package, or requires it, and gets a token. */
function checkPrograms({ project }: Installed): void {
  const imports = `
    import { createServer } from 'mintmark';
    import { createAdminClient } from 'mintmark/admin';
    import { protectResource } from 'mintmark/resource-server';
    import { createTestServer } from 'mintmark/testing';
    if (!import.meta.resolve('mintmark').endsWith('/dist/index.js')) throw new Error(import.meta.resolve('mintmark'));
    ${token}`;
  const requires = `
    const { createServer } = require('mintmark');
    const { createAdminClient } = require('mintmark/admin');
    const { protectResource } = require('mintmark/resource-server');
    const { createTestServer } = require('mintmark/testing');
    (async () => {${token}})().catch((error) => { console.error(error); process.exitCode = 1; });`;
  runIn(project, process.execPath, ['--input-type=module', '--eval', imports]);
  // Other packages ship sources under this condition, and people run with it.
  runIn(project, process.execPath, ['--conditions=source', '--input-type=module', '--eval', imports]);
  runIn(project, process.execPath, ['--input-type=commonjs', '--eval', requires]);
}

/** The command as npm links it. */
function checkCommand({ project, installed }: Installed): void {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const printed = runIn(project, 'npx', ['--no-install', 'mintmark', '--version']).trim();
  if (printed !== version) problems.push(`mintmark --version printed ${printed}`);
  const linked = runIn(project, join('node_modules', '.bin', 'mintmark'), ['hash', '--help']);
  if (!linked.includes('mintmark hash')) problems.push(`mintmark hash --help printed ${linked}`);
  const [firstLine] = readFileSync(join(installed, 'dist/cli/executable.js'), 'utf8').split('\n');
  // BusyBox has no `env -S`, so that the first line can have no options.
  if (firstLine !== '#!/usr/bin/env node') problems.push(`the command begins with ${firstLine}`);
}

/** What the documentation says it takes on the disk, give or take what binaries of other platforms differ by. */
function checkSize({ project }: Installed): void {
  const modules = join(project, 'node_modules');
  // These are installed for the checks, not by the package.
  const ours = filesOf(modules, '').filter((path) => !/^(typescript|@types|undici-types|\.bin|\.package)/.test(path));
  const megabytes = ours.reduce((sum, path) => sum + statSync(join(modules, path)).size, 0) / 1e6;
  const names = new Set(ours.map((path) => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0]));
  const [, packages, stated] =
    /brings (\d+) other packages, (\d+) MB with it/.exec(readFileSync(join(root, 'docs/deploying.md'), 'utf8')) ?? [];
  if (Number(packages) !== names.size - 1) problems.push(`${names.size - 1} packages came with it, not ${packages}`);
  if (!(Math.abs(Number(stated) - megabytes) < 2)) problems.push(`it takes ${megabytes.toFixed(1)} MB, not ${stated}`);
}

/** npm would publish it, and has nothing to warn of. */
function checkPublishing({ folder }: Installed): void {
  const { status, stderr } = spawnSync('npm', ['publish', '--dry-run', '--ignore-scripts'], {
    cwd: join(folder, 'clone'),
    encoding: 'utf8',
  });
  const warnings = stderr
    .split('\n')
    .filter((line) => /^npm (warn|error)/i.test(line) && !line.includes('requires you to be logged in'));
  if (status !== 0 || warnings.length > 0) problems.push(`npm publish --dry-run ended with ${status}`, ...warnings);
}

const packed = installPacked();
try {
  await attempt('files', () => checkFiles(packed));
  await attempt('targets', () => checkTargets(packed));
  await attempt('programs', () => checkPrograms(packed));
  await attempt('command', () => checkCommand(packed));
  await attempt('size', () => checkSize(packed));
  await attempt('publishing', () => checkPublishing(packed));
  await attempt('declarations', () => problems.push(...checkDeclarations(packed)));
  console.log(`${filesOf(packed.installed).length} files`);
} finally {
  rmSync(packed.folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
