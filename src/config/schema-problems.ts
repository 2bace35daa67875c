import type { z } from 'zod';
import { didYouMean } from './closest-name.ts';
import { formatPath, type Path, type ProblemList } from './problem-list.ts';
import { membersOf, requiredMembersOf } from './schema-shape.ts';

type Issue = z.core.$ZodIssue;

/**
 * Says what a schema found in plain words, with the path. Never the value: it may be a secret. What stands at a path of which
 * something was said before (a missing environment variable) is left out.
 *
 * @param alsoKnown members that are no mistake elsewhere, by path: none of them is meant by a misspelt one.
 */
export function addSchemaProblems(
  schema: z.ZodType,
  value: unknown,
  issues: readonly Issue[],
  problems: ProblemList,
  alsoKnown: Readonly<Record<string, readonly string[]>> = {},
): void {
  for (const issue of issues) tell(issue, []);

  function tell(issue: Issue, outer: Path): void {
    const path = [...outer, ...issue.path];
    if (issue.code === 'invalid_union') {
      const branch = likeliest(issue.errors);
      if (branch === undefined) problems.add(path, kinds(valueAt(value, path)));
      else for (const inner of branch) tell(inner, path);
      return;
    }
    if (issue.code === 'unrecognized_keys') {
      const members = [...membersOf(schema, path, value), ...(alsoKnown[formatPath(path)] ?? [])];
      for (const key of issue.keys) problems.add([...path, key], unknownKey(key, members));
      return;
    }
    const members = issue.code === 'invalid_type' && issue.expected === 'object' ? requiredMembersOf(schema, path) : [];
    problems.add(path, describe(issue, valueAt(value, path), members));
  }
}

function kinds(kind: unknown): string {
  return `${kind === undefined ? 'is required: ' : 'must be '}one of "memory", "sqlite", "postgres"`;
}

function unknownKey(key: string, members: readonly string[]): string {
  return members.includes(key) ? 'cannot stand beside the others here' : `is not known${didYouMean(key, members)}`;
}

/** The member of a union that the writer most probably meant: the one with the fewest mistakes, deep ones preferred. */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const weight = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.path.length === 0 && issue.code === 'invalid_type' ? 100 : 1), 0);
  return [...branches].sort((a, b) => weight(a) - weight(b))[0];
}

function describe(issue: Issue, value: unknown, members: readonly string[]): string {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return 'is required';
      if (issue.expected === 'int') return 'must be a whole number';
      return `must be ${article(issue.expected)}${example(members)}, not ${kindOf(value)}`;
    case 'invalid_value':
      if (value === undefined) return 'is required';
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((known) => JSON.stringify(known)).join(', ')}${
        typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : ''
      }`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int' ? `must be ${issue.minimum} or more` : issue.message;
    case 'too_big':
      return issue.origin === 'string'
        ? `must not be longer than ${issue.maximum} characters`
        : `must be ${issue.maximum} or less`;
    default:
      return issue.message;
  }
}

/** `such as { "value": … }` */
function example(members: readonly string[]): string {
  return members.length === 0 ? '' : ` such as { ${members.map((name) => `${JSON.stringify(name)}: …`).join(', ')} }`;
}

function article(expected: string): string {
  if (expected === 'record' || expected === 'object') return 'an object';
  if (expected === 'array') return 'a list';
  return expected === 'boolean' ? 'true or false' : `a ${expected}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}
