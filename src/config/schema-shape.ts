import type { z } from 'zod';
import type { Path } from './problem-list.ts';

/** What the schemas here are made of, seen from outside: wrappers, containers, unions. */
export interface SchemaDefinition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly defaultValue?: unknown;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
}

export function definitionOf(schema: z.ZodType): SchemaDefinition {
  return schema._zod.def as SchemaDefinition;
}

/** Without `.default()`, `.optional()`, `.nullable()`, `.readonly()`. */
export function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  for (let next = definitionOf(inner).innerType; next !== undefined; next = definitionOf(inner).innerType) inner = next;
  return inner;
}

/** Names of the members that the object at a path may have. */
export function membersOf(schema: z.ZodType, path: Path, value: unknown): readonly string[] {
  let at = value;
  for (const step of path) {
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined;
  }
  const kind = typeof at === 'object' && at !== null && 'kind' in at ? at.kind : undefined;
  return schemasAt(schema, path)
    .map((candidate) => definitionOf(candidate).shape)
    .filter((shape) => shape !== undefined)
    .filter((shape) => shape.kind === undefined || definitionOf(shape.kind).values?.includes(kind) === true)
    .flatMap((shape) => Object.keys(shape));
}

/** Names of the members that the object at a path must have; of several kinds of object, those of the first. */
export function requiredMembersOf(schema: z.ZodType, path: Path): readonly string[] {
  const shape = schemasAt(schema, path)
    .map((candidate) => definitionOf(candidate).shape)
    .find((found) => found !== undefined);
  return Object.entries(shape ?? {}).flatMap(([name, member]) => (member.safeParse(undefined).success ? [] : [name]));
}

function schemasAt(schema: z.ZodType, path: Path): readonly z.ZodType[] {
  let candidates = alternatives(schema);
  for (const step of path) {
    candidates = candidates.flatMap((candidate) => {
      const { element, valueType, shape } = definitionOf(candidate);
      const next = typeof step === 'number' ? element : (shape?.[String(step)] ?? valueType);
      return next === undefined ? [] : alternatives(next);
    });
  }
  return candidates;
}

function alternatives(schema: z.ZodType): readonly z.ZodType[] {
  const inner = unwrap(schema);
  return definitionOf(inner).options?.flatMap(alternatives) ?? [inner];
}
