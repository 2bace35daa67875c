import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { compile } from '../package/compile.ts';

const root = join(import.meta.dirname, '../..');

interface Block {
  readonly at: string;
  readonly code: string;
}

/** The blocks marked `ts` of README.md and of every guide. */
function blocks(): readonly Block[] {
  const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })];
  return pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({
      at: `${page}:${text.slice(0, match.index).split('\n').length}`,
      code: match[1] ?? '',
    }));
  });
}

/** One part of an example is as good as another, however deep it stands there. */
function withoutIndentation(code: string): string {
  return code.replace(/^ +/gm, '').trim();
}

it('shows code that is part of an example, or compiles by itself', () => {
  const examples = globSync('examples/**/*.ts', { cwd: root })
    .map((path) => withoutIndentation(readFileSync(join(root, path), 'utf8')))
    .join('\n');
  const all = blocks();
  expect(all.length).toBeGreaterThan(20);
  const others = all.filter(({ code }) => !examples.includes(withoutIndentation(code)));

  mkdirSync(join(root, '.mintmark'), { recursive: true });
  // Inside the repository, so that `mintmark` is this package.
  const directory = mkdtempSync(join(root, '.mintmark/documentation-'));
  try {
    const names = new Map(others.map(({ at }, index) => [`block-${index}.ts`, at]));
    others.forEach(({ code }, index) => {
      writeFileSync(join(directory, `block-${index}.ts`), `${code}\nexport {};\n`);
    });
    const configuration = {
      extends: '../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
      include: ['*.ts'],
    };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(configuration));
    const ours = compile(['-p', join(directory, 'tsconfig.json'), '--pretty', 'false'])
      .filter((message) => message.includes('block-'))
      .map((message) => message.replace(/^.*?(block-\d+\.ts)/, (_all, name: string) => names.get(name) ?? name));
    expect(ours).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** The anchors that a page's headings have. */
function anchorsOf(path: string): ReadonlySet<string> {
  const headings = readFileSync(path, 'utf8').matchAll(/^#{1,6} +(.+)$/gm);
  const anchor = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  return new Set([...headings].map(([, text = '']) => anchor(text)));
}

it('links to what is there', () => {
  const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*/*.md', 'bench/*.md'], { cwd: root });
  const links = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8').replace(/^ *```.*?^ *```$/gms, '');
    return [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => ({ page, target }));
  });
  expect(links.length).toBeGreaterThan(100);
  const broken = links.filter(({ page, target }) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).has(anchor));
  });
  expect(broken).toEqual([]);
});
