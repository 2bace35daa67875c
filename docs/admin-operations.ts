import { openApiDocument } from '../src/admin/open-api.ts';
import { version } from '../src/operations/version.ts';
import { createServer } from '../src/server/server.ts';

interface Described {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly DescribedParameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  };
  readonly responses: Readonly<
    Record<
      string,
      { readonly headers?: object; readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>> }
    >
  >;
}

export interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly $defs?: object;
  readonly $ref?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** An operation of the OpenAPI document, with its place. */
export interface DocumentedOperation extends Described {
  readonly method: string;
  readonly path: string;
}

/** The operations of the whole admin API, as its OpenAPI document describes them. */
export async function documentedOperations(): Promise<readonly DocumentedOperation[]> {
  const server = await createServer({
    mode: 'dev',
    issuer: 'http://localhost:9400',
    storage: { kind: 'memory' },
    listen: { port: 0, adminPort: 0 },
  });
  try {
    const operations = await server.services.adminOperations();
    const { paths, components } = JSON.parse(JSON.stringify(openApiDocument(operations, '', version()))) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
      readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
    };
    for (const [name, { anyOf = [] }] of Object.entries(components.schemas)) {
      const isAnyJson = anyOf.map(({ type }) => type).join() === 'string,number,boolean,null,array,object';
      if (name !== 'Problem' && !isAnyJson) throw new Error(`What ${name} is has no type in TypeScript yet.`);
    }
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ ...described, path, method: method.toUpperCase() })),
    );
  } finally {
    await server.close();
  }
}
