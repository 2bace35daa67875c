import type { z } from 'zod';
import { AdminProblem } from '../admin/problem.ts';
import { ProblemList } from '../config/problem-list.ts';
import { addSchemaProblems } from '../config/schema-problems.ts';

/** What a schema of the admin API makes of a form. @throws {AdminProblem} `invalid`, in the words of the configuration. */
export function checkedInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { jitless: true });
  if (parsed.success) return parsed.data;
  const problems = new ProblemList();
  addSchemaProblems(schema, value, parsed.error.issues, problems);
  throw new AdminProblem('invalid', { errors: problems.problems });
}

/** A JSON object that somebody typed. @throws {AdminProblem} `invalid` */
export function typedObject(name: string, text: string | undefined): Readonly<Record<string, unknown>> {
  const value = parsed(text ?? '{}');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AdminProblem('invalid', { errors: [{ path: name, message: 'must be one JSON object' }] });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
