import { describe, expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.ts';

/** DESIGN: a file imports from its own floor and from those below it. */
const floors: readonly (readonly string[])[] = [
  ['model', 'errors'],
  ['stores', 'keys', 'operations'],
  ['http'],
  ['resources', 'clients', 'proofs', 'users', 'sessions', 'tokens'],
  ['token-endpoint', 'authorize', 'device', 'ciba', 'logout', 'userinfo', 'introspection', 'discovery', 'external'],
  ['pages'],
  ['server', 'config'],
  ['.', 'cli', 'testing'],
];

const nodeModules: readonly RegExp[] = [
  /^stores\/(sql|memory)\//,
  /^stores\/(grant-vault|contract-suite)\.ts$/,
  /^stores\/contract\//,
  /^(keys|users|cli|operations|testing)\//,
  /^http\/node-[a-z-]+\.ts$/,
  // Reads configuration files; only commands import it.
  /^config\/load-configuration\.ts$/,
];

const files = sourceFiles();
const byPath = new Map(files.map((file) => [file.path, file]));

function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
}

function floorOf(path: string): number {
  return floors.findIndex((rooms) => rooms.includes(roomOf(path)));
}

function edges(holds: (file: SourceFile, target: string) => boolean): readonly string[] {
  return files.flatMap((file) =>
    file.imports.filter((target) => holds(file, target)).map((target) => `${file.path} -> ${target}`),
  );
}

describe('the rooms of the house', () => {
  it('are all on a floor', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(({ path }) => floorOf(path) < 0).map(({ path }) => path)).toEqual([]);
  });

  it('import files that exist', () => {
    expect(edges((_, target) => target.endsWith('.ts') && !byPath.has(target))).toEqual([]);
  });

  it('import from their own floor and below only', () => {
    expect(edges(({ path }, target) => byPath.has(target) && floorOf(target) > floorOf(path))).toEqual([]);
  });

  it('use node: modules only where a runtime is at hand', () => {
    expect(
      edges(({ path }, target) => target.startsWith('node:') && !nodeModules.some((allowed) => allowed.test(path))),
    ).toEqual([]);
  });

  it('import nothing in a circle', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      const at = trail.indexOf(path);
      if (at >= 0) circles.push([...trail.slice(at), path].join(' -> '));
      if (at >= 0 || done.has(path)) return;
      for (const target of byPath.get(path)?.valueImports ?? []) {
        if (byPath.has(target)) visit(target, [...trail, path]);
      }
      done.add(path);
    };
    for (const { path } of files) visit(path, []);
    expect(circles).toEqual([]);
  });
});

describe('the files of the house', () => {
  it('have no more than 350 lines', () => {
    expect(files.filter(({ lines }) => lines > 350).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it('have fewer than 120 lines in the middle', () => {
    const lines = files.map((file) => file.lines).sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(120);
  });

  it('are named in kebab-case', () => {
    expect(files.filter(({ path }) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(path)).map(({ path }) => path)).toEqual(
      [],
    );
  });
});
