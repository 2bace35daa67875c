import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface SourceFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly lines: number;
  /** What it imports, static and dynamic: types too; source files from the folder, modules by name. */
  readonly imports: readonly string[];
}

const importPattern =
  /^(?:import|export)\s+[^'";]*?from '(?<from>[^']+)'|^import '(?<bare>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gms;

/** Every source file of a folder of the repository but tests. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  const root = join(import.meta.dirname, '../..', folder);
  return globSync('**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const imports = [...text.matchAll(importPattern)].map(({ groups = {} }) => {
        const from = groups.from ?? groups.bare ?? groups.dynamic ?? '';
        return from.startsWith('.') ? normalize(join(dirname(path), from)) : from;
      });
      return { path, lines: text.split('\n').length - 1, imports };
    });
}
