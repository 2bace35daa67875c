import type { IncomingMessage } from 'node:http';
import { bodyWasRead } from './body-was-read.ts';

/** Where body parsers and platforms leave what they read. */
interface ReadMessage extends IncomingMessage {
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/** Whether somebody has read of the body before it came here: what they took does not come again. */
export function wasReadBefore(message: IncomingMessage): boolean {
  return message.readableDidRead || message.readableEnded;
}

/**
 * The body that a parser in front has read, from `rawBody` or `body`: bytes, text, or an object made of a form or of JSON, which is
 * written anew. What a parser folded away stays so: a value that was not UTF-8 cannot be told any more.
 *
 * @throws {OAuthError} `server.body-read` if nothing of it was left: the client has done nothing wrong.
 */
export function bodyReadBefore(message: ReadMessage): Uint8Array {
  for (const left of [message.rawBody, message.body]) {
    if (left instanceof Uint8Array) return left;
    if (typeof left === 'string') return Buffer.from(left);
  }
  if (!hasBody(message)) return new Uint8Array();
  const { body } = message;
  // Parsers that did not read it themselves leave an empty object.
  if (typeof body !== 'object' || body === null || Object.keys(body).length === 0) throw bodyWasRead();
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(message.headers['content-type'] ?? '');
  return Buffer.from(isJson ? JSON.stringify(body) : formOf(body));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function formOf(parsed: object): string {
  const form = new URLSearchParams();
  const write = (name: string, value: unknown): void => {
    // Plain repeats: what may not be repeated is refused later, as ever.
    if (Array.isArray(value)) for (const one of value) write(name, one);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, one] of Object.entries(value)) write(`${name}[${key}]`, one);
    } else form.append(name, String(value ?? ''));
  };
  for (const [name, value] of Object.entries(parsed)) write(name, value);
  return form.toString();
}
