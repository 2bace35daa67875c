import { adminProblems } from '../src/admin/problem.ts';
import { type DocumentedOperation, documentedOperations, type JsonSchema } from './admin-operations.ts';
import { comment, membersOf, typescriptOf } from './typescript-of-schema.ts';

const generated = '// Generated from the operations of the admin API by `npm run docs`: do not edit.';

/** Files of `src/admin-client/` that follow from the operations, by their paths. */
export async function adminClientFiles(): Promise<Readonly<Record<string, string>>> {
  const operations = await documentedOperations();
  const names = new TypeNames(operations);
  const tags = [...new Set(operations.map(({ tags: [tag] }) => tag!))];
  const files = tags.map((tag) => {
    const own = operations.filter(({ tags: [first] }) => first === tag);
    return [`src/admin-client/generated/${fileOf(tag)}.ts`, tagFile(tag, own, names)] as const;
  });
  return {
    ...Object.fromEntries(files),
    ...Object.fromEntries(
      [...names.declarations].map(([name, schema]) => [
        `src/admin-client/generated/${typeFileOf(name)}`,
        typeFile(name, schema),
      ]),
    ),
    'src/admin-client/generated/operations.ts': tableFile(operations, names),
    'src/admin-client/generated/admin-client.ts': clientFile(tags, names),
    'src/admin-client/generated/problem-name.ts': problemFile(),
  };
}

/** Names for what operations take and give: of two that look the same one name serves both. */
class TypeNames {
  readonly #byShape = new Map<string, string>();
  readonly declarations = new Map<string, JsonSchema>();

  constructor(operations: readonly DocumentedOperation[]) {
    // What one thing looks like gets the best name.
    for (const operation of [...operations].sort((a, b) => rank(a) - rank(b))) {
      const result = resultOf(operation);
      const item = result === undefined ? undefined : itemOf(operation, result);
      const id = operation.operationId;
      const pascal = id[0]!.toUpperCase() + id.slice(1);
      if (item !== undefined) this.#name(item, `Listed${singular(pascal.replace(/^List/, ''))}`);
      else if (result !== undefined) this.#name(result, id.startsWith('get') ? pascal.slice(3) : `${pascal}Result`);
      const body = bodyOf(operation);
      if (body !== undefined) this.#name(body, `${pascal}Body`);
    }
  }

  of(schema: JsonSchema): string {
    return this.#byShape.get(shapeOf(schema)) ?? typescriptOf(schema, '  ');
  }

  #name(schema: JsonSchema, name: string): void {
    const shape = shapeOf(schema);
    if (this.#byShape.has(shape) || schema.properties === undefined) return;
    this.#byShape.set(shape, name);
    this.declarations.set(name, schema);
  }
}

const rank = ({ operationId }: DocumentedOperation) =>
  operationId.startsWith('get') ? 0 : operationId.startsWith('list') ? 1 : 2;
const shapeOf = ({ description: _, $defs: __, ...schema }: JsonSchema) => JSON.stringify(schema);
const singular = (name: string) => name.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
const fileOf = (tag: string) => tag.toLowerCase().replaceAll(/[^a-z]+/g, '-');
const interfaceOf = (tag: string) =>
  `${tag
    .split(/[^A-Za-z]+/)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('')}Operations`;

function resultOf({ responses }: DocumentedOperation): JsonSchema | undefined {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  return success?.content?.['application/json']?.schema;
}

function itemOf({ parameters }: DocumentedOperation, { properties = {} }: JsonSchema): JsonSchema | undefined {
  const isList = parameters.some(({ name, in: place }) => place === 'query' && name === 'after');
  return isList && properties['next'] !== undefined ? properties['items']?.items : undefined;
}

function bodyOf({ requestBody }: DocumentedOperation): JsonSchema | undefined {
  return Object.values(requestBody?.content ?? {})[0]?.schema;
}

/** Whether its answer has an `ETag`. */
function isTagged({ responses }: DocumentedOperation): boolean {
  return Object.values(responses).some(({ headers }) => headers !== undefined);
}

const typeFileOf = (name: string) => `types/${name.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}.ts`;

function tagFile(tag: string, operations: readonly DocumentedOperation[], names: TypeNames): string {
  const methods = operations.map((operation) => method(operation, names)).join('\n');
  const text = `/** Operations of the admin API: ${tag}. */\nexport interface ${interfaceOf(tag)} {\n${methods}}\n`;
  const used = [...names.declarations.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const imports = [
    ...(text.includes('Pages<') ? ["import type { Pages } from '../pages.ts';"] : []),
    ...(text.includes('Tagged<') ? ["import type { Tagged } from '../tagged.ts';"] : []),
    ...(/\bJsonValue\b/.test(text) ? ["import type { JsonValue } from '../json-value.ts';"] : []),
    ...used.map((name) => `import type { ${name} } from './${typeFileOf(name)}';`),
  ];
  return `${generated}\n${imports.join('\n')}${imports.length > 0 ? '\n\n' : ''}${text}`;
}

function typeFile(name: string, { description, properties = {}, required = [] }: JsonSchema): string {
  const text = `${comment(description, '')}export interface ${name} {\n${membersOf(properties, required, '  ')}}\n`;
  const imports = /\bJsonValue\b/.test(text) ? "import type { JsonValue } from '../../json-value.ts';\n\n" : '';
  return `${generated}\n${imports}${text}`;
}

function method(operation: DocumentedOperation, names: TypeNames): string {
  const { operationId, summary, description } = operation;
  const input = inputType(operation, names);
  return `${comment(`${summary}. ${description}`, '  ')}  ${operationId}(${input}): ${outputType(operation, names)};\n`;
}

function inputType(operation: DocumentedOperation, names: TypeNames): string {
  const { parameters } = operation;
  const body = bodyOf(operation);
  const given = parameters.filter(({ in: place }) => place !== 'header');
  const hasCondition = parameters.some(({ in: place }) => place === 'header');
  const isNewBody = operation.requestBody?.required === true;
  const members = [
    ...given.map(({ name, required, description, schema }) => {
      const type = typescriptOf(schema, '    ');
      return `${comment(description?.replace(', percent-encoded', ''), '    ')}    readonly ${name}${required ? '' : '?'}: ${type}${required ? '' : ' | undefined'};\n`;
    }),
    ...(body === undefined
      ? []
      : [`    readonly body${isNewBody ? '' : '?'}: ${names.of(body)}${isNewBody ? '' : ' | undefined'};\n`]),
    ...(hasCondition
      ? [
          `    /** The \`etag\` of what is to be changed. */\n    readonly ifMatch?: string | undefined;\n`,
          ...(operation.method === 'PUT'
            ? ["    /** `*`: only where there is none yet. */\n    readonly ifNoneMatch?: '*' | undefined;\n"]
            : []),
        ]
      : []),
  ];
  if (members.length === 0) return '';
  const isOptional = !given.some(({ required }) => required) && !isNewBody;
  return `input${isOptional ? '?' : ''}: {\n${members.join('')}  }`;
}

function outputType(operation: DocumentedOperation, names: TypeNames): string {
  const result = resultOf(operation);
  if (result === undefined) return 'Promise<void>';
  const item = itemOf(operation, result);
  if (item !== undefined) return `Pages<${names.of(item)}>`;
  return isTagged(operation) ? `Promise<Tagged<${names.of(result)}>>` : `Promise<${names.of(result)}>`;
}

function tableFile(operations: readonly DocumentedOperation[], names: TypeNames): string {
  const rows = operations.map((operation) => {
    const { operationId, method, path, parameters } = operation;
    const result = resultOf(operation);
    const query = parameters.filter(({ in: place }) => place === 'query').map(({ name }) => `'${name}'`);
    const gives = outputType(operation, names);
    const answer =
      result === undefined
        ? 'nothing'
        : gives.startsWith('Pages')
          ? 'pages'
          : gives.startsWith('Promise<Tagged')
            ? 'tagged'
            : 'value';
    const [type] = Object.keys(operation.requestBody?.content ?? {});
    return `  ${operationId}: { method: '${method}', path: '${path}', query: [${query.join(', ')}], answer: '${answer}'${type === undefined ? '' : `, body: '${type}'`} },\n`;
  });
  return `${generated}
import type { OperationDescription } from '../operation-description.ts';
import type { AdminOperations } from './admin-client.ts';

/** Where each operation is, and what it answers. */
export const operations: Readonly<Record<keyof AdminOperations, OperationDescription>> = {
${rows.join('')}};
`;
}

function clientFile(tags: readonly string[], names: TypeNames): string {
  const named = tags.map((tag) => interfaceOf(tag));
  return `${generated}
${tags.map((tag) => `import type { ${interfaceOf(tag)} } from './${fileOf(tag)}.ts';`).join('\n')}

${tags.map((tag) => `export type { ${interfaceOf(tag)} } from './${fileOf(tag)}.ts';`).join('\n')}
${[...names.declarations.keys()].map((name) => `export type { ${name} } from './${typeFileOf(name)}';`).join('\n')}

/** Every operation of the admin API, a method each. */
export interface AdminOperations extends ${named.join(', ')} {}
`;
}

function problemFile(): string {
  return `${generated}
/** The problems that the admin API knows, by the last part of their \`type\` (RFC 9457). */
export type AdminProblemName = ${Object.keys(adminProblems)
    .map((name) => `'${name}'`)
    .join(' | ')};
`;
}
