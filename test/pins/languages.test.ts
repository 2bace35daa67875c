import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { builtInLanguages } from '../../src/model/languages.ts';
import { sourceFiles } from './source-files.ts';

it('imports the texts of a language in one place, when the language is configured', () => {
  const files = builtInLanguages.filter((tag) => tag !== 'en').map((tag) => `pages/texts/${tag}.ts`);
  const importers = sourceFiles('src').filter(({ imports }) => imports.some((path) => files.includes(path)));
  expect(importers.map(({ path }) => path)).toEqual(['pages/texts/built-in.ts']);
  const text = readFileSync(new URL('../../src/pages/texts/built-in.ts', import.meta.url), 'utf8');
  expect([...text.matchAll(/^import .*'\.\/(.*)'/gm)].map(([, path]) => path)).toEqual(['en.ts', 'texts.ts']);
});
