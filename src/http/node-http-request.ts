import type { IncomingMessage } from 'node:http';
import { oauthError } from '../errors/oauth-error.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { compressedBody } from './content-encoding.ts';
import { certificateOf, remoteAddressOf } from './node-connection.ts';

/** How much of a body that is too large is read and dropped, so that the client gets to read the answer. */
const drainedBytes = 1_048_576;
const nothing = new Uint8Array();

/** A `node:http` message as endpoints see it; nothing is copied before it is asked for. */
export class NodeHttpRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly #message: IncomingMessage;
  readonly #trustProxy: boolean;
  #isTooLarge = false;

  constructor(message: IncomingMessage, trustProxy: boolean) {
    this.method = message.method ?? 'GET';
    this.target = message.url ?? '/';
    this.#message = message;
    this.#trustProxy = trustProxy;
  }

  /** The body was too large, or nobody read it to its end: the connection cannot be used again, and need not wait for the rest. */
  get isAbandoned(): boolean {
    return this.#isTooLarge || !this.#message.complete;
  }

  get remoteAddress(): string | undefined {
    return remoteAddressOf(this.#message, this.#trustProxy);
  }

  get clientCertificate(): Uint8Array | undefined {
    return certificateOf(this.#message, this.#trustProxy);
  }

  header(name: string): string | undefined {
    const value = this.#message.headers[name];
    return typeof value === 'object' ? value.join(', ') : value;
  }

  body(maximumBytes: number): Promise<Uint8Array> {
    const refusal = compressedBody(this);
    if (refusal !== undefined) return Promise.reject(refusal);
    const message = this.#message;
    const stated = Number(message.headers['content-length'] ?? 0);
    if (stated > drainedBytes) return Promise.reject(this.#tooLarge());
    return new Promise((resolve, reject) => {
      let chunks: Uint8Array[] | undefined;
      let first: Uint8Array | undefined;
      let length = 0;
      message.on('data', (chunk: Uint8Array) => {
        length += chunk.length;
        if (length > drainedBytes) {
          message.pause();
          reject(this.#tooLarge());
        } else if (length > maximumBytes) {
          chunks = undefined;
          first = undefined;
        } else if (first === undefined) first = chunk;
        else if (chunks === undefined) chunks = [first, chunk];
        else chunks.push(chunk);
      });
      message.on('end', () => {
        if (length > maximumBytes) reject(this.#tooLarge());
        else resolve(chunks === undefined ? (first ?? nothing) : Buffer.concat(chunks, length));
      });
      message.on('error', (cause) => reject(oauthError('request.malformed', { detail: 'the body broke off', cause })));
    });
  }

  #tooLarge(): Error {
    this.#isTooLarge = true;
    return oauthError('request.too-large');
  }
}
