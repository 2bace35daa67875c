import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.ts';
import type { Installed } from './install-packed.ts';

const root = join(import.meta.dirname, '../..');

/**
 * A strict project that has only the declarations builds on them without a cast or a deep import (CONTRACT §5), under an older and the
 * newest TypeScript, whichever way it resolves modules, and with the declarations themselves checked. Resolves to what is wrong.
 */
export function checkDeclarations({ project, installed }: Installed): readonly string[] {
  const problems: string[] = [...unknownTypes(installed)];
  for (const name of ['customer-generators.ts', 'customer-services.ts']) {
    cpSync(join(import.meta.dirname, name), join(project, name.replace(/\.ts$/, '.mts')));
  }
  const customer = join(project, 'customer-services.mts');
  const text = readFileSync(customer, 'utf8');
  if (/ as (?!const)\w|: any\b|mintmark\/(?!testing)/.test(text)) problems.push('a customer casts');
  writeFileSync(customer, text.replace('./customer-generators.ts', './customer-generators.mjs'));
  writeFileSync(
    join(project, 'customer.cts'),
    "import { createServer } from 'mintmark';\nimport { createTestServer } from 'mintmark/testing';\nexport const both = [createServer, createTestServer];\n",
  );
  writeFileSync(
    join(project, 'api.mts'),
    "import { createAdminClient } from 'mintmark/admin';\nimport { protectResource } from 'mintmark/resource-server';\nexport const listed = createAdminClient({ url: 'http://localhost:9401', token: 't' }).listClients({ search: 'a' });\nexport const first: Promise<string | undefined> = Promise.resolve(listed).then(({ items }) => items[0]?.clientId);\nexport const api = protectResource({ resource: 'https://api.test', issuer: 'https://id.test', scopes: ['a'] });\n",
  );
  const checked = ['--strict', '--noEmit', '--ignoreConfig', '--target', 'es2024', '--skipLibCheck', 'false'];
  const ways = [
    // Under `node16` a CommonJS file cannot require an ES module, whatever Node can.
    ['node16', ['customer-services.mts', 'api.mts']],
    ['nodenext', ['customer-services.mts', 'customer.cts', 'api.mts']],
    ['bundler', ['customer-services.mts', 'api.mts']],
  ] as const;
  for (const compilers of [root, project]) {
    const { version } = JSON.parse(readFileSync(join(compilers, 'node_modules/typescript/package.json'), 'utf8'));
    const options = checked.filter((option) => version.startsWith('7.') || option !== '--ignoreConfig');
    const tell = (way: string, messages: readonly string[]) =>
      problems.push(...messages.map((message) => `the declarations under TypeScript ${version} (${way}): ${message}`));
    for (const [way, files] of ways) {
      const resolution = ['--module', way === 'bundler' ? 'esnext' : way, '--moduleResolution', way];
      const libraries = ['--lib', 'es2024,esnext.disposable', '--types', 'node'];
      tell(way, compile([...options, ...resolution, ...libraries, ...files], project, compilers));
    }
    // An API at the edge has no Node, and its project no types of it.
    const edge = [
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      '--lib',
      'es2024,esnext.disposable,dom,dom.iterable',
    ];
    tell(
      'without the types of Node',
      compile([...options, ...edge, '--typeRoots', 'none', 'api.mts'], project, compilers),
    );
    if (version.startsWith('7.')) continue;
    const old = ['--strict', '--noEmit', '--target', 'es2024', '--module', 'commonjs', '--moduleResolution', 'node10'];
    cpSync(join(project, 'customer.cts'), join(project, 'customer-node10.ts'));
    tell('node10', compile([...old, '--skipLibCheck', '--types', 'node', 'customer-node10.ts'], project, compilers));
  }
  return problems;
}

/** Packages whose declarations ours need: a customer has those of our dependencies, and `@types/node`. */
function unknownTypes(installed: string): readonly string[] {
  const problems: string[] = [];
  const known = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies);
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'([^']+)'/g)) {
      if (specifier.startsWith('.')) follow(join(file, '..', specifier.replace(/\.[jt]s$/, '.d.ts')));
      else if (specifier.startsWith('node:')) continue;
      else if (!known.some((name) => specifier === name || specifier.startsWith(`${name}/`)) || specifier === 'pg')
        problems.push(`${file.slice(installed.length + 1)} needs the types of ${specifier}`);
    }
  };
  for (const entry of [
    'dist/index.d.ts',
    'dist/testing/index.d.ts',
    'dist/resource-server/index.d.ts',
    'dist/admin-client/index.d.ts',
  ])
    follow(join(installed, entry));
  return problems;
}
