import type { z } from 'zod';
import { adminSchema } from '../src/config/admin-schema.ts';
import { clientSchema } from '../src/config/client-schema.ts';
import { configurationSchema } from '../src/config/schema.ts';
import { definitionOf, unwrap } from '../src/config/schema-shape.ts';

const generated = '// Generated from the schemas beside it by `npm run docs`: do not edit.';

/** The type of a client with the meaning of each member, so that an editor shows it: `src/config/client-configuration.ts`. */
export function clientConfigurationType(): string {
  return `${generated}
import type { JsonValue } from '../model/json.ts';

/** A client as written in a configuration. */
export interface ClientConfiguration ${objectType(clientSchema, '')}
`;
}

/** The same of the admin port: `src/config/admin-configuration.ts`. */
export function adminConfigurationType(): string {
  return `${generated}
/** What is at the admin port beside health and metrics. */
export interface AdminConfiguration ${objectType(adminSchema, '')}
`;
}

/** The same of the whole: `src/config/configuration.ts`. */
export function configurationType(): string {
  return `${generated}
import type { JsonValue } from '../model/json.ts';
import type { AdminConfiguration } from './admin-configuration.ts';
import type { ClientConfiguration } from './client-configuration.ts';

/** What a configuration file holds, code apart. */
export interface Configuration ${objectType(configurationSchema, '')}
`;
}

function objectType(schema: z.ZodType, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(definitionOf(schema).shape ?? {}).map(([name, member]) => {
    const optional = isOptional(member);
    const type = `${typeOf(member, inner)}${optional ? ' | undefined' : ''}`;
    return `${docOf(member, inner)}${inner}readonly ${name}${optional ? '?' : ''}: ${type};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function docOf(schema: z.ZodType, indent: string): string {
  const byDefault = defaultOf(schema);
  const text = [schema.description, byDefault === undefined ? undefined : `Default: \`${JSON.stringify(byDefault)}\`.`]
    .filter((part) => part !== undefined)
    .join(' ');
  return text === '' ? '' : `${indent}/** ${text.replaceAll('*/', '*\\/')} */\n`;
}

function defaultOf(schema: z.ZodType): unknown {
  for (let at: z.ZodType | undefined = schema; at !== undefined; at = definitionOf(at).innerType) {
    if (definitionOf(at).type === 'default') return definitionOf(at).defaultValue;
  }
  return undefined;
}

function wraps(schema: z.ZodType, types: readonly string[]): boolean {
  const { type, innerType } = definitionOf(schema);
  return types.includes(type) || (innerType !== undefined && wraps(innerType, types));
}

const isOptional = (schema: z.ZodType) => wraps(schema, ['optional', 'default', 'prefault']);

function typeOf(schema: z.ZodType, indent: string): string {
  const type = plainTypeOf(unwrap(schema), indent);
  return wraps(schema, ['nullable']) ? `${type} | null` : type;
}

function plainTypeOf(schema: z.ZodType, indent: string): string {
  if (schema === clientSchema) return 'ClientConfiguration';
  if (schema === adminSchema) return 'AdminConfiguration';
  const { type, element, options, values, entries, valueType } = definitionOf(schema);
  const { examples } = (schema.meta() ?? {}) as { readonly examples?: readonly string[] };
  switch (type) {
    case 'object':
      return objectType(schema, indent);
    case 'array':
      return `readonly ${grouped(typeOf(element!, indent))}[]`;
    case 'record':
      return `Readonly<Record<string, ${typeOf(valueType!, indent)}>>`;
    case 'union':
      return (options ?? []).map((option) => typeOf(option, indent)).join(' | ');
    case 'enum':
      return literals(Object.values(entries ?? {}));
    case 'literal':
      return literals(values ?? []);
    case 'custom':
      return 'JsonValue';
    case 'string':
      return examples === undefined ? 'string' : `${literals(examples)} | (string & {})`;
    default:
      return type;
  }
}

function literals(values: readonly unknown[]): string {
  return values.map((value) => `'${String(value)}'`).join(' | ');
}

function grouped(type: string): string {
  return /^\w+$/.test(type) ? type : `(${type})`;
}
