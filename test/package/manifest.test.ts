import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const manifest = json('package.json');

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
}

/** What `npm install mintmark` brings beside it; of the binaries that are for one platform each, one. */
const installed = Object.entries(json('package-lock.json').packages as Readonly<Record<string, Locked>>)
  .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
  .map(([path, { os }]) => ({ name: path.replace(/.*node_modules\//, ''), isBinary: os !== undefined }));

describe('the package', () => {
  it('brings as many packages as the documentation says', () => {
    const common = installed.filter(({ isBinary }) => !isBinary).map(({ name }) => name);
    const binaries = installed.filter(({ isBinary }) => isBinary).map(({ name }) => name);
    expect([
      ...new Set(binaries.map((name) => name.replace(/-(?:android|darwin|freebsd|linux|win32)-.*/, ''))),
    ]).toEqual(['@node-rs/argon2']);
    expect(common).toHaveLength(39);
    expect(readFileSync(join(root, 'docs/deploying.md'), 'utf8')).toContain('brings 40 other packages');
  });

  it('says where it is from, and is published with its provenance', () => {
    expect(manifest).toMatchObject({
      homepage: 'https://github.com/mintmark/mintmark#readme',
      repository: { type: 'git', url: 'git+https://github.com/mintmark/mintmark.git' },
      bugs: { url: 'https://github.com/mintmark/mintmark/issues' },
      publishConfig: { access: 'public', provenance: true },
    });
  });

  it('offers each entry point to import and require, with its types for every way of resolving modules', () => {
    const { './package.json': self, './configuration.schema.json': schema, ...entries } = manifest.exports;
    expect([self, schema]).toEqual(['./package.json', './docs/reference/configuration.schema.json']);
    expect(Object.keys(entries)).toEqual(['.', './testing', './resource-server', './admin']);
    for (const [name, targets] of Object.entries<Readonly<Record<string, string>>>(entries)) {
      expect(Object.keys(targets)).toEqual(['source', 'types', 'default']);
      expect(existsSync(join(root, targets['source'] ?? ''))).toBe(true);
      // Older compilers know `types` and `typesVersions` only.
      const old = name === '.' ? manifest.types : manifest.typesVersions['*'][name.slice(2)][0];
      expect(old).toBe(targets['types']);
    }
  });

  it('starts its README with how to install it', () => {
    const [, ...lines] = readFileSync(join(root, 'README.md'), 'utf8').split('\n');
    expect(lines.find((line) => line !== '')).toBe('    npm install mintmark');
  });

  it('has a changelog for its version', () => {
    expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toContain(`\n## ${manifest.version}`);
  });
});

describe('npm run sbom', () => {
  it('lists every package of production by version, licence and checksum, and none of development', () => {
    const output = execFileSync('npm', ['run', '--silent', 'sbom'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1e8,
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` },
    });
    const bill = JSON.parse(output);
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.\d$/) });
    expect(bill.metadata.component).toMatchObject({ type: 'application', name: 'mintmark', version: '0.1.0' });
    const components = bill.components as readonly {
      readonly name: string;
      readonly purl: string;
      readonly hashes?: readonly unknown[];
      readonly licenses?: readonly unknown[];
    }[];
    expect(components.map(({ name }) => name).sort()).toEqual(installed.map(({ name }) => name).sort());
    for (const { purl, hashes, licenses } of components)
      expect([purl, hashes?.length, licenses?.length]).toEqual([expect.stringMatching(/^pkg:npm\//), 1, 1]);
  });
});
