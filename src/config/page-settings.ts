import { z } from 'zod';
import { type Environment, isPlainObject, resolveEnvironmentReferences } from './environment-references.ts';
import { type PageSettings, pagesSchema } from './pages-schema.ts';
import type { ProblemList } from './problem-list.ts';
import { addSchemaProblems } from './schema-problems.ts';

const renderers = ['login', 'consent', 'account', 'device', 'ciba', 'grants', 'logout', 'error'];
const schema = z.strictObject({ pages: pagesSchema });

/** What of `pages` is no code, checked, with `env:` read; of what is code only the kind is looked at. */
export function resolvePageSettings(
  pages: unknown,
  environment: Environment,
  problems: ProblemList,
): PageSettings | undefined {
  if (!isPlainObject(pages)) return undefined;
  const { texts, ...rest } = pages;
  if (texts !== undefined && !isPlainObject(texts)) problems.add(['pages', 'texts'], needsCode('an object'));
  const settings: [string, unknown][] = [];
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    if (!renderers.includes(name)) settings.push([name, value]);
    else if (typeof value !== 'function') problems.add(['pages', name], needsCode('a function'));
  }
  const raw = { pages: resolveEnvironmentReferences(Object.fromEntries(settings), environment, problems, ['pages']) };
  const parsed = schema.safeParse(raw, { jitless: true });
  if (parsed.success) return parsed.data.pages;
  addSchemaProblems(schema, raw, parsed.error.issues, problems, { pages: [...renderers, 'texts'] });
  return undefined;
}

/** What a JSON file cannot hold. */
export function needsCode(what: string): string {
  return `must be ${what}, which only a .ts or .js file can give`;
}
