import { AdminError, type AdminMistake } from './admin-error.ts';
import type { AdminProblemName } from './generated/problem-name.ts';
import type { OperationDescription } from './operation-description.ts';

/** How requests get to the admin API. */
export interface TransportOptions {
  /** Address of the admin port, such as `http://localhost:9401`. */
  readonly url: string;
  /** An access token. This or `getToken`. */
  readonly token?: string | undefined;
  /** Asked before each request; and once more, with the token that was refused, where the server did not accept it. */
  readonly getToken?: ((refused?: string) => string | Promise<string>) | undefined;
  /** Takes the place of the global one. */
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds for a request with its answer [30 000]. */
  readonly timeoutMs?: number | undefined;
  /** Ends requests that are under way. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the token may be sent over plain http to another machine [false]. */
  readonly allowPlainHttp?: boolean | undefined;
}

/** Path and query parameters by name, `body`, `ifMatch` and `ifNoneMatch`. */
export type OperationInput = Readonly<Record<string, unknown>>;

export interface Answered {
  readonly value: unknown;
  readonly etag: string | undefined;
}

/** Sends requests with a token, and reads answers and problems. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #base: string;

  /** @throws {TypeError} where the address is none, or would let everybody on the way see the token. */
  constructor(options: TransportOptions) {
    const url = new URL(options.url);
    if (!/^https?:$/.test(url.protocol)) throw new TypeError('url: must be an http or https address');
    if (url.username !== '' || url.search !== '' || url.hash !== '')
      throw new TypeError('url: must be the address of the admin port alone');
    if (url.protocol === 'http:' && !isLoopback(url.hostname) && options.allowPlainHttp !== true) {
      throw new TypeError(
        'url: plain http to another machine shows the token to everybody on the way; use https, or allowPlainHttp',
      );
    }
    if ((options.token === undefined) === (options.getToken === undefined))
      throw new TypeError('token: give one, or getToken');
    this.#options = options;
    const path = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname;
    this.#base = `${url.origin}${path}/admin/v1`;
  }

  /** @throws {AdminError} */
  async send(operation: OperationDescription, input: OperationInput): Promise<Answered> {
    const token = await this.#token();
    const response = await this.#fetch(operation, input, token);
    if (response.status !== 401 || this.#options.getToken === undefined) return read(response, operation);
    const renewed = await this.#options.getToken(token);
    return read(renewed === token ? response : await this.#fetch(operation, input, renewed), operation);
  }

  async #token(): Promise<string> {
    return this.#options.token ?? (await this.#options.getToken?.()) ?? '';
  }

  async #fetch(
    { method, path, query, body: type }: OperationDescription,
    input: OperationInput,
    token: string,
  ): Promise<Response> {
    const { fetch: send = fetch, timeoutMs = 30_000, signal } = this.#options;
    const { body, ifMatch, ifNoneMatch } = input;
    const late = AbortSignal.timeout(timeoutMs);
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      accept: 'application/json, application/problem+json',
    };
    if (body !== undefined && type !== undefined) headers['content-type'] = type;
    if (typeof ifMatch === 'string') headers['if-match'] = ifMatch;
    if (typeof ifNoneMatch === 'string') headers['if-none-match'] = ifNoneMatch;
    const address = this.#base + withParameters(path, input) + queryOf(query, input);
    try {
      return await send(address, {
        method,
        headers,
        // The token is for this address alone.
        redirect: 'error',
        signal: signal === undefined ? late : AbortSignal.any([late, signal]),
        ...(body === undefined || type === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new AdminError({
        status: 0,
        title: 'The admin API cannot be reached',
        detail: noAnswer(cause, timeoutMs),
        cause,
      });
    }
  }
}

function noAnswer(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error)) return 'there was no answer';
  if (cause.name === 'TimeoutError') return `there was no answer within ${timeoutMs / 1000} seconds`;
  const { cause: inner } = cause;
  return inner instanceof Error && inner.message !== '' ? inner.message : cause.message;
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/** @throws {TypeError} where one is missing. */
function withParameters(path: string, input: OperationInput): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = input[name];
    if (typeof value !== 'string' || value === '') throw new TypeError(`${name}: must be a text that is not empty`);
    // Whether encoded or not, an address takes them for the way up (WHATWG URL, double-dot path segment).
    if (value === '.' || value === '..') throw new TypeError(`${name}: no address can name ${value}`);
    return encodeURIComponent(value);
  });
}

function queryOf(names: readonly string[], input: OperationInput): string {
  const query = new URLSearchParams();
  for (const name of names) {
    const value = input[name];
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}

async function read(response: Response, { answer }: OperationDescription): Promise<Answered> {
  const { status } = response;
  const text = await response.text().catch(() => undefined);
  const value = parsed(text);
  if (!response.ok) throw refusal(status, value);
  if (text === undefined || (answer !== 'nothing' && value === undefined)) {
    throw new AdminError({
      status,
      title: 'The answer is none of the admin API',
      detail: 'the answer is none of the admin API',
    });
  }
  return { value, etag: response.headers.get('etag') ?? undefined };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined || text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const prefix = 'urn:mintmark:problem:';

function refusal(status: number, body: unknown): AdminError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof problem[name] === 'string' ? problem[name] : undefined);
  const type = text('type');
  if (type?.startsWith(prefix) !== true) {
    return new AdminError({
      status,
      title: `What answered is no admin API (${status})`,
      detail: `what answered is no admin API (${status})`,
    });
  }
  return new AdminError({
    status,
    problem: type.slice(prefix.length) as AdminProblemName,
    title: text('title') ?? '',
    detail: text('detail'),
    errors: (Array.isArray(problem['errors']) ? problem['errors'] : []) as readonly AdminMistake[],
    requestId: text('requestId'),
  });
}
