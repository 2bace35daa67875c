import { repeatedMembers } from '../config/repeated-members.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { parseQuery } from '../http/form.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';
import type { AdminInput, AdminOperation } from '../wiring/admin-operation.ts';
import { AdminProblem } from './problem.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Query, body and conditions of a request, checked as far as any operation asks it. @throws {AdminProblem} */
export async function readInput(
  request: HttpRequest,
  operation: AdminOperation,
  parameters: Readonly<Record<string, string>>,
): Promise<AdminInput> {
  return {
    parameters,
    query: readQuery(request.target),
    body: await readBody(request, operation),
    ifMatch: request.header('if-match'),
    ifNoneMatch: request.header('if-none-match'),
  };
}

function readQuery(target: string): Readonly<Record<string, string>> {
  const repeated: string[] = [];
  const query: Record<string, string> = Object.create(null);
  try {
    const form = parseQuery(target, repeated);
    for (const name of form.names()) query[name] = form.get(name)!;
  } catch (cause) {
    if (!(cause instanceof OAuthError)) throw cause;
    throw new AdminProblem('invalid', { detail: 'The query cannot be read.', cause });
  }
  if (repeated.length === 0) return { ...query };
  throw new AdminProblem('invalid', { errors: repeated.map((path) => ({ path, message: 'stands there twice' })) });
}

/** @returns `undefined` where none was sent. */
async function readBody(request: HttpRequest, { body, isMergePatch }: AdminOperation): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.byteLength === 0) return undefined;
  const type = request.header('content-type') ?? '';
  const isKnown =
    /^application\/json\s*(?:;|$)/i.test(type) ||
    (isMergePatch === true && /^application\/merge-patch\+json\s*(?:;|$)/i.test(type));
  if (!isKnown && body !== undefined) throw new AdminProblem('unsupported-media-type');
  return parse(bytes);
}

async function readBytes(request: HttpRequest): Promise<Uint8Array> {
  try {
    return await request.body(limits.body.most);
  } catch (cause) {
    if (!(cause instanceof OAuthError)) throw cause;
    if (cause.status === 413) throw new AdminProblem('too-large', { cause });
    if (cause.status === 415) throw new AdminProblem('unsupported-media-type', { cause });
    throw cause.status >= 500 ? cause : new AdminProblem('not-json', { cause });
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    const text = utf8.decode(bytes);
    const body: unknown = JSON.parse(text);
    // Of two members with one name most readers drop one in silence.
    if (repeatedMembers(text).length > 0)
      throw new AdminProblem('not-json', { detail: 'A member stands there twice.' });
    return body;
  } catch (cause) {
    throw cause instanceof AdminProblem ? cause : new AdminProblem('not-json', { cause });
  }
}
