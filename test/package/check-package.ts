/**
 * Builds the package as it would be published, and looks at what is inside: `npm run check:package`. Exits 1 with every problem found.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.ts';

const root = join(import.meta.dirname, '../..');
const problems: string[] = [];
mkdirSync(join(root, '.mintmark'), { recursive: true });
// Inside the repository, so that its dependencies are found as they would be beside an installed package.
const directory = mkdtempSync(join(root, '.mintmark/package-'));

interface Packed {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly unpackedSize: number;
}

function isPacked(value: unknown): value is readonly [Packed] {
  return Array.isArray(value) && value.length === 1;
}

/** What `npm pack` would put in. */
function pack(): Packed {
  for (const name of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'docs']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(directory, name), { recursive: true });
    else problems.push(`${name} is missing`);
  }
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const listed: unknown = JSON.parse(output);
  // npm 12 lists by package name.
  const packed = Array.isArray(listed) ? listed : Object.values(Object(listed));
  if (!isPacked(packed)) throw new Error(`npm pack answered ${output.slice(0, 200)}`);
  return packed[0];
}

function checkFiles({ files }: Packed): void {
  for (const { path } of files) {
    if (/\.test\.|\.map$|\.tsbuildinfo$/.test(path)) problems.push(`${path} does not belong in the package`);
    if (path.endsWith('.ts') && !path.endsWith('.d.ts')) problems.push(`${path} is source`);
    if (/\.(js|ts|md|json)$/.test(path)) checkText(path, readFileSync(join(directory, path), 'utf8'));
  }
}

function checkText(path: string, text: string): void {
  if (text.includes(root)) problems.push(`${path} names a path of this machine`);
  if (path.endsWith('.js') && /from '\.[^']*\.ts'/.test(text)) problems.push(`${path} imports a source file`);
}

/** Every target of `exports`, `bin` and `types` must be in the package, but for `source`, which is for this repository. */
function checkTargets({ files }: Packed): void {
  const paths = new Set(files.map((file) => `./${file.path}`));
  const visit = (value: unknown, trail: string): void => {
    if (typeof value === 'string' && !paths.has(value)) problems.push(`${trail}: ${value} is not in the package`);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, target] of Object.entries(value)) if (name !== 'source') visit(target, `${trail}.${name}`);
  };
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  visit(manifest.exports, 'exports');
  visit(manifest.bin, 'bin');
}

/** A program that knows nothing of sources imports the package, and gets a token. */
function checkImport(): void {
  const program = `
    import { createServer } from 'mintmark';
    import { protectResource } from 'mintmark/resource-server';
    import { createTestServer } from 'mintmark/testing';
    const test = await createTestServer({
      apiScopes: [{ name: 'a' }],
      clients: [{ clientId: 'm', clientSecrets: [{ value: 's' }], allowedGrantTypes: ['client_credentials'], allowedScopes: ['a'] }],
    });
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'm', client_secret: 's' });
    const response = await fetch(test.url + '/connect/token', { method: 'POST', body });
    await test.close();
    if (response.status !== 200 || typeof createServer !== 'function' || typeof protectResource !== 'function') throw new Error('no token: ' + response.status);
    if (!import.meta.resolve('mintmark').endsWith('/dist/index.js')) throw new Error(import.meta.resolve('mintmark'));
  `;
  try {
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: directory, stdio: 'pipe' });
  } catch (error) {
    problems.push(`the built package does not work: ${Object(error).stderr}`);
  }
}

/** Packages whose declarations ours need: a customer has those of our dependencies, and `@types/node`. */
function checkTypeDependencies(): void {
  const known = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies);
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'([^']+)'/g)) {
      if (specifier.startsWith('.')) follow(join(file, '..', specifier.replace(/\.ts$/, '.d.ts')));
      else if (specifier.startsWith('node:')) continue;
      else if (!known.some((name) => specifier === name || specifier.startsWith(`${name}/`)) || specifier === 'pg')
        problems.push(`${file.slice(directory.length + 1)} needs the types of ${specifier}`);
    }
  };
  for (const entry of ['dist/index.d.ts', 'dist/testing/index.d.ts', 'dist/resource-server/index.d.ts'])
    follow(join(directory, entry));
}

/**
 * A strict project that has only the declarations builds on them without a cast or a deep import (CONTRACT §5), whichever way it
 * resolves modules, and with the declarations themselves checked.
 */
function checkDeclarations(): void {
  for (const name of ['customer-generators.ts', 'customer-services.ts']) {
    cpSync(join(import.meta.dirname, name), join(directory, name));
  }
  const customer = join(directory, 'customer-services.ts');
  if (/ as (?!const)\w|: any\b|mintmark\/(?!testing)/.test(readFileSync(customer, 'utf8')))
    problems.push('a customer casts');
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    const options = ['--strict', '--noEmit', '--module', module, '--moduleResolution', moduleResolution]
      .concat(['--target', 'es2024', '--lib', 'es2024', '--types', 'node', '--skipLibCheck', 'false'])
      .concat(['--allowImportingTsExtensions', '--ignoreConfig', customer]);
    problems.push(...compile(options).map((message) => `the declarations (${moduleResolution}): ${message}`));
  }
}

try {
  problems.push(...compile(['-p', 'tsconfig.build.json', '--outDir', join(directory, 'dist')]));
  if (problems.length === 0) {
    const packed = pack();
    checkFiles(packed);
    checkTargets(packed);
    checkImport();
    checkTypeDependencies();
    checkDeclarations();
    console.log(`${packed.files.length} files, ${Math.round(packed.unpackedSize / 1024)} KiB`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
