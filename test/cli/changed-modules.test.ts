import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { newFolder } from '../support/command.ts';

type Files = Readonly<Record<string, string>>;

const loader = pathToFileURL(join(import.meta.dirname, '../../src/cli/load-configuration.ts')).href;

/** Loads `config.ts` of a folder in one process, once for each of `steps`, whose files are written before. Resolves to what `see` says of each. */
async function loads(steps: readonly Files[], see: string): Promise<unknown> {
  const folder = newFolder();
  const script = `import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadConfiguration } from '${loader}';
const seen = [];
const see = ${see};
for (const files of ${JSON.stringify(steps)}) {
  for (const [name, content] of Object.entries(files)) {
    const path = join(${JSON.stringify(folder)}, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  try {
    seen.push(see(await loadConfiguration(${JSON.stringify(join(folder, 'config.ts'))})));
  } catch (error) {
    seen.push(error.message.replace(/^.*config\\.ts[:\\d]* /, ''));
  }
}
process.stdout.write(JSON.stringify(seen));`;
  writeFileSync(join(folder, 'run.mjs'), script);
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', join(folder, 'run.mjs')]);
  return JSON.parse(stdout);
}

it('a configuration that is loaded again is run again, whether it changed or not', async () => {
  const config = `import { readFileSync } from 'node:fs';
export default readFileSync(new URL('value.txt', import.meta.url), 'utf8');`;
  const steps = [{ 'config.ts': config, 'value.txt': 'one' }, { 'value.txt': 'two' }];
  expect(await loads(steps, '(value) => value')).toEqual(['one', 'two']);
});

it('what it imports is run again where it or something below it changed, also in a circle, and nothing else', async () => {
  const first = {
    'config.ts': `import { names } from './parts/names.ts';
import list from './list.json' with { type: 'json' };
import { defineConfig } from 'mintmark';
import { store } from './store.ts';
export default { names, list, store, defineConfig };`,
    'list.json': '["a"]',
    'store.ts': 'export const store: object = {};',
    'parts/names.ts': `import { name } from './name.ts';
export const names = [name()];`,
    'parts/name.ts': `import './names.ts';
export const name = () => 'first';`,
  };
  const steps = [
    first,
    { 'list.json': '["a", "b"]' },
    { 'parts/name.ts': `import './names.ts';\nexport const name = () => 'second';` },
    {},
  ];
  const see = `({ names, list, store, defineConfig }) => {
    globalThis.all ??= [];
    const number = (one) => (globalThis.all.includes(one) ? 0 : globalThis.all.push(one), globalThis.all.indexOf(one));
    return [names[0], list.length, number(names), number(store), number(defineConfig)];
  }`;
  expect(await loads(steps, see)).toEqual([
    ['first', 1, 0, 1, 2],
    ['first', 2, 0, 1, 2],
    ['second', 2, 3, 1, 2],
    ['second', 2, 3, 1, 2],
  ]);
});

it('what threw is run again', async () => {
  const steps = [
    {
      'config.ts': `import { value } from './value.ts';\nexport default value;`,
      'value.ts': `import { existsSync } from 'node:fs';
if (!existsSync(new URL('there', import.meta.url))) throw new Error('it is not there');
export const value = 1;`,
    },
    { there: '' },
  ];
  expect(await loads(steps, '(value) => value')).toEqual(['it is not there', 1]);
});
