import { z } from 'zod';
import { sha256 } from '../keys/digest.ts';
import { adminPaths, adminScopes } from '../model/admin.ts';
import type { AdminOperation } from '../wiring/admin-operation.ts';
import { type AdminProblemName, adminProblems, problemTypePrefix } from './problem.ts';

type Json = { readonly [name: string]: unknown };

/** What every operation may answer with. */
const everywhere = [
  'no-token',
  'invalid-token',
  'insufficient-scope',
  'not-an-administrator',
  'failed',
  'unavailable',
] as const;

/** Names of the problems that an operation may answer with. */
export function problemsOf({
  path,
  query,
  body,
  hasETag,
  method,
  problems = [],
}: AdminOperation): readonly AdminProblemName[] {
  const names: string[] = [...everywhere, ...problems];
  if (path.includes('{')) names.push('not-found');
  if (query !== undefined || body !== undefined) names.push('invalid');
  if (body !== undefined) names.push('not-json', 'too-large', 'unsupported-media-type');
  if (hasETag === true && method !== 'GET') names.push('changed-meanwhile');
  if (hasETag === true && method === 'PUT') names.push('precondition-required');
  return Object.keys(adminProblems).filter((name): name is AdminProblemName => names.includes(name));
}

/** The OpenAPI 3.1 document of the operations. @param url of the admin port. */
export function openApiDocument(operations: readonly AdminOperation[], url: string, version: string): Json {
  const methodsAt = (path: string) =>
    operations.filter((one) => one.path === path).map((one) => [one.method.toLowerCase(), describe(one)]);
  const paths = new Set(operations.map(({ path }) => path));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Mintmark admin API',
      version,
      description: `For operators, on the admin port alone. Durations are whole seconds, instants epoch seconds. Lists are pages: \`next\` of one is \`after\` of the following.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: url + adminPaths.api }],
    security: [{ token: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries([...paths].map((path) => [path, Object.fromEntries(methodsAt(path))])),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: `An access token of this server for \`urn:mintmark:admin\`, with the scope \`${adminScopes.change}\`, or \`${adminScopes.read}\` for what reads; one that is bound to a key comes with its proof.`,
        },
      },
      schemas: { Problem: problemSchema, ...sharedSchemas(operations) },
    },
  };
}

function describe(one: AdminOperation): Json {
  const { id, tag, summary, description, parameters, query, body, describedBody, isMergePatch, access } = one;
  const scope =
    access === 'read' ? `\`${adminScopes.read}\` or \`${adminScopes.change}\`` : `\`${adminScopes.change}\``;
  const conditions = one.hasETag === true && one.method !== 'GET' ? [conditionHeader(one)] : [];
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: `${description === undefined ? '' : `${description} `}Needs ${scope}.`,
    parameters: [...described(parameters, 'path'), ...described(query, 'query'), ...conditions],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: {
              [isMergePatch === true ? 'application/merge-patch+json' : 'application/json']: {
                schema: schemaOf(describedBody ?? body, 'input'),
              },
            },
          },
        }),
    responses: { ...success(one), ...refusals(one) },
  };
}

function success({ status, result, hasETag, method }: AdminOperation): Json {
  if (result === undefined) return { [status]: { description: 'Done.' } };
  return {
    [status]: {
      description: method === 'GET' ? 'As it is.' : 'As it is now.',
      ...(hasETag === true
        ? { headers: { ETag: { description: 'For `If-Match` of a change.', schema: { type: 'string' } } } }
        : {}),
      content: { 'application/json': { schema: schemaOf(result, 'output') } },
    },
  };
}

function refusals(one: AdminOperation): Json {
  const byStatus = new Map<number, AdminProblemName[]>();
  for (const name of problemsOf(one)) {
    const { status } = adminProblems[name];
    byStatus.set(status, [...(byStatus.get(status) ?? []), name]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `\`${problemTypePrefix}${name}\`: ${adminProblems[name].title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function conditionHeader({ method }: AdminOperation): Json {
  return {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: `The \`ETag\` of what is to be changed${method === 'PUT' ? '; without it, `If-None-Match: *` makes what there is not yet' : ''}.`,
    schema: { type: 'string' },
  };
}

function described(schema: z.ZodObject | undefined, place: 'path' | 'query'): readonly Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, member]) => {
    const { description, ...shape } = schemaOf(member, 'input');
    return {
      name,
      in: place,
      required: place === 'path' || !member.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema: shape,
    };
  });
}

/** As OpenAPI 3.1 has it: JSON Schema 2020-12. What refers to itself stands in {@link sharedSchemas}. */
function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  return converted(schema, io).shape;
}

/** The schemas that those of the operations refer to. */
function sharedSchemas(operations: readonly AdminOperation[]): Json {
  const sent = operations.flatMap(({ query, body, describedBody }) => [query, describedBody ?? body]);
  const answered = operations.map(({ result }) => result);
  const sharedIn = (schemas: readonly (z.ZodType | undefined)[], io: 'input' | 'output') =>
    schemas.flatMap((schema) => (schema === undefined ? [] : Object.entries(converted(schema, io).shared)));
  return Object.fromEntries([...sharedIn(sent, 'input'), ...sharedIn(answered, 'output')]);
}

function converted(schema: z.core.$ZodType, io: 'input' | 'output'): { readonly shape: Json; readonly shared: Json } {
  const { $schema: _, $defs: defined = {}, ...shape } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // By its content, since it is the same wherever it stands.
  const nameOf = (one: object) => `Shared${shortened(sha256(JSON.stringify(one)))}`;
  const shared = Object.fromEntries(Object.values(defined).map((one) => [nameOf(one), one]));
  let text = JSON.stringify({ shape, shared });
  for (const [name, one] of Object.entries(defined)) {
    text = text.replaceAll(`"#/$defs/${name}"`, `"#/components/schemas/${nameOf(one)}"`);
  }
  return JSON.parse(text);
}

function shortened(digest: string): string {
  return digest.replace(/[^A-Za-z0-9]/g, '').slice(0, 8);
}

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'requestId'],
  properties: {
    type: { type: 'string', enum: Object.keys(adminProblems).map((name) => problemTypePrefix + name) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'About this case.' },
    requestId: { type: 'string', description: 'Also in the log.' },
    errors: {
      type: 'array',
      description: 'Each mistake with its path in the body or query.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
