import type { z } from 'zod';
import { writtenSchema } from '../src/config/schema.ts';
import { definitionOf, unwrap } from '../src/config/schema-shape.ts';

/** Tables of every member: name, type, default, meaning. */
export function configurationPage(): string {
  const sections: string[] = [];
  section('The configuration', writtenSchema, sections);
  return `# Configuration

Generated from \`src/config/\` by \`npm run docs\`. The file is \`mintmark.config.ts\` (default export of \`defineConfig({ … })\`), \`.js\` or
\`.json\`; the shape is the same. Durations are whole seconds, instants epoch seconds. \`"env:NAME"\` is read from the environment
wherever a string stands. Unknown members, wrong types and contradictions are refused, all at once: \`mintmark check --config F\`.

Members that only code can give (renderers and texts of \`pages\`, \`services\`, \`extensionGrantValidators\`, \`profileService\`, \`store\` …) are those of \`ServerOptions\`.

${sections.join('\n')}`;
}

function section(title: string, schema: z.ZodType, sections: string[]): void {
  const rows: string[] = [];
  const further: [string, z.ZodType][] = [];
  for (const [name, member] of Object.entries(definitionOf(schema).shape ?? {})) {
    rows.push(`| \`${name}\` | ${typeOf(member)} | ${defaultOf(member)} | ${cell(member.description ?? '')} |`);
    const inner = objectsIn(member);
    inner.forEach((object) => {
      further.push([titleOf(title, name, object, inner.length), object]);
    });
  }
  sections.push(`## ${title}\n\n| member | type | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`);
  for (const [name, inner] of further) section(name, inner, sections);
}

function titleOf(outer: string, name: string, object: z.ZodType, siblings: number): string {
  const path = outer === 'The configuration' ? `\`${name}\`` : `\`${outer.split('`')[1]}.${name}\``;
  if (siblings === 1) return path;
  const shape = definitionOf(object).shape ?? {};
  const kind = shape.kind === undefined ? undefined : definitionOf(shape.kind).values?.[0];
  return `${path} with \`${String(kind ?? Object.keys(shape)[0])}\``;
}

function objectsIn(schema: z.ZodType): readonly z.ZodType[] {
  const inner = unwrap(schema);
  const { shape, element, options } = definitionOf(inner);
  if (shape !== undefined) return [inner];
  if (element !== undefined) return objectsIn(element);
  return (options ?? []).flatMap(objectsIn);
}

function typeOf(schema: z.ZodType): string {
  const inner = unwrap(schema);
  const definition = definitionOf(inner);
  const nullable = isNullable(schema) ? ' or `null`' : '';
  return `${nameOf(inner, definition)}${nullable}`;
}

function nameOf(schema: z.ZodType, definition: ReturnType<typeof definitionOf>): string {
  const { typeName } = (schema.meta() ?? {}) as { readonly typeName?: string };
  if (typeName !== undefined) return typeName;
  switch (definition.type) {
    case 'enum':
      return Object.values(definition.entries ?? {})
        .map((value) => `\`${value}\``)
        .join(', ');
    case 'literal':
      return `\`${String(definition.values?.[0])}\``;
    case 'array':
      return `list of ${typeOf(definition.element!)}`;
    case 'record':
      return `object of ${typeOf(definition.valueType!)}`;
    case 'union':
      return [...new Set((definition.options ?? []).map(typeOf))].join(' or ');
    case 'number':
      return 'whole number';
    case 'unknown':
      return 'anything';
    default:
      return definition.type;
  }
}

function isNullable(schema: z.ZodType): boolean {
  const { type, innerType } = definitionOf(schema);
  return type === 'nullable' || (innerType !== undefined && isNullable(innerType));
}

function defaultOf(schema: z.ZodType): string {
  for (let at: z.ZodType | undefined = schema; at !== undefined; at = definitionOf(at).innerType) {
    const { type, defaultValue } = definitionOf(at);
    if (type === 'optional') return 'none';
    if (type === 'default') return `\`${JSON.stringify(defaultValue)}\``;
    if (type === 'prefault') return 'as below';
  }
  return 'required';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
