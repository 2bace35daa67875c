import type { z } from 'zod';
import { problemsOf } from '../src/admin/open-api.ts';
import { adminProblems, problemTypePrefix } from '../src/admin/problem.ts';
import { createServer } from '../src/server/server.ts';
import type { AdminOperation } from '../src/wiring/admin-operation.ts';

/** The operations of the admin API, as a server has them. */
export async function adminOperations(): Promise<readonly AdminOperation[]> {
  const server = await createServer({
    issuer: 'http://localhost:9400',
    mode: 'dev',
    storage: { kind: 'memory' },
    signing: { algorithms: ['ES256'] },
    listen: { adminPort: 9401 },
  });
  try {
    return await server.services.adminOperations();
  } finally {
    await server.close();
  }
}

/** Every operation and every problem: `docs/reference/admin-api.md`. */
export function adminApiPage(operations: readonly AdminOperation[]): string {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return `# Admin API

Generated from \`src/admin/\` and what other capabilities add to it by \`npm run docs\`; [Administration](../admin.md) says how to call it. Paths are below
\`/admin/v1\` on the admin port; \`/admin/v1/openapi.json\` has the types of everything. Lists are pages: \`next\` of one is \`?after=\` of the following,
\`?limit=\` is 1 to 200 (50). Durations are whole seconds, instants epoch seconds.

${tags.map((tag) => section(tag, operations)).join('\n')}
## Problems

Refusals are \`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, mostly \`detail\`, always \`requestId\`, and \`errors\` with the path of each
mistake.

| \`type\` | status | meaning |
|---|---|---|
${Object.entries(adminProblems)
  .map(([name, { status, title, meaning }]) => `| \`${problemTypePrefix}${name}\` | ${status} | ${title}. ${meaning} |`)
  .join('\n')}
`;
}

function section(tag: string, operations: readonly AdminOperation[]): string {
  const own = operations.filter((one) => one.tag === tag);
  return `## ${tag}\n\n${own.map(entry).join('\n')}`;
}

/** Named with each operation: what all may answer with is told once. */
const everywhere: ReadonlySet<string> = new Set([
  'no-token',
  'invalid-token',
  'insufficient-scope',
  'not-an-administrator',
  'failed',
  'unavailable',
]);

function entry(one: AdminOperation): string {
  const { id, method, path, access, summary, description, query, hasETag } = one;
  const problems = problemsOf(one).filter((name) => !everywhere.has(name));
  const lines = [
    `### ${id}`,
    '',
    `\`${method} ${path}\` · \`mintmark.${access === 'read' ? 'read' : 'admin'}\`${hasETag === true ? ' · `ETag`' : ''}`,
    '',
    `${summary}.${description === undefined ? '' : ` ${description}`}`,
    '',
    ...members('Query', query?.shape),
    ...members('Body', shapeOf(one.body, one.describedBody)),
    ...(problems.length === 0 ? [] : [`Problems: ${problems.map((name) => `\`${name}\``).join(', ')}.`, '']),
  ];
  return `${lines.join('\n')}`;
}

/** Only of bodies that are the API's own: those of others stand in the reference of the configuration. */
function shapeOf(body: z.ZodType | undefined, described: z.ZodType | undefined) {
  if (body === undefined || described !== undefined) return undefined;
  let at: unknown = body;
  for (;;) {
    const shape: unknown = Reflect.get(Object(at), 'shape');
    if (typeof shape === 'object' && shape !== null) return shape as Readonly<Record<string, z.ZodType>>;
    const inner: unknown = Reflect.get(Object(Reflect.get(Object(at), 'def')), 'innerType');
    if (inner === undefined) return undefined;
    at = inner;
  }
}

function members(title: string, shape: Readonly<Record<string, z.core.$ZodType>> | undefined): readonly string[] {
  const rows = Object.entries(shape ?? {})
    .filter(([name]) => title !== 'Query' || (name !== 'after' && name !== 'limit'))
    .map(([name, member]) => `\`${name}\`: ${descriptionOf(member)}`);
  return rows.length === 0 ? [] : [`${title}:`, '', ...rows.map((row) => `- ${row}`), ''];
}

function descriptionOf(member: z.core.$ZodType): string {
  const description: unknown = Reflect.get(member, 'description');
  return typeof description === 'string' ? description : '';
}
