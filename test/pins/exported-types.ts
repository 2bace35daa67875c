import { readFileSync } from 'node:fs';

/** The names of types that a file of `src` exports, by `export type { … }` and `export { type … }`. */
export function exportedTypes(path: string): readonly string[] {
  const text = readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');
  const names = [...text.matchAll(/^export (type )?\{([^}]*)\}/gms)].flatMap(([, all, list = '']) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && (all !== undefined || name.startsWith('type ')))
      .map((name) => name.replace(/^type /, '')),
  );
  return names.sort();
}
