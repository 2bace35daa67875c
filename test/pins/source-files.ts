import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface SourceFile {
  /** From `src`, with `/`. */
  readonly path: string;
  readonly lines: number;
  /** What it imports, static and dynamic: source files from `src`, modules by name. */
  readonly imports: readonly string[];
  /** Those of {@link imports} that are there when the program runs. */
  readonly valueImports: readonly string[];
}

const importPattern =
  /^(?:import|export)\s+(?<type>type\s)?(?<what>[^'";]*?)from '(?<from>[^']+)'|^import '(?<bare>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gms;

/** Every source file but tests. */
export function sourceFiles(): readonly SourceFile[] {
  const root = join(import.meta.dirname, '../../src');
  return globSync('**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const found = [...text.matchAll(importPattern)].map(({ groups = {} }) => {
        const from = groups.from ?? groups.bare ?? groups.dynamic ?? '';
        return {
          target: from.startsWith('.') ? normalize(join(dirname(path), from)) : from,
          isType: groups.type !== undefined || isTypesOnly(groups.what),
        };
      });
      return {
        path,
        lines: text.split('\n').length - 1,
        imports: found.map(({ target }) => target),
        valueImports: found.filter(({ isType }) => !isType).map(({ target }) => target),
      };
    });
}

/** `{ type A, type B }`. */
function isTypesOnly(what = ''): boolean {
  const names = /^\{(?<names>[^}]*)\}\s*$/s.exec(what)?.groups?.names ?? 'all';
  return names.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
}
