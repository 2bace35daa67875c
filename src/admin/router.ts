import type { AdminReply } from '../http/admin-app.ts';
import { adminPaths } from '../model/admin.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Logger } from '../operations/log.ts';
import type { AdminOperation } from '../wiring/admin-operation.ts';
import type { CallerAuthorizer } from './authorize-caller.ts';
import { AdminProblem } from './problem.ts';
import { problemReply } from './problem-reply.ts';
import { readInput } from './read-input.ts';

export interface AdminApiServices {
  readonly callers: Pick<CallerAuthorizer, 'authorize'>;
  readonly log: Logger;
}

interface Place {
  /** `undefined`: anything may stand there. */
  readonly segments: readonly (string | undefined)[];
  readonly names: readonly string[];
  readonly path: string;
  readonly operations: Map<string, AdminOperation>;
}

/** Answers below `/admin/v1`: finds the operation, lets its callers in, and writes what it made or why not. Never rejects. */
export function createAdminApi(operations: readonly AdminOperation[], services: AdminApiServices) {
  const places = placesOf(operations);

  async function answer(request: HttpRequest, found: Found, context: RequestContext): Promise<AdminReply> {
    const { operation, parameters } = found;
    const caller = await services.callers.authorize(request, operation.access, context);
    const input = await readInput(request, operation, parameters);
    const { status = operation.status, body, etag } = await operation.handle(input, caller);
    const headers = { 'content-type': 'application/json', ...(etag === undefined ? {} : { etag }) };
    if (body === undefined) return { status, headers: {}, body: '' };
    return { status, headers, body: request.method === 'HEAD' ? '' : JSON.stringify(body) };
  }

  return async (request: HttpRequest, context: RequestContext): Promise<AdminReply> => {
    let found: Found | undefined;
    try {
      found = find(places, request);
      return { ...(await answer(request, found, context)), endpoint: adminPaths.api + found.operation.path };
    } catch (thrown) {
      const endpoint = found === undefined ? `${adminPaths.api}/*` : adminPaths.api + found.operation.path;
      return { ...problemReply(thrown, context, services.log, found?.operation.id), endpoint };
    }
  };
}

interface Found {
  readonly operation: AdminOperation;
  readonly parameters: Readonly<Record<string, string>>;
}

function placesOf(operations: readonly AdminOperation[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const operation of operations) {
    const { path, method } = operation;
    const parts = path.slice(1).split('/');
    const place = places.get(path) ?? {
      path,
      segments: parts.map((part) => (part.startsWith('{') ? undefined : part)),
      names: parts.map((part) => part.slice(1, -1)),
      operations: new Map<string, AdminOperation>(),
    };
    if (place.operations.has(method)) throw new Error(`two operations are at ${method} ${path}`);
    place.operations.set(method, operation);
    places.set(path, place);
  }
  // A word goes before a name: `/clients/count` is no client.
  const openAt = ({ segments }: Place) => segments.map((segment) => (segment === undefined ? '1' : '0')).join('');
  return [...places.values()].sort((a, b) => (openAt(a) < openAt(b) ? -1 : 1));
}

/** @throws {AdminProblem} `no-such-path`, `method-not-allowed`. */
function find(places: readonly Place[], { target, method }: HttpRequest): Found {
  const path = target.split('?', 1)[0]!;
  const parts = path.slice(adminPaths.api.length + 1).split('/');
  const place = places.find(
    ({ segments }) =>
      segments.length === parts.length &&
      segments.every((segment, index) => (segment === undefined ? parts[index] !== '' : segment === parts[index])),
  );
  if (place === undefined) throw new AdminProblem('no-such-path');
  const operation = place.operations.get(method === 'HEAD' ? 'GET' : method);
  if (operation === undefined) {
    throw new AdminProblem('method-not-allowed', {
      headers: { allow: [...place.operations.keys()].sort().join(', ') },
    });
  }
  const named = place.segments.flatMap((segment, index) =>
    segment === undefined ? [[place.names[index]!, decoded(parts[index]!)] as const] : [],
  );
  return { operation, parameters: Object.fromEntries(named) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new AdminProblem('no-such-path', { cause });
  }
}
