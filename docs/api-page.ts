import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, '../src');

/** Titles by the folder that a name comes from, in reading order. */
const topics: readonly (readonly [title: string, folders: readonly string[]])[] = [
  ['Server and configuration', ['server', 'config']],
  ['Token responses and grants', ['token-endpoint', 'token-endpoint/grants']],
  ['Responses of the other endpoints', ['authorize', 'device', 'ciba', 'userinfo', 'introspection', 'discovery']],
  ['Requests, responses and other values', ['model']],
  ['Rich authorization requests', ['authorization-details']],
  ['Tokens', ['tokens']],
  ['Delegation', ['delegation', 'issuers']],
  ['Clients', ['clients', 'clients/metadata', 'registration', 'documents']],
  ['Users and interaction', ['users', 'sessions', 'logout']],
  ['Stores', ['stores', 'keys']],
  ['Pages', ['pages', 'pages/texts']],
  ['Node and HTTP', ['http']],
  ['Operations', ['operations']],
  ['Errors', ['errors']],
];

interface Exported {
  readonly name: string;
  readonly folder: string;
  readonly kind: string;
  readonly sentence: string;
  /** Of a class: what may be overridden. */
  readonly members: readonly string[];
}

/** Every export of the package with the first sentence of its docstring. */
export function apiPage(): string {
  const all = exportsOf('index.ts');
  const sections = topics.map(([title, folders]) =>
    section(
      title,
      all.filter(({ folder }) => folders.includes(folder)),
    ),
  );
  const left = all.filter(({ folder }) => !topics.some(([, folders]) => folders.includes(folder)));
  if (left.length > 0) throw new Error(`There is no topic for ${left.map(({ name }) => name).join(', ')}.`);
  return `# API

Generated from the docstrings in \`src/\` by \`npm run docs\`. Everything here is exported by \`mintmark\`, what stands at the end by
\`mintmark/testing\`, \`mintmark/resource-server\` and \`mintmark/admin\`; your editor shows the whole text and every member. *Italic*: protected, for classes that derive from it.

${sections.join('\n')}
${section('mintmark/testing', exportsOf('testing/index.ts'))}
${section('mintmark/resource-server', exportsOf('resource-server/index.ts'))}
${section('mintmark/admin', exportsOf('admin-client/index.ts'))}`;
}

function section(title: string, exported: readonly Exported[]): string {
  const rows = exported
    .toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    .map(({ name, kind, sentence, members }) => {
      const list = members.length === 0 ? '' : `${sentence === '' ? '' : '<br>'}${members.join(', ')}`;
      return `| \`${name}\` | ${kind} | ${sentence}${list} |`;
    });
  return `## ${title}\n\n| name | kind | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function exportsOf(index: string): readonly Exported[] {
  const text = readFileSync(join(source, index), 'utf8');
  return [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']*)'/gms)].flatMap(([, list = '', from = '']) => {
    const path = join(index, '..', from);
    const file = readFileSync(join(source, path), 'utf8');
    const names = list.split(',').map((name) => name.trim().replace(/^type /, ''));
    return names.filter((name) => name !== '').map((name) => describe(name, path, file));
  });
}

function describe(names: string, path: string, file: string): Exported {
  const [declared = names, name = declared] = names.split(' as ');
  const declaration = new RegExp(
    `(?:/\\*\\*((?:(?!\\*/).)*)\\*/\\s*)?^export (?:async )?(class|interface|type|function|const|\\{) ${declared}\\b`,
    'ms',
  );
  const found = declaration.exec(file);
  if (found === null) throw new Error(`${path} does not declare ${declared}.`);
  const [, doc = '', keyword = ''] = found;
  const kind = keyword === '{' ? 'const' : keyword;
  const folder = join(path, '..');
  const body = kind === 'class' ? file.slice(found.index).split(/^\}/m)[0]! : '';
  return { name, folder, kind, sentence: firstSentence(doc) || servicesOf(name), members: membersOf(body) };
}

/** Methods that are not private, protected ones in italics. */
function membersOf(body: string): readonly string[] {
  return [...body.matchAll(/^ {2}(protected |static )?(?:override )?(?:async )?(\w+)(?:<[^>]*>)?\(/gm)]
    .filter(([, , name]) => name !== 'constructor')
    .map(([, modifier, name]) => (modifier === 'protected ' ? `*\`${name}\`*` : `\`${name}\``));
}

function servicesOf(name: string): string {
  return name.endsWith('Services') ? 'What the default class needs of the server.' : '';
}

function firstSentence(doc: string): string {
  const text = doc
    .replace(/^\s*\* ?/gm, '')
    .replace(/\{@link ([^}]*)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim()
    .split(/ @\w/)[0]!;
  const [sentence = ''] = /^.*?[.:;](?= |$)/.exec(text) ?? [text];
  return sentence.replace(/[:;]$/, '.').replaceAll('|', '\\|');
}
