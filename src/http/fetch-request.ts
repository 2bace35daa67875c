import { oauthError } from '../errors/oauth-error.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import { bodyWasRead } from './body-was-read.ts';
import { compressedBody } from './content-encoding.ts';

/** What is known of the connection and does not stand in a `Request`. */
export interface ConnectionInfo {
  readonly remoteAddress?: string | undefined;
  /** DER. */
  readonly clientCertificate?: Uint8Array | undefined;
  /** The request target as it was sent, where it is known: `Request` shows a path that is tidied up. */
  readonly target?: string | undefined;
  /** The body, where somebody has read it before; a function: called when it is wanted. */
  readonly body?: Uint8Array | (() => Uint8Array) | undefined;
}

/** Path and query, as they were sent if that is known. */
export function targetOf(request: Request, { target = request.url }: ConnectionInfo): string {
  if (target.startsWith('/')) return target;
  const authority = target.indexOf('://');
  const path = authority < 0 ? -1 : target.indexOf('/', authority + 3);
  return path < 0 ? '/' : target.slice(path);
}

/** A `fetch` Request as endpoints see it. */
export class FetchRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly remoteAddress: string | undefined;
  readonly clientCertificate: Uint8Array | undefined;
  readonly #request: Request;
  readonly #readBefore: ConnectionInfo['body'];

  constructor(request: Request, connection: ConnectionInfo) {
    this.#request = request;
    this.method = request.method;
    this.target = targetOf(request, connection);
    this.#readBefore = connection.body;
    this.remoteAddress = connection.remoteAddress;
    this.clientCertificate = connection.clientCertificate;
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }

  async body(maximumBytes: number): Promise<Uint8Array> {
    const refusal = compressedBody(this);
    if (refusal !== undefined) throw refusal;
    if (Number(this.header('content-length') ?? 0) > maximumBytes) throw oauthError('request.too-large');
    if (this.#readBefore !== undefined) {
      const body = typeof this.#readBefore === 'function' ? this.#readBefore() : this.#readBefore;
      if (body.byteLength > maximumBytes) throw oauthError('request.too-large');
      return body;
    }
    const stream = this.#request.body;
    if (this.#request.bodyUsed || stream?.locked === true) throw bodyWasRead();
    return stream === null ? new Uint8Array() : readAll(stream, maximumBytes);
  }
}

async function readAll(stream: ReadableStream<Uint8Array>, maximumBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > maximumBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw oauthError('request.malformed', { detail: 'the body broke off', cause });
  }
  if (length > maximumBytes) throw oauthError('request.too-large');
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

const bodiless: ReadonlySet<number> = new Set([204, 304]);

export function toResponse(reply: HttpReply): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(reply.headers)) {
    if (typeof value === 'string') headers.set(name, value);
    else for (const one of value) headers.append(name, one);
  }
  return new Response(bodiless.has(reply.status) ? null : (reply.bytes ?? reply.body), {
    status: reply.status,
    headers,
  });
}
