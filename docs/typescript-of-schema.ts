import type { JsonSchema } from './admin-operations.ts';

/** The TypeScript type of a JSON Schema, with the meaning of each member. */
export function typescriptOf(schema: JsonSchema, indent = ''): string {
  const { type, anyOf, oneOf, allOf, items, $ref } = schema;
  if ($ref !== undefined) return referredTo($ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const).replaceAll('"', "'");
  if (schema.enum !== undefined) return schema.enum.map((value) => quoted(value)).join(' | ');
  const some = anyOf ?? oneOf;
  if (some !== undefined) return [...new Set(some.map((one) => typescriptOf(one, indent)))].join(' | ');
  if (allOf !== undefined) return allOf.map((one) => typescriptOf(one, indent)).join(' & ');
  if (typeof type === 'object') return type.map((one) => typescriptOf({ ...schema, type: one }, indent)).join(' | ');
  switch (type) {
    case 'object':
      return objectType(schema, indent);
    case 'array':
      return items === undefined ? 'readonly unknown[]' : `readonly ${grouped(typescriptOf(items, indent))}[]`;
    case 'integer':
      return 'number';
    case undefined:
      return 'unknown';
    default:
      return type;
  }
}

function objectType(schema: JsonSchema, indent: string): string {
  const { properties, required = [], additionalProperties } = schema;
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? typescriptOf(additionalProperties, indent) : 'unknown';
    return `Readonly<Record<string, ${values}>>`;
  }
  return `{\n${membersOf(properties, required, `${indent}  `)}${indent}}`;
}

/** Members of an interface, a line or more each. */
export function membersOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
  indent: string,
): string {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const isRequired = required.includes(name);
      const type = `${typescriptOf(schema, indent)}${isRequired ? '' : ' | undefined'}`;
      const shown = /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
      return `${comment(schema.description, indent)}${indent}readonly ${shown}${isRequired ? '' : '?'}: ${type};\n`;
    })
    .join('');
}

export function comment(text: string | undefined, indent: string): string {
  return text === undefined || text === '' ? '' : `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`;
}

/** The one thing that refers to itself is any JSON. */
function referredTo(reference: string): string {
  if (/^#\/components\/schemas\/Shared\w+$/.test(reference)) return 'JsonValue';
  throw new Error(`The type of ${reference} is not known.`);
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value);
}

function grouped(type: string): string {
  return /^\w+$/.test(type) || (type.startsWith('Readonly<') && !type.includes(' | ')) ? type : `(${type})`;
}
