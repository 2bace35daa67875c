import type { Requirements, VerifiedToken } from './options.ts';
import type { ProtectedResource } from './protect-resource.ts';

/** What a middleware needs of one request: fixed, or found out from the request. */
export type RequirementsOf<Request> = Requirements | ((request: Request) => Requirements);

/** As much of a request of Node, Express or Fastify as is looked at. */
export interface NodeLikeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express: with the path under which a router is mounted. */
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

interface NodeLikeResponse {
  statusCode: number;
  setHeader(name: string, value: string | readonly string[]): unknown;
  end(body?: string): unknown;
}

/**
 * For Express and Connect: answers what is not allowed, else puts the token at `request.auth`.
 * Serve the metadata with {@link expressMetadata} at `api.metadataPath`.
 */
export function expressProtection(
  api: ProtectedResource,
  requirements: RequirementsOf<NodeLikeRequest> = {},
): (request: NodeLikeRequest, response: NodeLikeResponse, next: (error?: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    const result = await api.verify(webRequest(request), wanted(requirements, request));
    if (result instanceof Response) return send(result, response);
    Object.assign(request, { auth: result });
    next();
  };
}

/** For Express: `app.get(api.metadataPath, expressMetadata(api))`. */
export function expressMetadata(
  api: ProtectedResource,
): (request: unknown, response: NodeLikeResponse) => Promise<void> {
  return (_, response) => send(api.metadataResponse(), response);
}

interface FastifyLikeReply {
  code(status: number): FastifyLikeReply;
  header(name: string, value: unknown): FastifyLikeReply;
  send(body: string): unknown;
}

/** For Fastify, as `preHandler` or `onRequest`: answers what is not allowed, else puts the token at `request.auth`. */
export function fastifyProtection(
  api: ProtectedResource,
  requirements: RequirementsOf<NodeLikeRequest> = {},
): (request: NodeLikeRequest, reply: FastifyLikeReply) => Promise<unknown> {
  return async (request, reply) => {
    const result = await api.verify(webRequest(request), wanted(requirements, request));
    if (!(result instanceof Response)) {
      Object.assign(request, { auth: result });
      return undefined;
    }
    reply.code(result.status);
    for (const [name, values] of headersOf(result)) reply.header(name, values);
    return reply.send(await result.text());
  };
}

interface HonoLikeContext {
  readonly req: { readonly raw: Request };
  set(name: string, value: unknown): void;
}

/** For Hono: answers what is not allowed, else sets the variable `auth`. */
export function honoProtection(
  api: ProtectedResource,
  requirements: RequirementsOf<Request> = {},
): (context: HonoLikeContext, next: () => Promise<void>) => Promise<Response | undefined> {
  return async (context, next) => {
    const request = context.req.raw;
    const result = await api.verify(request, wanted(requirements, request));
    if (result instanceof Response) return result;
    context.set('auth', result);
    await next();
    return undefined;
  };
}

/** The token that a middleware left at a request. @throws {TypeError} where none ran. */
export function tokenOf(request: object): VerifiedToken {
  const token: unknown = Reflect.get(request, 'auth');
  if (typeof token !== 'object' || token === null || !('claims' in token)) {
    throw new TypeError('no token was verified for this request: is the protection mounted before?');
  }
  return token as VerifiedToken;
}

function wanted<Request>(requirements: RequirementsOf<Request>, request: Request): Requirements {
  return typeof requirements === 'function' ? requirements(request) : requirements;
}

function webRequest({ method = 'GET', url = '/', originalUrl, headers }: NodeLikeRequest) {
  return {
    method,
    url: originalUrl ?? url,
    headers: {
      get(name: string): string | null {
        const value = headers[name];
        if (value === undefined) return null;
        return typeof value === 'string' ? value : value.join(', ');
      },
    },
  };
}

function headersOf(response: Response): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  response.headers.forEach((value, name) => {
    if (name !== 'www-authenticate') headers.set(name, [value]);
  });
  const challenges = response.headers.get('www-authenticate');
  // Each in a line of its own: a comma stands between the parameters of one, too.
  if (challenges !== null) headers.set('www-authenticate', challenges.split(/, (?=DPoP )/));
  return headers;
}

async function send(result: Response, response: NodeLikeResponse): Promise<void> {
  response.statusCode = result.status;
  for (const [name, values] of headersOf(result)) response.setHeader(name, values.length === 1 ? values[0]! : values);
  response.end(await result.text());
}
