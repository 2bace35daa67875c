import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeOnlyMembers } from '../config/code-members.ts';
import { isPlainObject } from '../config/environment-references.ts';
import { placeOfMistake } from '../config/json-mistake.ts';
import { formatPath } from '../config/problem-list.ts';
import { repeatedMembers } from '../config/repeated-members.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { ModuleVersions } from './module-versions.ts';

/**
 * Loads `mintmark.config.ts`, `.js` or `.json`. `import … from 'mintmark'` inside it means this very server, in whatever folder
 * it stands. A default export that is a function is called and awaited.
 *
 * Called again it reads everything anew that changed: the file itself, what it imports of its own project, and what those import.
 *
 * @returns what the file holds, unchecked: `resolveConfiguration` checks it.
 * @throws {ConfigurationError} with file name and position: not found, not readable, syntax, no default export, code that threw.
 */
export async function loadConfiguration(path: string): Promise<unknown> {
  const file = resolve(path);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw problem(`${path}: there is no such file`);
  if (!found.isFile()) throw problem(`${path}: is a folder or device, not a file`);
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw problem(`${path}: may not be read by this user`);
  }
  const extension = extname(file);
  if (extension === '.json') return readJson(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), path);
  if (!['.ts', '.mts', '.js', '.mjs'].includes(extension)) throw problem(`${path}: must be a .ts, .js or .json file`);
  return importDefault(file, path);
}

function readJson(source: string, path: string): unknown {
  const value = parseJson(source, path);
  const problems = repeatedMembers(source).map((repeated) => ({
    path: `${path}:${repeated.line}:${repeated.column}`,
    message: `${formatPath(repeated.path)} stands twice in one object`,
  }));
  const known = isPlainObject(value) ? Object.keys(value) : [];
  for (const member of known.filter((name) => name !== 'pages' && codeOnlyMembers.includes(name))) {
    problems.push({ path: member, message: 'can be given by a .ts or .js file only' });
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return withoutSchema(value);
}

/** `$schema` is for editors: `docs/reference/configuration.schema.json`. */
function withoutSchema(value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  const { $schema: _, ...configuration } = value;
  return configuration;
}

const versions = new ModuleVersions();

async function importDefault(file: string, path: string): Promise<unknown> {
  const url = versions.begin(pathToFileURL(file).href);
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === url)
        return { url, format: file.endsWith('ts') ? 'module-typescript' : 'module', shortCircuit: true };
      const own = ownModules.get(specifier);
      if (own !== undefined) return { url: own, shortCircuit: true };
      const found = next(specifier, context);
      return { ...found, url: versions.imported(found.url, context.parentURL) };
    },
  });
  try {
    const module: Readonly<Record<string, unknown>> = await import(url);
    if (!('default' in module))
      throw problem(`${path}: has no default export; write: export default defineConfig({ … })`);
    const exported = module.default;
    return typeof exported === 'function' ? await exported() : await exported;
  } catch (error) {
    versions.failed();
    if (error instanceof ConfigurationError) throw error;
    throw problem(`${path}${positionOf(error, file)}: ${messageOf(error)}`);
  } finally {
    hooks.deregister();
  }
}

const extension = extname(import.meta.url);
const ownModules: ReadonlyMap<string, string> = new Map([
  ['mintmark', new URL(`../index${extension}`, import.meta.url).href],
  ['mintmark/testing', new URL(`../testing/index${extension}`, import.meta.url).href],
  ['mintmark/resource-server', new URL(`../resource-server/index${extension}`, import.meta.url).href],
  ['mintmark/admin', new URL(`../admin-client/index${extension}`, import.meta.url).href],
]);

function problem(message: string): ConfigurationError {
  return new ConfigurationError([{ path: '', message }]);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the configuration threw something that is no error';
  const [message = ''] = error.message.split('\n', 1);
  const isCommonJs = /^(?:module|exports|require) is not defined in ES module scope/.test(message);
  return isCommonJs ? `${message}; write: export default defineConfig({ … })` : message;
}

/** `:4:7`, as far as it can be found. */
function positionOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const found = positionIn(stack, file);
  if (found !== '' || !(error instanceof SyntaxError)) return found;
  // V8 keeps the place of a syntax error to itself; `--check` prints it.
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 5000 });
  return positionIn(stderr, file);
}

function positionIn(report: string, file: string): string {
  for (const name of [pathToFileURL(file).href, file]) {
    const start = report.indexOf(name);
    if (start < 0) continue;
    const rest = report.slice(start + name.length);
    const [, line, column] = /^(?:\?[^:\n]*)?:(\d+)(?::(\d+))?/.exec(rest) ?? [];
    if (line !== undefined) return column === undefined ? `:${line}${caretColumn(rest)}` : `:${line}:${column}`;
  }
  return '';
}

/** The column that a `^` under the line points at. */
function caretColumn(report: string): string {
  const line = report.split('\n').find((candidate) => /^\s*\^+\s*$/.test(candidate));
  return line === undefined ? '' : `:${line.indexOf('^') + 1}`;
}

function parseJson(source: string, path: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    const { line, column } = placeOfMistake(source);
    // V8's own message quotes the source, which may hold secrets.
    throw problem(`${path}:${line}:${column}: is not valid JSON`);
  }
}
