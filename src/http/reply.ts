import type { HttpReply } from '../model/http-message.ts';
import type { JsonValue } from '../model/json.ts';

/** RFC 6749 §5.1: answers that hold tokens or speak about them are stored nowhere. */
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;
const jsonHeaders = { 'content-type': 'application/json', ...noStore } as const;

/** A JSON answer that nobody caches. */
export function jsonReply(
  status: number,
  body: JsonValue | Readonly<Record<string, unknown>>,
  headers?: Readonly<Record<string, string>>,
): HttpReply {
  return {
    status,
    headers: headers === undefined ? jsonHeaders : { ...jsonHeaders, ...headers },
    body: JSON.stringify(body),
  };
}

/** An answer of another type that nobody caches. */
export function textReply(status: number, contentType: string, body: string): HttpReply {
  return { status, headers: { 'content-type': contentType, ...noStore }, body };
}

/** 200 with nothing to say: an empty object, since clients choke on a body without a type, and on a type without a body. */
export function emptyReply(status = 200): HttpReply {
  return { status, headers: jsonHeaders, body: '{}' };
}

/** 303, which never repeats a POST with its body (RFC 9700 §4.12). */
export function redirectReply(
  location: string,
  headers?: Readonly<Record<string, string | readonly string[]>>,
): HttpReply {
  return { status: 303, headers: { location, ...noStore, ...headers }, body: '' };
}
