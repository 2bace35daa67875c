/**
 * Prints what the package brings as a CycloneDX document: `npm run sbom`. npm makes it of the lockfile, in a folder that has the packages
 * of production only, as `npm sbom --omit dev` leaves out what a package of development needs as well.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const { devDependencies, ...manifest } = read('package.json');
const lock = read('package-lock.json');
const [[self, described], ...others] = Object.entries<Readonly<Record<string, unknown>>>(lock.packages) as [
  [string, Readonly<Record<string, unknown>>],
  ...[string, Readonly<Record<string, unknown>>][],
];
const packages = Object.fromEntries([
  [self, { ...described, devDependencies: undefined }],
  ...others.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true),
]);

const parent = mkdtempSync(join(tmpdir(), 'mintmark-bill-'));
try {
  // npm names the component after its folder.
  const folder = join(parent, manifest.name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
  const options = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
  process.stdout.write(execFileSync('npm', ['sbom', ...options], { cwd: folder, maxBuffer: 1e8 }));
} finally {
  rmSync(parent, { recursive: true, force: true });
}
