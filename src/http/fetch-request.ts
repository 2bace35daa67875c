import { oauthError } from '../errors/oauth-error.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';

/** What is known of the connection and does not stand in a `Request`. */
export interface ConnectionInfo {
  readonly remoteAddress?: string | undefined;
  /** DER. */
  readonly clientCertificate?: Uint8Array | undefined;
}

/** A `fetch` Request as endpoints see it. */
export class FetchRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly remoteAddress: string | undefined;
  readonly clientCertificate: Uint8Array | undefined;
  readonly #request: Request;

  constructor(request: Request, connection: ConnectionInfo) {
    this.#request = request;
    this.method = request.method;
    const pathStart = request.url.indexOf('/', request.url.indexOf('://') + 3);
    this.target = pathStart < 0 ? '/' : request.url.slice(pathStart);
    this.remoteAddress = connection.remoteAddress;
    this.clientCertificate = connection.clientCertificate;
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }

  async body(maximumBytes: number): Promise<Uint8Array> {
    if (Number(this.header('content-length') ?? 0) > maximumBytes) throw oauthError('request.too-large');
    const stream = this.#request.body;
    if (stream === null) return new Uint8Array();
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > maximumBytes) throw oauthError('request.too-large');
      chunks.push(chunk);
    }
    if (chunks.length === 1) return chunks[0]!;
    const whole = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole;
  }
}

const bodiless: ReadonlySet<number> = new Set([204, 304]);

export function toResponse(reply: HttpReply): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(reply.headers)) {
    if (typeof value === 'string') headers.set(name, value);
    else for (const one of value) headers.append(name, one);
  }
  return new Response(bodiless.has(reply.status) ? null : reply.body, { status: reply.status, headers });
}
