import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';
import { sourceFiles } from './source-files.ts';

/** Where it stands, and what it says. */
interface Expression {
  readonly path: string;
  readonly source: string;
  readonly flags: string;
}

interface SyntaxNode {
  readonly type?: string;
  readonly regex?: { readonly pattern: string; readonly flags: string };
  readonly callee?: { readonly name?: string };
}

/** Every regular expression that a file writes down; those that it puts together from texts as `built`. */
function expressionsOf(path: string): { readonly written: readonly Expression[]; readonly built: readonly string[] } {
  const written: Expression[] = [];
  const built: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { regex, callee } = value as SyntaxNode;
    if (regex != null) written.push({ path, source: regex.pattern, flags: regex.flags });
    if (callee?.name === 'RegExp') built.push(path);
    for (const member of Object.values(value)) visit(member);
  };
  visit(parseAst(readFileSync(join(import.meta.dirname, '../../src', path), 'utf8'), { lang: 'ts' }));
  return { written, built };
}

/** How many steps it may take, found with the same attempts each time: `linear`, or what is worse; `unknown` where that cannot be told. */
function complexity(source: string, flags: string): string {
  const found = checkSync(source, flags, { timeout: 60_000, randomSeed: 1 });
  if (found.status === 'safe') return 'linear';
  return found.status === 'vulnerable' ? found.complexity.summary : 'unknown';
}

const all = sourceFiles('src').map(({ path }) => expressionsOf(path));

beforeAll(() => {
  // Not the program in another process that it would look for.
  process.env.RECHECK_SYNC_BACKEND = 'pure';
});

describe('the regular expressions of the sources', () => {
  it('take no more steps than the text has characters, whatever the text (CWE-1333)', () => {
    const written = all.flatMap((file) => file.written);
    expect(written.length).toBeGreaterThan(80);
    const worse = written
      .map(({ path, source, flags }) => `${path}: /${source}/${flags} is ${complexity(source, flags)}`)
      .filter((line) => !line.endsWith(' is linear'));
    expect(worse).toEqual([]);
    // The checker is slow, and the machine may be busy.
  }, 300_000);

  it('stand there as they are, so that they can be checked', () => {
    expect(all.flatMap((file) => file.built)).toEqual([]);
  });

  it.each([
    [String.raw`\s*,\s*`, '2nd degree polynomial'],
    ['^(a|a)*$', 'exponential'],
    ['a+$', '2nd degree polynomial'],
    ['^[a-z]+$', 'linear'],
  ])('are told apart: /%s/ is %s', (source, expected) => {
    expect(complexity(source, '')).toBe(expected);
  });
});
