import { oauthError } from '../errors/oauth-error.ts';
import type { FormParameters } from '../model/form-parameters.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { limits } from '../model/limits.ts';

const none: readonly string[] = [];
const mayRepeat: ReadonlySet<string> = new Set(['resource', 'audience']);

class Parameters implements FormParameters {
  readonly #all: ReadonlyMap<string, readonly string[]>;

  constructor(all: ReadonlyMap<string, readonly string[]>) {
    this.#all = all;
  }

  get(name: string): string | undefined {
    return this.#all.get(name)?.[0];
  }

  getAll(name: string): readonly string[] {
    return this.#all.get(name) ?? none;
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  names(): readonly string[] {
    return [...this.#all.keys()];
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a POST's form (RFC 6749 §3.2, App. B).
 * @throws {OAuthError} `request.method` (405), `request.content-type` (415), `request.too-large` (413), `request.malformed`,
 * `request.repeated-parameter` (400).
 * @param repeated gets the names of repeated parameters, which are left out then instead of refused: for who can tell the client.
 */
export async function readForm(request: HttpRequest, repeated?: string[]): Promise<FormParameters> {
  if (request.method !== 'POST') throw oauthError('request.method', { headers: { allow: 'POST' } });
  if (!isForm(request.header('content-type'))) throw oauthError('request.content-type');
  return parseForm(await request.body(limits.body.most), repeated);
}

export function isForm(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType);
}

/** Parses the bytes of a form. @throws {OAuthError} `request.malformed`, `request.repeated-parameter`. */
export function parseForm(bytes: Uint8Array, repeated?: string[]): FormParameters {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (cause) {
    throw oauthError('request.malformed', { detail: 'not UTF-8', cause });
  }
  return parseParameters(text, repeated);
}

/** The parameters behind the `?` of a request target; repeats are treated as by {@link readForm}. */
export function parseQuery(target: string, repeated?: string[]): FormParameters {
  const mark = target.indexOf('?');
  return parseParameters(mark < 0 ? '' : target.slice(mark + 1), repeated);
}

function parseParameters(text: string, repeated?: string[]): FormParameters {
  const all = new Map<string, string[]>();
  if (text === '') return new Parameters(all);
  const pairs = text.split('&');
  if (pairs.length > limits.parameters.most) throw oauthError('request.malformed', { detail: 'too many parameters' });
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    const present = all.get(name);
    if (present === undefined) all.set(name, [value]);
    else if (mayRepeat.has(name)) present.push(value);
    else if (repeated === undefined) throw oauthError('request.repeated-parameter', { fields: { parameter: name } });
    else repeated.push(name);
  }
  for (const name of repeated ?? none) all.delete(name);
  dropEmpty(all);
  return new Parameters(all);
}

/** RFC 6749 §3.2: a parameter without a value is treated as if it were omitted. */
function dropEmpty(all: Map<string, string[]>): void {
  for (const [name, values] of all) {
    if (!values.includes('')) continue;
    const kept = values.filter((value) => value !== '');
    if (kept.length === 0) all.delete(name);
    else all.set(name, kept);
  }
}

const escaped = /[%+]/;
const forbidden = /\0/;

function decode(text: string): string {
  let value = text;
  if (escaped.test(text)) {
    try {
      value = decodeURIComponent(text.replaceAll('+', ' '));
    } catch (cause) {
      throw oauthError('request.malformed', { detail: 'bad percent encoding', cause });
    }
  }
  if (forbidden.test(value)) throw oauthError('request.malformed', { detail: 'NUL character' });
  return value;
}
