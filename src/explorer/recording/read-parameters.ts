import { isForm } from '../../http/form.ts';
import type { HttpRequest } from '../../model/http-message.ts';
import type { TripParameter } from '../trip.ts';
import { shownName, shownParameterValue } from './shown-value.ts';

/** More are counted, and no more. */
const most = 64;
/** Bytes. */
const longestJson = 4096;

const nothing: readonly TripParameter[] = [];

/** What a request sent in its address, by name; never throws, whatever it sent. */
export function readQuery(target: string): readonly TripParameter[] {
  const mark = target.indexOf('?');
  return mark < 0 ? nothing : inForm('query', target.slice(mark + 1));
}

/** The same of its body, as far as the endpoint read it. */
export function readBody(contentType: string | undefined, body: Uint8Array): readonly TripParameter[] {
  if (body.length === 0) return nothing;
  const bytes = body instanceof Buffer ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // A form is ASCII; whatever is not is shown by its length alone.
  if (isForm(contentType)) return inForm('body', bytes.toString('latin1'));
  // Parsed once already; a long one is not worth it twice.
  if (bytes.length <= longestJson && contentType?.toLowerCase().startsWith('application/json') === true)
    return inJson(bytes.toString('utf8'));
  return nothing;
}

/** What is shown just as it was sent, and so holds no secret, is looked at once: most requests are like others before. */
class Seen<Value> {
  readonly #values = new Map<string, Value>();

  get(text: string): Value | undefined {
    return this.#values.get(text);
  }

  set(text: string, value: Value): void {
    if (text.length <= 200 && this.#values.size < 1000) this.#values.set(text, value);
  }
}

const seenPairs = { query: new Seen<TripParameter>(), body: new Seen<TripParameter>() } as const;
const seenForms = { query: new Seen<readonly TripParameter[]>(), body: new Seen<readonly TripParameter[]>() } as const;

function inForm(place: 'query' | 'body', text: string): readonly TripParameter[] {
  const known = seenForms[place].get(text);
  if (known !== undefined) return known;
  const pairs = text.split('&', most).filter((pair) => pair !== '');
  const found = pairs.flatMap((pair) => ofPair(place, pair) ?? []);
  if (pairs.length < most && pairs.every((pair) => seenPairs[place].get(pair) !== undefined)) {
    seenForms[place].set(text, found);
  }
  return found;
}

function ofPair(place: 'query' | 'body', pair: string): TripParameter | undefined {
  const known = seenPairs[place].get(pair);
  if (known !== undefined) return known;
  const equals = pair.indexOf('=');
  const name = decode(equals < 0 ? pair : pair.slice(0, equals));
  const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
  if (value === '') return undefined;
  const parameter: TripParameter = { in: place, name: shownName(name), value: shownParameterValue(name, value) };
  if (parameter.value === value) seenPairs[place].set(pair, parameter);
  return parameter;
}

function inJson(text: string): readonly TripParameter[] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.keys(value)
      .slice(0, most)
      .map((name) => ({ in: 'body', name: shownName(name) }));
  } catch {
    return [];
  }
}

const escaped = /[%+]/;

function decode(text: string): string {
  if (!escaped.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

const header = (name: string, value?: string): TripParameter => ({ in: 'header', name, value });
const basic = header('authorization', 'basic …');
const schemes: ReadonlyMap<string, TripParameter> = new Map([
  ['basic', basic],
  ['bearer', header('authorization', 'bearer …')],
  ['dpop', header('authorization', 'dpop …')],
]);
const odd = { authorization: header('authorization'), dpop: header('dpop'), cookie: header('cookie') } as const;
const mediaTypes: ReadonlyMap<string, TripParameter> = new Map(
  ['application/x-www-form-urlencoded', 'application/json'].map((type) => [type, header('content-type', type)]),
);
const otherType = header('content-type');

/** Of requests with neither proof nor cookie, by the two that are left: most of those of programs. */
const seenHeaders = new Map<TripParameter | undefined, Map<TripParameter | undefined, readonly TripParameter[]>>();

/** Those that decide something. */
export function readHeaders(request: HttpRequest, contentType: string | undefined): readonly TripParameter[] {
  const value = request.header('authorization');
  const authorization = value === undefined ? undefined : authorizationHeader(value);
  const type = contentType === undefined ? undefined : (mediaTypes.get(contentType) ?? mediaTypeHeader(contentType));
  const further = [
    ...(request.header('dpop') === undefined ? [] : [odd.dpop]),
    ...(request.header('cookie') === undefined ? [] : [odd.cookie]),
  ];
  const known = further.length > 0 ? undefined : seenHeaders.get(authorization)?.get(type);
  if (known !== undefined) return known;
  const all = [authorization, ...further, type].filter((parameter) => parameter !== undefined);
  if (further.length > 0) return all;
  const ofAuthorization = seenHeaders.get(authorization) ?? new Map();
  seenHeaders.set(authorization, ofAuthorization);
  ofAuthorization.set(type, all);
  return all;
}

function authorizationHeader(value: string): TripParameter {
  if (value.startsWith('Basic ')) return basic;
  return schemes.get(value.slice(0, Math.max(0, value.indexOf(' '))).toLowerCase()) ?? odd.authorization;
}

function mediaTypeHeader(value: string): TripParameter {
  return mediaTypes.get(value.split(';', 1)[0]!.trim().toLowerCase()) ?? otherType;
}
