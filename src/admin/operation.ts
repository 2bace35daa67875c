import { z } from 'zod';
import { ProblemList } from '../config/problem-list.ts';
import { addSchemaProblems } from '../config/schema-problems.ts';
import type { AdminCaller, AdminOperation, AdminResult } from '../wiring/admin-operation.ts';
import { AdminProblem } from './problem.ts';

/** A request whose parameters, query and body are what the schemas of its operation make of them. */
export interface CheckedInput<Parameters, Query, Body> {
  readonly parameters: Parameters;
  readonly query: Query;
  readonly body: Body;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

interface Given<Parameters extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>
  extends Omit<AdminOperation, 'handle' | 'parameters' | 'query' | 'body'> {
  readonly parameters?: Parameters;
  readonly query?: Query;
  readonly body?: Body;
  handle(
    input: CheckedInput<z.output<Parameters>, z.output<Query>, z.output<Body>>,
    caller: AdminCaller,
  ): Promise<AdminResult>;
}

/** Makes an operation whose `handle` sees what its schemas let through. A member without a schema must not be sent. */
export function operation<
  Parameters extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
>(given: Given<Parameters, Query, Body>): AdminOperation;
export function operation(given: Given<z.ZodObject, z.ZodObject, z.ZodType>): AdminOperation {
  const { handle, parameters = noMembers, query = noMembers, body = noBody } = given;
  return {
    ...given,
    async handle(input, caller) {
      const { ifMatch, ifNoneMatch } = input;
      const checked = {
        parameters: check(parameters, input.parameters),
        query: check(query, input.query),
        body: check(body, input.body),
      };
      return handle({ ...checked, ifMatch, ifNoneMatch }, caller);
    },
  };
}

const noMembers = z.strictObject({});
const noBody = z.undefined({ error: 'must be empty' });

/** @throws {AdminProblem} `invalid`, in the words of the configuration. */
function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { jitless: true });
  if (parsed.success) return parsed.data;
  const problems = new ProblemList();
  addSchemaProblems(schema, value, parsed.error.issues, problems);
  throw new AdminProblem('invalid', { errors: problems.problems });
}
