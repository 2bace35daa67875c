import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { floors } from './floors.ts';
import { type SourceFile, sourceFiles } from './source-files.ts';

/** Rooms that a runtime without `node:` modules cannot do without replacing; in `http`, only what binds it to Node. */
const nodeModules = /^(stores|keys|users|cli|operations|testing)\/|^http\/node-/;

const files = sourceFiles('src');

function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
}

function floorOf(path: string): number {
  return floors.findIndex((rooms) => rooms.includes(roomOf(path)));
}

function arrows(holds: (file: SourceFile, target: string) => boolean): readonly string[] {
  return files.flatMap((file) =>
    file.imports.filter((target) => holds(file, target)).map((target) => `${file.path} -> ${target}`),
  );
}

const isSource = (target: string) => target.endsWith('.ts');

describe('the rooms of the house', () => {
  it('are each on one floor, with index.ts alone above them', () => {
    const rooms = new Set(files.map(({ path }) => roomOf(path)));
    expect([...rooms].sort()).toEqual(floors.flat().toSorted());
    expect(files.filter(({ path }) => roomOf(path) === '.').map(({ path }) => path)).toEqual(['index.ts']);
  });

  it('import files that exist', () => {
    const paths = new Set(files.map(({ path }) => path));
    expect(arrows((_, target) => isSource(target) && !paths.has(target))).toEqual([]);
  });

  it('import from themselves and from lower floors only, types included', () => {
    const leadsAway = (file: SourceFile, target: string) =>
      isSource(target) && roomOf(target) !== roomOf(file.path) && floorOf(target) >= floorOf(file.path);
    expect(arrows(leadsAway)).toEqual([]);
  });

  it('use node: modules only where a runtime is at hand', () => {
    expect(arrows(({ path }, target) => target.startsWith('node:') && !nodeModules.test(path))).toEqual([]);
  });

  it('are each told of in docs/architecture.md', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/architecture.md'), 'utf8');
    const rooms = floors.flat().filter((room) => room !== '.');
    expect(rooms.filter((room) => !new RegExp(`^\\| \`${room}/\` \\| [^|]{15,} \\|$`, 'm').test(page))).toEqual([]);
  });
});

describe.each(['src', 'bench'])('the files of %s', (folder) => {
  it('import nothing in a circle, types included', () => {
    const all = sourceFiles(folder);
    const byPath = new Map(all.map((file) => [file.path, file]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      const at = trail.indexOf(path);
      if (at >= 0) circles.push([...trail.slice(at), path].join(' -> '));
      if (at >= 0 || done.has(path)) return;
      for (const target of byPath.get(path)?.imports ?? []) {
        if (byPath.has(target)) visit(target, [...trail, path]);
      }
      done.add(path);
    };
    for (const { path } of all) visit(path, []);
    expect(all.length).toBeGreaterThan(20);
    expect(circles).toEqual([]);
  });

  it('have no more than 350 lines', () => {
    const long = sourceFiles(folder).filter(({ lines }) => lines > 350);
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });
});

describe('the files of the house', () => {
  it('have fewer than 120 lines in the middle', () => {
    const lines = files.map((file) => file.lines).sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(120);
  });

  it('are named in kebab-case', () => {
    expect(files.filter(({ path }) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(path)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('do not repeat the name of their room', () => {
    const repeating = files.filter(
      ({ path }) => path.includes('/') && path.split('/')[1]!.startsWith(`${roomOf(path)}-`),
    );
    expect(repeating.map(({ path }) => path)).toEqual([]);
  });
});
