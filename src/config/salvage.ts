import type { z } from 'zod';
import { isPlainObject } from './environment-references.ts';
import { definitionOf, unwrap } from './schema-shape.ts';

const missing = Symbol('missing');

/**
 * What of a refused value is right by itself, so that contradictions in it are told together with its mistakes. Unknown members
 * go, refused ones take their default, and refused entries of a list of texts stay, so that the others keep their places.
 *
 * @returns `undefined` when nothing can be made of it: a required member is refused.
 */
export function salvage<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | undefined {
  const saved = save(schema, value);
  return saved === missing ? undefined : (saved as z.output<Schema>);
}

function save(schema: z.ZodType, value: unknown): unknown {
  const whole = schema.safeParse(value, { jitless: true });
  if (whole.success) return whole.data;
  const { shape, element } = definitionOf(unwrap(schema));
  if (shape !== undefined && isPlainObject(value)) {
    const members = Object.entries(shape).map(([name, member]) => [name, save(member, value[name])] as const);
    if (members.every(([, saved]) => saved !== missing)) {
      return Object.fromEntries(members.filter(([, saved]) => saved !== undefined));
    }
  }
  if (element !== undefined && isText(element) && Array.isArray(value)) {
    return value.map((entry: unknown) => (typeof entry === 'string' ? entry : ''));
  }
  const absent = schema.safeParse(undefined, { jitless: true });
  return absent.success ? absent.data : missing;
}

function isText(schema: z.ZodType): boolean {
  return ['string', 'enum'].includes(definitionOf(unwrap(schema)).type);
}
